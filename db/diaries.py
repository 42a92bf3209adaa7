"""Diaries: which calendars ask, for whom, and what they are shown."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, insert, select, update
from sqlalchemy.orm import Session

from db import numbers
from db.accounts import digest
from db.callbacks import IS_OWED
from db.rows import fetch, fetch_one
from db.schema import Account, CallbackOwed, Diary, Membership, Place, Project, Ticket
from domain.access import Role
from domain.diaries import project_in
from domain.errors import NotFound
from domain.tickets import Kind, Severity

MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose calendar it is that asks, and what they are in the project now."""

    project_id: int
    id: int
    staff_id: int
    role: Role
    is_whole: bool
    shows_places: bool
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class DiaryCard:
    id: int
    is_whole: bool
    shows_places: bool
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class DiaryLine:
    """One callback still owed; `building` or `place` is empty where it says too much or nothing."""

    ticket: int
    round: int
    kind: Kind
    severity: Severity
    opens_on: date
    closes_on: date
    call_again_at: datetime | None
    attempts: int
    building: str | None
    place: str | None


def add(
    session: Session,
    project_id: int,
    token: str,
    staff_id: int,
    now: datetime,
    *,
    is_whole: bool,
    shows_places: bool,
) -> int:
    """The new diary's number in the project."""
    id = numbers.take(session, project_id, "diary")
    row = {
        "project_id": project_id,
        "id": id,
        "digest": digest(token),
        "staff_id": staff_id,
        "is_whole": is_whole,
        "shows_places": shows_places,
        "opened_at": now,
    }
    session.execute(insert(Diary), [row])
    return id


def with_token(session: Session, token: str) -> Asking | None:
    """Whose it is; None unless it is open, its colleague still there, and the project stands."""
    project_id = project_in(token)
    if project_id is None:
        return None
    its_role = (Membership.project_id == Diary.project_id) & (Membership.staff_id == Diary.staff_id)
    wanted = (
        select(
            Diary.project_id,
            Diary.id,
            Diary.staff_id,
            Membership.role,
            Diary.is_whole,
            Diary.shows_places,
            Diary.opened_at,
        )
        .join(Project, (Project.id == Diary.project_id) & Project.removed_at.is_(None))
        .join(Membership, its_role)
        .outerjoin(Account, Account.staff_id == Diary.staff_id)
        .where(
            Diary.project_id == project_id,
            Diary.digest == digest(token),
            Diary.closed_at.is_(None),
            Account.disabled_at.is_(None),
        )
    )
    return fetch_one(session, wanted, Asking)


def open_of(session: Session, project_id: int, staff_id: int) -> list[DiaryCard]:
    """Those that this colleague has open, the first opened first."""
    wanted = (
        select(Diary.id, Diary.is_whole, Diary.shows_places, Diary.opened_at)
        .where(
            Diary.project_id == project_id,
            Diary.staff_id == staff_id,
            Diary.closed_at.is_(None),
        )
        .order_by(Diary.id)
        .limit(100)
    )
    return fetch(session, wanted, DiaryCard)


def count_open(session: Session, project_id: int, staff_id: int) -> int:
    return (
        session.scalar(
            select(func.count()).where(
                Diary.project_id == project_id,
                Diary.staff_id == staff_id,
                Diary.closed_at.is_(None),
            )
        )
        or 0
    )


def close(session: Session, project_id: int, id: int, staff_id: int, now: datetime) -> None:
    """Raises NotFound for one that is somebody else's, or closed already."""
    closed = session.execute(
        update(Diary)
        .where(
            Diary.project_id == project_id,
            Diary.id == id,
            Diary.staff_id == staff_id,
            Diary.closed_at.is_(None),
        )
        .values(closed_at=now)
        .returning(Diary.id)
    )
    if not closed.all():
        raise NotFound("diary", id)


def _whose(asking: Asking) -> tuple[ColumnElement[bool], ...]:
    return () if asking.is_whole else (CallbackOwed.assignee_id == asking.staff_id,)


def lines(session: Session, asking: Asking) -> list[DiaryLine]:
    """What is still owed, the soonest to close first."""
    wanted = (
        select(
            CallbackOwed.ticket,
            CallbackOwed.round,
            Ticket.kind,
            Ticket.severity,
            CallbackOwed.opens_on,
            CallbackOwed.closes_on,
            CallbackOwed.call_again_at,
            CallbackOwed.attempts,
            Place.building,
            # A unit is as good as a name.
            case((Place.unit == "", Place.name), else_=""),
        )
        .join(
            Ticket,
            (Ticket.project_id == CallbackOwed.project_id) & (Ticket.number == CallbackOwed.ticket),
        )
        .outerjoin(Place, (Place.project_id == Ticket.project_id) & (Place.id == Ticket.place_id))
        .where(
            CallbackOwed.project_id == asking.project_id,
            IS_OWED,
            *_whose(asking),
        )
        .order_by(CallbackOwed.closes_on, CallbackOwed.ticket, CallbackOwed.round)
        .limit(MOST_LINES)
    )
    return fetch(session, wanted, DiaryLine)
