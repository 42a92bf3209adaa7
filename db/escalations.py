"""Escalations: the tickets about which a missed limit is due to be raised, in all projects."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select, union_all, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.rows import fetch
from db.schema import CallbackOwed, Project, Ticket


@dataclass(frozen=True, slots=True)
class Due:
    """One ticket to be looked at."""

    project_id: int
    ticket: int


def due(session: Session, now: datetime, *, limit: int) -> list[Due]:
    """Tickets for which a limit, their own or that of a callback, has run out by `now`."""
    tickets = _due(Ticket.project_id, Ticket.number, Ticket.raise_at, now, limit)
    callbacks = _due(
        CallbackOwed.project_id, CallbackOwed.ticket, CallbackOwed.raise_at, now, limit
    )
    found = union_all(tickets.subquery().select(), callbacks.subquery().select())
    return list(dict.fromkeys(fetch(session, found, Due)))[:limit]


def _due(
    project_id: InstrumentedAttribute[int],
    ticket: InstrumentedAttribute[int],
    raise_at: InstrumentedAttribute[datetime | None],
    now: datetime,
    limit: int,
) -> Select[int, int]:
    return (
        select(project_id, ticket)
        .join(Project, Project.id == project_id)
        .where(raise_at < now, Project.removed_at.is_(None))
        .order_by(raise_at)
        .limit(limit)
    )


def closing_days(session: Session, project_id: int) -> list[date]:
    """The days on which windows close that somebody may yet have to follow up."""
    wanted = select(CallbackOwed.closes_on).where(
        CallbackOwed.project_id == project_id, CallbackOwed.raise_at.is_not(None)
    )
    return list(session.scalars(wanted.distinct()))


def follow_up_after(session: Session, project_id: int, closes_on: date, at: datetime) -> None:
    """All callbacks whose window closes that day are looked at then, unless they have been."""
    session.execute(
        update(CallbackOwed)
        .where(
            CallbackOwed.project_id == project_id,
            CallbackOwed.closes_on == closes_on,
            CallbackOwed.raise_at.is_not(None),
        )
        .values(raise_at=at)
    )


def put_off(session: Session, due: Due, until: datetime) -> None:
    """Look at this ticket again no sooner than that."""
    for raise_at, table, ticket in (
        (Ticket.raise_at, Ticket, Ticket.number),
        (CallbackOwed.raise_at, CallbackOwed, CallbackOwed.ticket),
    ):
        session.execute(
            update(table)
            .where(table.project_id == due.project_id, ticket == due.ticket, raise_at < until)
            .values(raise_at=until)
        )
