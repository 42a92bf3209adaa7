"""Retention (保存期限): what has been kept long enough, a batch at a time, and letting it go.

A ticket marked `emptied_at` opens its events' words to be emptied (trigger `events_refuse_update`),
as a resident's erasure does; the database takes the mark only from closed tickets, and never back.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, func, literal_column, select, tuple_, update
from sqlalchemy.orm import Session

from db import erasures
from db.schema import Erasure, OutageVisit, Photo, Resident, Response, Ticket
from domain.retention import Gone, Limits
from domain.tickets import Stage

AT_ONCE = 100
PEOPLE_AT_ONCE = 20
# Said in the statement itself, so that SQLite sees that the index holds all that is asked for.
_SAYS_SOMETHING = Response.words != literal_column("''")


def would_go(session: Session, project_id: int, limits: Limits) -> Gone:
    """All of it, however much."""
    asked = (
        _tickets(project_id, limits.words),
        _answers(project_id, limits.words),
        _visits(project_id, limits.words),
        _photos(project_id, limits.photos),
        _people(project_id, limits.people),
    )
    counts = [session.scalar(select(func.count()).select_from(q.subquery())) or 0 for q in asked]
    return Gone(*counts)


def _tickets(project_id: int, before: datetime) -> Select[int]:
    return select(Ticket.number).where(
        Ticket.project_id == project_id,
        Ticket.closed_at < before,
        Ticket.emptied_at.is_(None),
        Ticket.stage == Stage.CLOSED,
    )


def _answers(project_id: int, before: datetime) -> Select[str, str, int]:
    return select(Response.token, Response.slot, Response.version).where(
        Response.project_id == project_id, Response.answered_at < before, _SAYS_SOMETHING
    )


def _visits(project_id: int, before: datetime) -> Select[int]:
    return select(OutageVisit.outage).where(*_visited(project_id, before))


def _visited(project_id: int, before: datetime) -> Sequence[ColumnElement[bool]]:
    mine = OutageVisit.project_id == project_id
    return mine, OutageVisit.visited_at < before, OutageVisit.note != ""


def _photos(project_id: int, before: datetime) -> Select[str]:
    """Those of closed tickets; one that belongs to none yet is cleared by itself."""
    its = (Ticket.project_id == Photo.project_id) & (Ticket.number == Photo.ticket)
    return (
        select(Photo.id)
        .join(Ticket, its)
        .where(
            Photo.project_id == project_id,
            Ticket.stage == Stage.CLOSED,
            Ticket.closed_at < before,
        )
    )


def _people(project_id: int, before: datetime) -> Select[int]:
    """Who has left, is not erased, and has no ticket at work."""
    mine = (Ticket.project_id == Resident.project_id) & (Ticket.resident_id == Resident.id)
    erased = select(Erasure.at).where(
        Erasure.project_id == Resident.project_id, Erasure.resident_id == Resident.id
    )
    return select(Resident.id).where(
        Resident.project_id == project_id,
        Resident.moved_out_at < before,
        Resident.merged_into.is_(None),
        ~erased.exists(),
        ~select(Ticket.number).where(mine, Ticket.stage != Stage.CLOSED).exists(),
    )


def people(session: Session, project_id: int, before: datetime) -> list[int]:
    """Some of those who left long enough ago, the first to leave first."""
    wanted = _people(project_id, before).order_by(Resident.moved_out_at, Resident.id)
    return list(session.scalars(wanted.limit(PEOPLE_AT_ONCE)))


def empty(session: Session, project_id: int, limits: Limits, now: datetime) -> Gone:
    """Take words and photos away, of everything some; the oldest first."""
    return Gone(
        tickets=_empty_tickets(session, project_id, limits.words, now),
        answers=_empty_answers(session, project_id, limits.words),
        visits=_empty_visits(session, project_id, limits.words),
        photos=_drop_photos(session, project_id, limits.photos),
    )


def _empty_tickets(session: Session, project_id: int, before: datetime, now: datetime) -> int:
    wanted = _tickets(project_id, before).order_by(Ticket.closed_at, Ticket.number)
    claimed = (
        update(Ticket)
        .where(
            Ticket.project_id == project_id,
            Ticket.number.in_(wanted.limit(AT_ONCE)),
            Ticket.emptied_at.is_(None),
        )
        .values(emptied_at=now)
    )
    numbers = list(session.scalars(claimed.returning(Ticket.number)))
    erasures.empty_tickets(session, project_id, numbers)
    return len(numbers)


def _empty_answers(session: Session, project_id: int, before: datetime) -> int:
    key = (Response.token, Response.slot, Response.version)
    wanted = _answers(project_id, before).order_by(Response.answered_at, *key).limit(AT_ONCE)
    keys = [tuple(row) for row in session.execute(wanted)]
    some = update(Response).where(Response.project_id == project_id, tuple_(*key).in_(keys))
    session.execute(some.values(words=""))
    return len(keys)


def _empty_visits(session: Session, project_id: int, before: datetime) -> int:
    done = update(OutageVisit).where(*_visited(project_id, before)).values(note="")
    return len(session.execute(done.returning(OutageVisit.outage)).all())


def _drop_photos(session: Session, project_id: int, before: datetime) -> int:
    wanted = _photos(project_id, before).order_by(Ticket.closed_at, Photo.id).limit(AT_ONCE)
    ids = list(session.scalars(wanted))
    session.execute(delete(Photo).where(Photo.project_id == project_id, Photo.id.in_(ids)))
    return len(ids)
