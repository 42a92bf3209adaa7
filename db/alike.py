"""Alike (疑似重复): what is open already about the same place and of the same kind."""

from sqlalchemy.orm import Session

from db.rows import fetch
from db.schema import Ticket
from db.tickets import IS_OPEN, TicketLine, lines_of
from domain.tickets import Kind


def still_open(
    session: Session, project_id: int, kind: Kind, place_id: int, *, limit: int = 5
) -> list[TicketLine]:
    """The latest first."""
    wanted = (
        lines_of(project_id)
        .where(IS_OPEN, Ticket.kind == kind, Ticket.place_id == place_id)
        .order_by(Ticket.number.desc())
        .limit(limit)
    )
    return fetch(session, wanted, TicketLine)
