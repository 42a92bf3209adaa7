"""Reviews (复核): the answers that are doubted, left out or decided about, a page at a time."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session, aliased

from db.rows import fetch
from db.schema import Code, Place, Response, Ruling, Score, Staff, Ticket
from db.trust import CONTRADICTS
from domain.satisfaction import Verdict
from domain.surveys import CodeKind
from domain.tickets import Kind

PAGE_LENGTH = 10


class Standing(StrEnum):
    """Which answers are looked through."""

    DOUBTED = "doubted"
    LEFT_OUT = "left_out"
    DECIDED = "decided"
    EVERY = "every"


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One answer, how it came in, and what was decided about it last."""

    token: str
    slot: str
    answered_at: datetime
    code: CodeKind
    place: str | None
    ticket: int | None
    kind: Kind | None
    verdict: Verdict | None
    gap: float | None
    seconds: float | None
    doubts: list[str]
    contradicts: bool
    excluded: bool
    reason: str | None
    ruled_at: datetime | None
    ruled_by: str | None

    @property
    def key(self) -> tuple[str, str]:
        return self.token, self.slot


_LATER = aliased(Ruling)
_LAST = and_(
    Ruling.project_id == Score.project_id,
    Ruling.token == Score.token,
    Ruling.slot == Score.slot,
    ~exists().where(
        _LATER.project_id == Ruling.project_id,
        _LATER.token == Ruling.token,
        _LATER.slot == Ruling.slot,
        _LATER.number == Ruling.number + 1,
    ),
)
_GIVEN = and_(
    *(
        getattr(Response, name) == getattr(Score, name)
        for name in ("project_id", "token", "slot", "version")
    )
)
_COLUMNS: tuple[Any, ...] = (
    Score.token,
    Score.slot,
    Response.answered_at,
    Score.code,
    Place.name,
    Response.ticket,
    Ticket.kind,
    Score.verdict,
    Score.gap,
    Response.seconds,
    Response.doubts,
    CONTRADICTS,
    Score.excluded,
    Ruling.reason,
    Ruling.at,
    Staff.name,
)


def lines(
    session: Session,
    project_id: int,
    first: date,
    last: date,
    standing: Standing,
    page: int = 0,
) -> list[ReviewLine]:
    """The newest first; one more than a page holds when there is another page."""
    wanted = (
        select(*_COLUMNS)
        .select_from(Score)
        .join(Response, _GIVEN)
        .join(Code, (Code.project_id == Score.project_id) & (Code.token == Score.token))
        .outerjoin(Place, _IS_ITS_PLACE)
        .outerjoin(
            Ticket, (Ticket.project_id == Score.project_id) & (Ticket.number == Response.ticket)
        )
        .outerjoin(Ruling, _LAST)
        .outerjoin(Staff, Staff.id == Ruling.by)
        .where(
            Score.project_id == project_id,
            Score.is_given.is_(True),
            Score.day.between(first, last),
            *_stands(standing),
        )
        .order_by(Score.day.desc(), Response.answered_at.desc(), Score.token, Score.slot)
        .limit(PAGE_LENGTH + 1)
        .offset(page * PAGE_LENGTH)
    )
    return fetch(session, wanted, ReviewLine)


# A household's home is nobody's business here; a common place is.
_IS_ITS_PLACE = and_(
    Place.project_id == Code.project_id, Place.id == Code.place_id, Code.kind == CodeKind.PLACE
)


def _stands(standing: Standing) -> tuple[ColumnElement[bool], ...]:
    return {
        Standing.DOUBTED: (((Score.doubts != 0) | CONTRADICTS), Ruling.number.is_(None)),
        Standing.LEFT_OUT: (Score.excluded.is_(True),),
        Standing.DECIDED: (Ruling.number.is_not(None),),
        Standing.EVERY: (),
    }[standing]
