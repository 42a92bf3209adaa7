"""Exports: every table's rows of one project, read as a stream.

What opens something never leaves the house. What leads from one table to another and is printed on
paper (codes, slots, devices) becomes a mark that means nothing elsewhere. Whatever people may have
written themselves, or is about a person, comes only where it is asked for; a new column of text
counts as such until somebody says otherwise.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Column, Enum, String, Table, select
from sqlalchemy.orm import Session

from db.schema import Base, Membership, Project, Staff
from db.types import ContactsColumn

AT_ONCE = 1_000
Mark = Callable[[str], str]

NEVER = frozenset({"digest", "code_digest", "secret", "address", "image", "send_key"})
MARKED = frozenset({"token", "slot", "device"})
# Texts that we gave, or that name things and no people.
OF_THINGS = frozenset(
    {
        *("audit.action", "audit.subject", "audit.facts", "campaigns.name", "clients.name"),
        *("clients.scopes", "events.department", "formulas.definition", "imports.sha256"),
        *("need_responses.group", "notice_targets.kinds", "numbers.noun", "outage_areas.building"),
        *("outbox.id", "outbox.facts", "photos.id", "places.building", "projects.language"),
        *("projects.name", "projects.policy", "projects.zone", "reports.figures"),
        *("reports.period", "responses.chips", "responses.doubts", "responses.flags"),
        *("responses.language", "responses.not_applicable", "scores.building", "screens.layouts"),
        *("tallies.question", "tickets.department", "tickets.source_ref", "happenings.noun"),
    }
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its columns, those left out because nobody asked for them, and its rows."""

    name: str
    columns: tuple[Column[Any], ...]
    left_out: tuple[str, ...]
    rows: Iterator[tuple[object, ...]]


def tables() -> list[Table]:
    """Every table that holds a project, and its colleagues; by name."""
    own = [table for table in Base.metadata.tables.values() if "project_id" in table.c]
    return sorted([*own, _table(Project), _table(Staff)], key=lambda table: table.name)


def is_about_people(column: Column[Any]) -> bool:
    if isinstance(column.type, Enum):
        return False
    said = isinstance(column.type, String | JSON | ContactsColumn)
    return said and f"{column.table.name}.{column.name}" not in OF_THINGS


def sheets(session: Session, project_id: int, mark: Mark, *, with_people: bool) -> Iterator[Sheet]:
    """One after the other; the rows of one must be read before the next is asked for."""
    for table in tables():
        given = [column for column in table.c if column.name not in NEVER]
        kept = [one for one in given if with_people or _is_open(one)]
        left_out = tuple(column.name for column in given if column not in kept)
        rows = _rows(session, table, kept, project_id, mark)
        yield Sheet(table.name, tuple(kept), left_out, rows)


def _is_open(column: Column[Any]) -> bool:
    return column.name in MARKED or not is_about_people(column)


def _rows(
    session: Session, table: Table, columns: list[Column[Any]], project_id: int, mark: Mark
) -> Iterator[tuple[object, ...]]:
    wanted = select(*columns).where(_its(table, project_id)).order_by(*table.primary_key)
    marked = [column.name in MARKED for column in columns]
    for row in session.execute(wanted, execution_options={"yield_per": AT_ONCE}):
        yield tuple(
            mark(value) if is_mark and value else value
            for value, is_mark in zip(row, marked, strict=True)
        )


def _its(table: Table, project_id: int) -> Any:
    """The rows of this project."""
    if table is _table(Project):
        return Project.id == project_id
    if table is _table(Staff):
        members = select(Membership.staff_id).where(Membership.project_id == project_id)
        return Staff.id.in_(members)
    return table.c.project_id == project_id


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table
