"""Answers one by one, as the rules take them: what the database adds up is held against it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.rulings import EXCLUDED
from db.schema import Code, Response, Ticket
from db.surveys import latest
from domain.satisfaction import Method, Verdict
from domain.surveys import CodeKind
from domain.tickets import Kind


@dataclass(frozen=True, slots=True)
class Scored:
    """One response as a group counts it: the household it came from, and what it scored."""

    household: str
    answered_at: datetime
    kind: Kind | None
    method: Method | None
    verdict: Verdict | None
    expectation: float | None
    delivered: float | None
    gap: float | None
    e1: int | None
    e2: int | None
    e3: int | None
    e4: int | None
    d1: int | None
    d2: int | None
    d3: int | None
    c: int | None
    chips: list[str]
    formula: int
    doubts: list[str]
    excluded: bool


def scored(session: Session, project_id: int, since: datetime, until: datetime) -> list[Scored]:
    """Every response of the period, its newest version, oldest first; excluded ones too.

    A household is the resident's place, else the resident, else the response itself; a poster's
    place is nobody's home.
    """
    place = func.coalesce(Ticket.place_id, Code.place_id)
    resident = Ticket.resident_id
    rows = session.execute(
        select(place, resident, Response.token, Response.slot, *_SCORED)
        .outerjoin(
            Ticket, (Ticket.project_id == Response.project_id) & (Ticket.number == Response.ticket)
        )
        .outerjoin(
            Code,
            (Code.project_id == Response.project_id)
            & (Code.token == Response.token)
            & (Code.kind == CodeKind.CAMPAIGN),
        )
        .where(*latest(project_id), Response.answered_at >= since, Response.answered_at < until)
        .order_by(Response.answered_at)
    )
    return [Scored(_household(*row[:4]), *row[4:]) for row in rows]


_SCORED: tuple[Any, ...] = (
    Response.answered_at,
    Ticket.kind,
    Response.method,
    Response.verdict,
    Response.expectation,
    Response.delivered,
    Response.gap,
    Response.e1,
    Response.e2,
    Response.e3,
    Response.e4,
    Response.d1,
    Response.d2,
    Response.d3,
    Response.c,
    Response.chips,
    Response.formula,
    Response.doubts,
    EXCLUDED,
)


def _household(place_id: int | None, resident_id: int | None, token: str, slot: str) -> str:
    if place_id is not None:
        return f"place {place_id}"
    if resident_id is not None:
        return f"resident {resident_id}"
    return f"{token} {slot}"
