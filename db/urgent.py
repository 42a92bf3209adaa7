"""Urgent lines: the tickets of one project that everybody in the room may read, without a name."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from db.rows import fetch
from db.schema import Place, Ticket
from db.tickets import IS_OPEN
from domain.tickets import Category, Channel, Kind, Severity, Step

SOON = timedelta(hours=1)
# For so long a major ticket is told of; later it is one line among the urgent ones.
NEWS = timedelta(days=1)
LINES = 8


@dataclass(frozen=True, slots=True)
class UrgentLine:
    """One ticket for everybody's eyes: neither its subject, which may hold a name, nor the door.

    `place` is a building or a common place; where none was registered, what a colleague typed.
    """

    number: int
    kind: Kind
    category: Category | None
    severity: Severity
    topic: str
    place: str
    due_at: datetime | None
    due_step: Step | None
    received_at: datetime

    def is_late(self, now: datetime) -> bool:
        return self.due_at is not None and now > self.due_at

    def is_due_soon(self, now: datetime) -> bool:
        return self.due_at is not None and now <= self.due_at <= now + SOON


def lines(session: Session, project_id: int) -> list[UrgentLine]:
    """The least time left first, those without a deadline last."""
    wanted = _lines(project_id).order_by(Ticket.due_at.nulls_last(), Ticket.number)
    return fetch(session, wanted.limit(LINES), UrgentLine)


def majors(session: Session, project_id: int, now: datetime) -> list[UrgentLine]:
    """Those received within a day, the newest first."""
    wanted = (
        _lines(project_id)
        .where(Ticket.severity == Severity.MAJOR, Ticket.received_at >= now - NEWS)
        .order_by(Ticket.received_at.desc(), Ticket.number.desc())
    )
    return fetch(session, wanted.limit(LINES), UrgentLine)


def _lines(project_id: int) -> Select[*tuple[Any, ...]]:
    registered = func.nullif(func.trim(Place.building.concat(" ").concat(Place.name)), "")
    # Anybody may type anything behind a poster's code; it is not put on a wall unread.
    typed = case((Ticket.channel.in_((Channel.QR, Channel.OPEN311)), ""), else_=Ticket.place_words)
    return (
        select(
            Ticket.number,
            Ticket.kind,
            Ticket.category,
            Ticket.severity,
            Ticket.topic,
            func.coalesce(registered, typed),
            Ticket.due_at,
            Ticket.due_step,
            Ticket.received_at,
        )
        .outerjoin(Place, (Place.project_id == Ticket.project_id) & (Place.id == Ticket.place_id))
        .where(Ticket.project_id == project_id, IS_OPEN)
    )
