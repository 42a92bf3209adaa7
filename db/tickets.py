"""Tickets: store the intake and its events, read them back as history, lines and cards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from db.rows import fetch, fetch_one
from db.schema import Base, Place, Ticket, TicketEvent
from domain.deadlines import Deadline
from domain.errors import NotFound
from domain.tickets import (
    IN_QUEUE,
    Category,
    Event,
    Intake,
    Kind,
    Progress,
    Rung,
    Severity,
    Stage,
    Step,
)

OPEN = tuple(stage for stage in Stage if stage in IN_QUEUE)
# Written out, not bound: only then does SQLite see that the index of the open ones will do.
IS_OPEN = Ticket.stage.in_(bindparam("open", OPEN, expanding=True, literal_execute=True))
# As tables, many rows go to the database at once; as classes, only runs that lack the same columns.
TICKETS = Base.metadata.tables["tickets"]
EVENTS = Base.metadata.tables["events"]


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One ticket as a queue shows it; nothing in it names a person."""

    number: int
    kind: Kind
    category: Category | None
    severity: Severity
    subject: str
    topic: str
    place: str
    stage: Stage
    stage_since: datetime
    round: int
    received_at: datetime
    due_at: datetime | None
    due_step: Step | None
    waits_until: datetime | None
    rung: Rung | None
    assignee_id: int | None
    department: str | None
    parent: int | None
    urges: int = 0

    def is_late(self, now: datetime) -> bool:
        return self.due_at is not None and now > self.due_at


_SPOKEN = Place.building.concat(" ").concat(Place.unit).concat(" ").concat(Place.name)
_PLACE = func.coalesce(
    func.nullif(func.replace(func.trim(_SPOKEN), "  ", " "), ""), Ticket.place_words
)
_LINE = (
    Ticket.number,
    Ticket.kind,
    Ticket.category,
    Ticket.severity,
    Ticket.subject,
    Ticket.topic,
    _PLACE,
    Ticket.stage,
    Ticket.stage_since,
    Ticket.round,
    Ticket.received_at,
    Ticket.due_at,
    Ticket.due_step,
    Ticket.waits_until,
    Ticket.rung,
    Ticket.assignee_id,
    Ticket.department,
    Ticket.parent,
    Ticket.urges,
)
_INTAKE = tuple(f.name for f in fields(Intake))
_MIRROR = (
    "stage",
    "stage_since",
    "round",
    "received_at",
    "resolved_at",
    "closed_at",
    "due_at",
    "due_step",
    "waits_until",
    "raise_at",
    "rung",
    "assignee_id",
    "department",
    "urges",
)


def lines_of(project_id: int) -> Select[*tuple[Any, ...]]:
    """The question for the lines of a project, to be narrowed down."""
    return (
        select(*_LINE)
        .outerjoin(Place, (Place.project_id == Ticket.project_id) & (Place.id == Ticket.place_id))
        .where(Ticket.project_id == project_id)
    )


def line(session: Session, project_id: int, number: int) -> TicketLine:
    """Raises NotFound."""
    found = fetch_one(session, lines_of(project_id).where(Ticket.number == number), TicketLine)
    if found is None:
        raise NotFound("ticket", number)
    return found


def intake(session: Session, project_id: int, number: int) -> Intake:
    """Raises NotFound."""
    columns = [getattr(Ticket, name) for name in _INTAKE]
    wanted = select(*columns).where(Ticket.project_id == project_id, Ticket.number == number)
    found = fetch_one(session, wanted, Intake)
    if found is None:
        raise NotFound("ticket", number)
    return found


def intakes(session: Session, project_id: int, numbers: Sequence[int]) -> dict[int, Intake]:
    """The intake records of these tickets, by number."""
    columns = [getattr(Ticket, name) for name in _INTAKE]
    wanted = select(Ticket.number, *columns).where(
        Ticket.project_id == project_id, Ticket.number.in_(numbers)
    )
    return {row[0]: Intake(*row[1:]) for row in session.execute(wanted)}


_EVENT = tuple(f.name for f in fields(Event))


def history(session: Session, project_id: int, number: int) -> list[Event]:
    """Every event of the ticket, in order."""
    columns = [getattr(TicketEvent, name) for name in _EVENT]
    wanted = (
        select(*columns)
        .where(TicketEvent.project_id == project_id, TicketEvent.ticket == number)
        .order_by(TicketEvent.seq)
    )
    return fetch(session, wanted, Event)


