"""Everything held on one resident: gathered for them, or emptied for good, with a receipt.

Events keep their row, step, time and hand. The database itself lets their words go, and only once
the erasure is on record (trigger `events_refuse_update`).
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from db.rows import fetch_one
from db.schema import Erasure, OutageVisit, Photo, Resident, Response, Ticket, TicketEvent
from domain.erasures import NO_WORDS, Receipt, without_words
from domain.tickets import Stage


def records_of(session: Session, project_id: int, resident_id: int) -> list[int]:
    """The resident's own number, and those of records merged into it."""
    merged = select(Resident.id).where(
        Resident.project_id == project_id, Resident.merged_into == resident_id
    )
    return [resident_id, *session.scalars(merged)]


def tickets_of(session: Session, project_id: int, resident_id: int) -> list[int]:
    wanted = (
        select(Ticket.number)
        .where(Ticket.project_id == project_id, Ticket.resident_id == resident_id)
        .order_by(Ticket.number)
    )
    return list(session.scalars(wanted))


def open_tickets(session: Session, project_id: int, resident_id: int) -> int:
    """How many of theirs are not closed."""
    wanted = select(func.count()).where(
        Ticket.project_id == project_id,
        Ticket.resident_id == resident_id,
        Ticket.stage != Stage.CLOSED,
    )
    return session.scalar(wanted) or 0


def receipt(session: Session, project_id: int, resident_id: int) -> Receipt | None:
    """The receipt of an erasure, if there was one."""
    wanted = select(
        Erasure.resident_id,
        Erasure.at,
        Erasure.by,
        Erasure.tickets,
        Erasure.events,
        Erasure.responses,
        Erasure.visits,
    ).where(Erasure.project_id == project_id, Erasure.resident_id == resident_id)
    return fetch_one(session, wanted, Receipt)


@dataclass(frozen=True, slots=True)
class Words:
    """How many records of each kind say something about a resident in words."""

    tickets: int
    events: int
    responses: int
    visits: int


def count_words(session: Session, project_id: int, resident_id: int) -> Words:
    tickets = tickets_of(session, project_id, resident_id)
    records = records_of(session, project_id, resident_id)
    found = (
        (TicketEvent, _says_something(project_id, tickets)),
        (Response, _written(project_id, tickets)),
        (OutageVisit, _visited(project_id, records)),
    )
    counts = [
        session.scalar(select(func.count()).select_from(table).where(where)) or 0
        for table, where in found
    ]
    return Words(len(tickets), *counts)


def _says_something(project_id: int, tickets: Collection[int]) -> ColumnElement[bool]:
    sheet = type_coerce(TicketEvent.sheet, String)
    said = or_(TicketEvent.note != "", sheet.is_not(None))
    return and_(TicketEvent.project_id == project_id, TicketEvent.ticket.in_(tickets), said)


def _written(project_id: int, tickets: Collection[int]) -> ColumnElement[bool]:
    return and_(
        Response.project_id == project_id, Response.ticket.in_(tickets), Response.words != ""
    )


def _visited(project_id: int, records: Collection[int]) -> ColumnElement[bool]:
    return and_(OutageVisit.project_id == project_id, OutageVisit.resident_id.in_(records))


def record(session: Session, project_id: int, receipt: Receipt) -> None:
    """Put the erasure on record; from here on the words may go. A second one raises."""
    session.execute(insert(Erasure).values(project_id=project_id, **asdict(receipt)))


def empty_words(session: Session, project_id: int, resident_id: int) -> None:
    """Take the words out of the tickets, their events and answers, and the visits; photos go."""
    tickets = tickets_of(session, project_id, resident_id)
    records = records_of(session, project_id, resident_id)
    empty_tickets(session, project_id, tickets)
    written = update(Response).where(_written(project_id, tickets))
    session.execute(written.values(words=""))
    session.execute(update(OutageVisit).where(_visited(project_id, records)).values(note=""))
    session.execute(delete(Photo).where(Photo.project_id == project_id, Photo.ticket.in_(tickets)))


def empty_tickets(session: Session, project_id: int, tickets: Collection[int]) -> None:
    """Take the words out of these and of their events, which must be open to it."""
    _empty_events(session, project_id, tickets)
    session.execute(
        update(Ticket)
        .where(Ticket.project_id == project_id, Ticket.number.in_(tickets))
        .values(subject=NO_WORDS, words="", asks="", complained_of="", place_words="")
    )


def _empty_events(session: Session, project_id: int, tickets: Collection[int]) -> None:
    wanted = select(TicketEvent.ticket, TicketEvent.seq, TicketEvent.sheet)
    for ticket, seq, sheet in session.execute(wanted.where(_says_something(project_id, tickets))):
        emptied: dict[str, Any] = {"note": ""}
        if sheet is not None:
            emptied["sheet"] = without_words(sheet)
        session.execute(
            update(TicketEvent)
            .where(
                TicketEvent.project_id == project_id,
                TicketEvent.ticket == ticket,
                TicketEvent.seq == seq,
            )
            .values(emptied)
        )


def visits_of(session: Session, project_id: int, resident_id: int) -> list[dict[str, object]]:
    """Every visit during an outage, the first first."""
    records = records_of(session, project_id, resident_id)
    rows = session.execute(
        select(
            OutageVisit.outage,
            OutageVisit.visited_at,
            OutageVisit.condition,
            OutageVisit.note,
        )
        .where(_visited(project_id, records))
        .order_by(OutageVisit.visited_at)
    )
    return [dict(row) for row in rows.mappings()]
