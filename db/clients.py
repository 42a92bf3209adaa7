"""Clients (外部系统): the keys of a project, found by what only their holder knows."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from db import numbers
from db.accounts import digest
from db.rows import fetch, fetch_one
from db.schema import Client, Project, Staff
from domain.clients import Asked, Scope, project_in
from domain.errors import NotFound

MOST = 200


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever comes with a key that opens something."""

    project_id: int
    id: int
    name: str
    opens: list[str]
    per_minute: int
    used_on: date | None
    zone_name: str

    def day_of(self, moment: datetime) -> date:
        """On the calendar of its project."""
        return moment.astimezone(ZoneInfo(self.zone_name)).date()

    def may(self, scope: Scope | None) -> bool:
        return scope is None or scope in self.opens


@dataclass(frozen=True, slots=True)
class ClientCard:
    """One key as the desk lists it, also one that was revoked."""

    id: int
    name: str
    scopes: list[str]
    per_minute: int
    created_at: datetime
    created_by: str | None
    used_on: date | None
    revoked_at: datetime | None


def with_key(session: Session, key: str) -> Caller | None:
    """Whose key it is; None unless it opens something in a project that still stands."""
    project_id = project_in(key)
    if project_id is None:
        return None
    wanted = (
        select(
            Client.project_id,
            Client.id,
            Client.name,
            Client.scopes,
            Client.per_minute,
            Client.used_on,
            Project.zone,
        )
        .join(Project, (Project.id == Client.project_id) & Project.removed_at.is_(None))
        .where(
            Client.project_id == project_id,
            Client.digest == digest(key),
            Client.revoked_at.is_(None),
        )
    )
    return fetch_one(session, wanted, Caller)


def of_project(session: Session, project_id: int) -> list[ClientCard]:
    """Those that open something first, each by name."""
    wanted = (
        select(
            Client.id,
            Client.name,
            Client.scopes,
            Client.per_minute,
            Client.created_at,
            Staff.name,
            Client.used_on,
            Client.revoked_at,
        )
        .outerjoin(Staff, Staff.id == Client.created_by)
        .where(Client.project_id == project_id)
        .order_by(Client.revoked_at.is_not(None), Client.name, Client.id)
        .limit(MOST)
    )
    return fetch(session, wanted, ClientCard)


def add(
    session: Session, project_id: int, asked: Asked, key: str, by: int | None, now: datetime
) -> int:
    """The new key's number in the project."""
    id = numbers.take(session, project_id, "client")
    session.add(
        Client(
            project_id=project_id,
            id=id,
            name=asked.name,
            digest=digest(key),
            scopes=[scope.value for scope in asked.scopes],
            per_minute=asked.per_minute,
            created_at=now,
            created_by=by,
        )
    )
    session.flush()
    return id


def revoke(session: Session, project_id: int, id: int, now: datetime) -> None:
    """Raises NotFound, also for one that was revoked before."""
    revoked = (
        update(Client)
        .where(Client.project_id == project_id, Client.id == id, Client.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    if not session.connection().execute(revoked).rowcount:
        raise NotFound("client", id)


def note_use(session: Session, caller: Caller, day: date) -> None:
    """The key was used on this day; an earlier day changes nothing."""
    its = Client.project_id == caller.project_id, Client.id == caller.id
    is_news = or_(Client.used_on.is_(None), Client.used_on < day)
    session.execute(update(Client).where(*its, is_news).values(used_on=day))
