"""Standing codes as staff look them over: what hangs where, and what comes in by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from db.people import PlaceCard
from db.rows import fetch
from db.schema import Code, Place, Response, Staff
from domain.surveys import CodeKind

PAGE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Hung:
    """A code and its use; without a token the place has none. `answers` since the day asked for."""

    token: str | None
    issued_at: datetime | None
    issued_by: str | None
    expires_at: datetime | None
    answers: int
    last_answer: datetime | None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a standing code hangs or could hang."""

    place: PlaceCard
    code: Hung


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A code that opens nothing any more; `place` and `ticket` say what it stood for."""

    token: str
    kind: CodeKind
    place: PlaceCard | None
    ticket: int | None
    issued_at: datetime
    revoked_at: datetime
    revoked_by: str | None


def _of_code(value: ColumnElement[Any], *further: ColumnElement[bool]) -> ColumnElement[Any]:
    """Something about the first versions of the answers that came by a code."""
    same = (Response.project_id == Code.project_id, Response.token == Code.token)
    return select(value).where(*same, Response.version == 1, *further).scalar_subquery()


_CODE = (Code.token, Code.issued_at, Staff.name, Code.expires_at)


def _standing(since: datetime) -> tuple[Any, ...]:
    """Of a code that hangs for years; said so, its answers are counted by their own index."""
    by_nobody = Response.ticket.is_(None)
    return (
        *_CODE,
        _of_code(func.count(), by_nobody, Response.answered_at >= since),
        _of_code(func.max(Response.answered_at), by_nobody),
    )


def _of_ticket(since: datetime) -> tuple[Any, ...]:
    # A filter, not a condition: SQLite would rather walk through all answers by their time.
    lately = func.count().filter(Response.answered_at >= since)
    return (*_CODE, _of_code(lately), _of_code(func.max(Response.answered_at)))


def places(session: Session, project_id: int, since: datetime) -> list[Spot]:
    """Every common place, in the order of its name, with the code that hangs there if any."""
    wanted = (
        select(Place.id, Place.building, Place.unit, Place.name, *_standing(since))
        .outerjoin(
            Code,
            and_(
                Code.project_id == Place.project_id,
                Code.place_id == Place.id,
                Code.kind == CodeKind.PLACE,
                Code.revoked_at.is_(None),
            ),
        )
        .outerjoin(Staff, Staff.id == Code.issued_by)
        .where(Place.project_id == project_id, Place.unit == "", Place.name != "")
        .order_by(Place.building, Place.name)
        .limit(PAGE_LENGTH)
    )
    return [Spot(PlaceCard(*row[:4]), Hung(*row[4:])) for row in session.execute(wanted)]


def of_kind(
    session: Session, project_id: int, kind: CodeKind, since: datetime, *, ticket: int | None = None
) -> Hung | None:
    """The code of the contact cards, or of a ticket, that still opens."""
    wanted = (
        select(*(_of_ticket if kind is CodeKind.TICKET else _standing)(since))
        .select_from(Code)
        .outerjoin(Staff, Staff.id == Code.issued_by)
        .where(
            Code.project_id == project_id,
            Code.kind == kind,
            Code.ticket == ticket,
            Code.revoked_at.is_(None),
        )
    )
    return next(iter(fetch(session, wanted, Hung)), None)


def withdrawn(session: Session, project_id: int, *, limit: int = 100) -> list[Withdrawn]:
    """The latest first."""
    wanted = (
        select(
            *(Code.token, Code.kind, Code.ticket, Code.issued_at, Code.revoked_at, Staff.name),
            *(Place.id, Place.building, Place.unit, Place.name),
        )
        .outerjoin(Staff, Staff.id == Code.revoked_by)
        .outerjoin(Place, and_(Place.project_id == Code.project_id, Place.id == Code.place_id))
        .where(Code.project_id == project_id, Code.revoked_at.is_not(None))
        .order_by(Code.revoked_at.desc(), Code.token)
        .limit(limit)
    )
    return [
        Withdrawn(*row[:2], _place(row[6:]), *row[2:6])  # type: ignore[arg-type]  # by the WHERE
        for row in session.execute(wanted)
    ]


def _place(columns: Sequence[Any]) -> PlaceCard | None:
    return PlaceCard(*columns) if columns[0] is not None else None