def amounts_to(
    progress: Progress, due: Deadline | None, raise_at: datetime | None = None
) -> dict[str, object]:
    """The columns that mirror what the events amount to."""
    return {
        "stage": progress.stage,
        "stage_since": progress.stage_since,
        "round": progress.round,
        "received_at": progress.received_at,
        "resolved_at": progress.reached.get(Step.RESOLVED),
        "closed_at": progress.reached.get(Step.CLOSED),
        "due_at": due.due_at if due else None,
        "due_step": due.step if due else None,
        "waits_until": progress.waits_until,
        "raise_at": raise_at,
        "rung": progress.rung,
        "assignee_id": progress.assignee_id,
        "department": progress.department,
        "urges": progress.urges,
    }


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A ticket ready to be stored, with everything that has happened to it so far."""

    number: int
    intake: Intake
    events: Sequence[Event]
    progress: Progress
    due: Deadline | None
    raise_at: datetime | None = None


def add(session: Session, project_id: int, new: Sequence[NewTicket]) -> None:
    """Store tickets with their events, in bulk."""
    if not new:
        return
    tickets = [_ticket_row(project_id, ticket) for ticket in new]
    events = [_event_row(project_id, t.number, event) for t in new for event in t.events]
    session.execute(insert(TICKETS), tickets)
    session.execute(insert(EVENTS), events)


def append(
    session: Session,
    project_id: int,
    number: int,
    events: Iterable[Event],
    progress: Progress,
    due: Deadline | None,
    raise_at: datetime | None,
) -> None:
    """Add events and what they amount to. A seq somebody else took raises in the database."""
    session.execute(insert(TicketEvent), [_event_row(project_id, number, e) for e in events])
    mirror(session, project_id, number, progress, due, raise_at)


def mirror(
    session: Session,
    project_id: int,
    number: int,
    progress: Progress,
    due: Deadline | None,
    raise_at: datetime | None,
) -> None:
    """Store what the events amount to."""
    session.execute(
        update(Ticket)
        .where(Ticket.project_id == project_id, Ticket.number == number)
        .values(**amounts_to(progress, due, raise_at))
    )


Mirror = tuple[int, Progress, Deadline | None, datetime | None]


def mirror_all(session: Session, project_id: int, mirrors: Sequence[Mirror]) -> None:
    """Store what the events of many tickets amount to, each under its number."""
    rows = [
        {"project_id": project_id, "number": number, **amounts_to(progress, due, raise_at)}
        for number, progress, due, raise_at in mirrors
    ]
    if rows:
        session.execute(update(Ticket), rows)


def _ticket_row(project_id: int, new: NewTicket) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(new.intake, name) for name in _INTAKE}
    mirror = amounts_to(new.progress, new.due, new.raise_at)
    return row | mirror | {"project_id": project_id, "number": new.number}


def _event_row(project_id: int, number: int, event: Event) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(event, name) for name in _EVENT}
    return row | {"project_id": project_id, "ticket": number}


def numbered(session: Session, project_id: int, source_ref: str) -> int | None:
    """The ticket with this reference, if there is one."""
    wanted = select(Ticket.number).where(
        Ticket.project_id == project_id, Ticket.source_ref == source_ref
    )
    return session.scalar(wanted)


def children(session: Session, project_id: int, number: int) -> list[TicketLine]:
    """The tickets that grew out of this one."""
    wanted = lines_of(project_id).where(Ticket.parent == number).order_by(Ticket.number)
    return fetch(session, wanted, TicketLine)


def open_numbers(session: Session, project_id: int) -> list[int]:
    """The numbers of all tickets in the queue."""
    wanted = select(Ticket.number).where(Ticket.project_id == project_id, IS_OPEN)
    return list(session.scalars(wanted))


def last_due(session: Session, project_id: int) -> datetime | None:
    """The latest deadline of all tickets in the queue."""
    wanted = select(func.max(Ticket.due_at)).where(Ticket.project_id == project_id, IS_OPEN)
    return session.scalar(wanted)


def newest(session: Session, project_id: int, *, limit: int) -> list[int]:
    """The numbers of the latest tickets, the latest first."""
    wanted = (
        select(Ticket.number)
        .where(Ticket.project_id == project_id)
        .order_by(Ticket.number.desc())
        .limit(limit)
    )
    return list(session.scalars(wanted))


def mirrored(session: Session, project_id: int, number: int) -> dict[str, object]:
    """The columns of `amounts_to` as they are stored."""
    columns = [getattr(Ticket, name) for name in _MIRROR]
    wanted = select(*columns).where(Ticket.project_id == project_id, Ticket.number == number)
    return {str(name): value for name, value in session.execute(wanted).mappings().one().items()}
