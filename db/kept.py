"""Kept tallies (留存): what was counted over long periods of large projects, until counted again.

A ruling is told at once: what was counted before it is not read any more. Nothing but the memory of
an answer that the database gave to the same question about the same days; groups looked into by
themselves, and restated readings, are always counted as they are asked for.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, select, true
from sqlalchemy.orm import Session

from db.schema import Code, Resident, Response, Ruling, Score, Tally

if TYPE_CHECKING:
    from db.base import Base
    from db.tallies import Asked
    from domain.formula import Formula

Rows = list[list[Any]]
Question = tuple[date, date, str]
# One higher with every change of what a question's rows hold: what an older program kept is then
# not read, and counted anew.
SHAPE = 2
_NOTED, _FETCHED = "tallies noted", "tallies fetched"


@dataclass(frozen=True, slots=True)
class Count:
    """All that was counted of a project, and what was there to be counted."""

    noted: Mapping[Question, Rows]
    rulings: int
    seen: str


def rows(session: Session, asked: Asked, name: str, statement: Select[*tuple[Any, ...]]) -> Rows:
    """What the database answers, kept or now; codes and numbers are plain either way."""
    if not asked.may_be_kept:
        return _answer(session, statement)
    question = (asked.first, asked.last, _named(asked, name))
    noted = session.info.get(_NOTED)
    if noted is not None:
        if question not in noted:
            noted[question] = _answer(session, statement)
        return list(noted[question])
    found = _all_kept(session, asked).get(question[2])
    return _answer(session, statement) if found is None else found


def _all_kept(session: Session, asked: Asked) -> dict[str, Rows]:
    """By question. A page asks many of the same days, so they are fetched at once."""
    fetched = session.info.setdefault(_FETCHED, {})
    days = (asked.project_id, asked.first, asked.last)
    if days not in fetched:
        lines = session.execute(select(Tally.question, Tally.rows).where(*_days(asked)))
        fetched[days] = {question: found["rows"] for question, found in lines}
    kept: dict[str, Rows] = fetched[days]
    return kept


@contextmanager
def noting(session: Session) -> Iterator[dict[Question, Rows]]:
    """Whatever is asked inside is counted anew, once, and noted."""
    noted: dict[Question, Rows] = {}
    session.info[_NOTED] = noted
    try:
        yield noted
    finally:
        del session.info[_NOTED]


def there_is(session: Session, project_id: int, today: date, rules: Formula) -> tuple[int, str]:
    """The rulings, and whatever else changes what is counted: the day, the rules, what came in."""
    merged = Resident.merged_into.is_not(None)
    tables: tuple[tuple[type[Base], Any], ...] = (
        (Response, true()),
        (Score, true()),
        (Code, true()),
        (Resident, merged),
    )
    counts = [_count(session, table, project_id, also) for table, also in tables]
    seen = " ".join(map(str, (today, _checksum(rules), *counts)))
    return _count(session, Ruling, project_id, true()), seen


def _count(session: Session, table: Any, project_id: int, also: ColumnElement[bool]) -> int:
    wanted = select(func.count()).select_from(table).where(table.project_id == project_id, also)
    return session.scalar(wanted) or 0


def last_seen(session: Session, project_id: int) -> tuple[int, str] | None:
    """What there was when the project was last counted; None where nothing is kept."""
    wanted = select(Tally.rulings, Tally.seen).where(Tally.project_id == project_id).limit(1)
    found = session.execute(wanted).one_or_none()
    return None if found is None else (found.rulings, found.seen)


def keep(session: Session, project_id: int, count: Count, now: datetime) -> None:
    """In place of all that was kept of the project."""
    session.execute(delete(Tally).where(Tally.project_id == project_id))
    new = [
        {"first": first, "last": last, "question": name, "rows": {"rows": found}}
        for (first, last, name), found in count.noted.items()
    ]
    if new:
        there_was = {"rulings": count.rulings, "seen": count.seen}
        about = {"project_id": project_id, "counted_at": now} | there_was
        session.execute(insert(Tally), [about | one for one in new])


def counted_at(session: Session, asked: Asked) -> datetime | None:
    """When the days asked for were counted; None where every look counts anew."""
    if not asked.may_be_kept:
        return None
    return session.scalar(select(func.min(Tally.counted_at)).where(*_days(asked)))


def is_large(session: Session, asked: Asked, limit: int) -> bool:
    """Whether more answers than that have to be looked through."""
    here = (Score.project_id == asked.project_id, Score.day.between(asked.first, asked.last))
    some = select(Score.day).where(*here).limit(limit + 1).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) > limit


def _days(asked: Asked) -> tuple[Any, ...]:
    ruled = select(func.count()).where(Ruling.project_id == asked.project_id).scalar_subquery()
    return (
        Tally.project_id == asked.project_id,
        Tally.rulings == ruled,
        Tally.first == asked.first,
        Tally.last == asked.last,
        Tally.question.endswith(_checksum(asked.rules)),
    )


def _named(asked: Asked, name: str) -> str:
    """Other rules, other answers; so with another shape."""
    return f"{name}{' uncut' if asked.with_excluded else ''} {_checksum(asked.rules)}"


def _checksum(rules: Formula) -> str:
    told = json.dumps([SHAPE, rules.as_dict()], sort_keys=True)
    return f"{zlib.crc32(told.encode()):08x}"


def _answer(session: Session, statement: Select[*tuple[Any, ...]]) -> Rows:
    return [[_plain(value) for value in row] for row in session.execute(statement)]


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return float(value) if isinstance(value, Decimal) else value


def only_row(found: Sequence[list[Any]]) -> list[Any]:
    (row,) = found
    return row
