"""Reports: editions as they were made, added and read, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db.rows import fetch, fetch_one
from db.schema import Report, Staff
from domain.errors import NotFound
from domain.reports import SCHEMA, Document, Period, ReportKind

MOST_LISTED = 240


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition as a list shows it; `made_by` is None where the clockwork drafted it."""

    kind: ReportKind
    code: str
    edition: int
    first: date
    last: date
    title: str
    note: str
    made_at: datetime
    made_by: str | None

    @property
    def period(self) -> Period:
        return Period(self.code, self.first, self.last, self.title)


_LINE = (
    Report.kind,
    Report.period,
    Report.edition,
    Report.first_on,
    Report.last_on,
    Report.title,
    Report.note,
    Report.made_at,
    Staff.name,
)


def editions(
    session: Session, project_id: int, kind: ReportKind, *, limit: int = MOST_LISTED
) -> list[EditionLine]:
    """Of one kind, the latest period and in it the newest edition first."""
    wanted = (
        select(*_LINE)
        .outerjoin(Staff, Staff.id == Report.made_by)
        .where(Report.project_id == project_id, Report.kind == kind)
        .order_by(Report.last_on.desc(), Report.period.desc(), Report.edition.desc())
        .limit(limit)
    )
    return fetch(session, wanted, EditionLine)


def document(
    session: Session, project_id: int, kind: ReportKind, code: str, edition: int
) -> Document:
    """What this edition said. Raises NotFound, UnknownSchema."""
    wanted = select(Report.schema, Report.figures).where(*_of(project_id, kind, code))
    found: Any = session.execute(wanted.where(Report.edition == edition)).one_or_none()
    if found is None:
        raise NotFound("report", code)
    return Document.from_dict(*found)


def newest(session: Session, project_id: int, kind: ReportKind, code: str) -> EditionLine | None:
    wanted = (
        select(*_LINE)
        .outerjoin(Staff, Staff.id == Report.made_by)
        .where(*_of(project_id, kind, code))
        .order_by(Report.edition.desc())
        .limit(1)
    )
    return fetch_one(session, wanted, EditionLine)


def made(session: Session, project_id: int, codes: Sequence[str]) -> set[tuple[ReportKind, str]]:
    """Which kinds have been made for these periods."""
    wanted = select(Report.kind, Report.period).where(
        Report.project_id == project_id, Report.period.in_(codes), Report.edition == 1
    )
    return {(kind, code) for kind, code in session.execute(wanted)}


def add(
    session: Session,
    project_id: int,
    kind: ReportKind,
    period: Period,
    edition: int,
    document: Document,
    now: datetime,
    *,
    made_by: int | None = None,
    note: str = "",
) -> None:
    """ChangedMeanwhile at the end when somebody else took that number."""
    row = {
        "project_id": project_id,
        "kind": kind,
        "period": period.code,
        "edition": edition,
        "first_on": period.first,
        "last_on": period.last,
        "title": period.title,
        "schema": SCHEMA,
        "figures": document.as_dict(),
        "note": note,
        "made_at": now,
        "made_by": made_by,
    }
    session.execute(insert(Report), [row])


def _of(project_id: int, kind: ReportKind, code: str) -> tuple[Any, ...]:
    return (Report.project_id == project_id, Report.kind == kind, Report.period == code)
