"""Imports: which files were read in, and what the project already knows of their cases."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from db import numbers
from db.rows import fetch
from db.schema import Import, Ticket, TicketEvent
from db.tickets import EVENTS, amounts_to
from domain.deadlines import Deadline
from domain.tickets import Event, Kind, Progress, Severity, Stage

AT_ONCE = 500
_EVENT = tuple(one.name for one in fields(Event))


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One file that was read in, and what came of its rows."""

    at: datetime
    file_name: str
    sha256: str
    rows: int
    added: int
    updated: int
    unchanged: int
    rejected: int


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A ticket that came from the source, as far as a later export can move it."""

    source_ref: str
    number: int
    stage: Stage
    kind: Kind
    severity: Severity
    own_deadline: datetime | None
    term_starts: date | None
    term_ends: date | None


def add(session: Session, project_id: int, line: ImportLine) -> None:
    id = numbers.take(session, project_id, "import")
    session.execute(insert(Import).values(project_id=project_id, id=id, **asdict(line)))


def latest(session: Session, project_id: int, limit: int = 20) -> list[ImportLine]:
    """The last files read in, the newest first."""
    wanted = (
        select(*(getattr(Import, one.name) for one in fields(ImportLine)))
        .where(Import.project_id == project_id)
        .order_by(Import.id.desc())
        .limit(limit)
    )
    return fetch(session, wanted, ImportLine)


def known_cases(
    session: Session, project_id: int, source_refs: Sequence[str]
) -> dict[str, KnownCase]:
    """The tickets of the project that have one of these references, by it."""
    columns = [getattr(Ticket, one.name) for one in fields(KnownCase)]
    found: dict[str, KnownCase] = {}
    for start in range(0, len(source_refs), AT_ONCE):
        wanted = select(*columns).where(
            Ticket.project_id == project_id,
            Ticket.source_ref.in_(source_refs[start : start + AT_ONCE]),
        )
        found |= {case.source_ref: case for case in fetch(session, wanted, KnownCase)}
    return found


def histories(session: Session, project_id: int, tickets: Sequence[int]) -> dict[int, list[Event]]:
    """The events of many tickets, each in order."""
    found: dict[int, list[Event]] = {}
    for start in range(0, len(tickets), AT_ONCE):
        wanted = (
            select(TicketEvent.ticket, *(getattr(TicketEvent, name) for name in _EVENT))
            .where(
                TicketEvent.project_id == project_id,
                TicketEvent.ticket.in_(tickets[start : start + AT_ONCE]),
            )
            .order_by(TicketEvent.ticket, TicketEvent.seq)
        )
        for ticket, rows in groupby(session.execute(wanted), key=lambda row: row[0]):
            found[ticket] = [Event(*row[1:]) for row in rows]
    return found


def count_anew(session: Session, *tables: str) -> None:
    """Tell the database that these tables have grown within this transaction."""
    # PostgreSQL goes on checking references as it planned to when the table was empty: row by row.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"ANALYZE {', '.join(tables)}"))


@dataclass(frozen=True, slots=True)
class Change:
    """New events of a ticket that is here already, and what it amounts to with them."""

    number: int
    events: Sequence[Event]
    progress: Progress
    due: Deadline | None


def append(session: Session, project_id: int, changes: Sequence[Change]) -> None:
    """Add events to many tickets at once, as db.tickets.append does to one."""
    if not changes:
        return
    events = [
        {name: getattr(event, name) for name in _EVENT}
        | {"project_id": project_id, "ticket": change.number}
        for change in changes
        for event in change.events
    ]
    tickets = [
        amounts_to(change.progress, change.due)
        | {"project_id": project_id, "number": change.number}
        for change in changes
    ]
    session.execute(insert(EVENTS), events)
    session.execute(update(Ticket), tickets)
