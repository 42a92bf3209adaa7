"""Accounts (账号): who may sign in, which browsers are signed in, and links that open once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import Session

from db.rows import fetch, fetch_one
from db.schema import Account, Membership, OneTimeLink, Project, Staff, StaffSession
from domain.access import Actor, Role


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account; `password_hash` is None until the first link has been used."""

    staff_id: int
    name: str
    login: str
    email: str | None
    password_hash: str | None
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Teammate:
    """A colleague of one project with the state of their account.

    `browsers` are those signed in now; `has_account` is False for whoever was never invited.
    """

    staff_id: int
    name: str
    login: str
    role: Role
    has_account: bool
    has_password: bool
    disabled_at: datetime | None
    browsers: int
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Live:
    """A session that is good at this moment, and when it was last written down as seen."""

    staff_id: int
    name: str
    created_at: datetime
    last_seen_at: datetime


def digest(secret: str) -> str:
    """What is stored of a session's id or a link's token."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


_ROW = (
    Account.staff_id,
    Staff.name,
    Staff.login,
    Account.email,
    Account.password_hash,
    Account.disabled_at,
)


def by_login(session: Session, login: str) -> AccountRow | None:
    return _one(session, Staff.login == login)


def by_email(session: Session, email: str) -> AccountRow | None:
    return _one(session, Account.email == email)


def by_subject(session: Session, subject: str) -> AccountRow | None:
    return _one(session, Account.oidc_subject == subject)


def of(session: Session, staff_id: int) -> AccountRow | None:
    return _one(session, Account.staff_id == staff_id)


def _one(session: Session, condition: ColumnElement[bool]) -> AccountRow | None:
    wanted = select(*_ROW).join(Staff, Staff.id == Account.staff_id).where(condition)
    return fetch_one(session, wanted, AccountRow)


def any_used(session: Session) -> bool:
    """Whether anybody has ever been able to sign in here."""
    has_way_in = Account.password_hash.is_not(None) | Account.oidc_subject.is_not(None)
    return bool(session.scalar(select(exists().where(has_way_in))))


def add(session: Session, staff_id: int, email: str | None, now: datetime) -> None:
    session.add(Account(staff_id=staff_id, email=email, created_at=now))
    session.flush()


def set_password(session: Session, staff_id: int, password_hash: str) -> None:
    _change(session, staff_id, password_hash=password_hash)


def link_subject(session: Session, staff_id: int, subject: str) -> bool:
    """False for an account that belongs to another subject, or is shut."""
    free = Account.oidc_subject.is_(None), Account.disabled_at.is_(None)
    linked = update(Account).where(Account.staff_id == staff_id, *free)
    return bool(session.connection().execute(linked.values(oidc_subject=subject)).rowcount)


def set_disabled(session: Session, staff_id: int, at: datetime | None) -> None:
    _change(session, staff_id, disabled_at=at)


def _change(session: Session, staff_id: int, **columns: object) -> None:
    session.execute(update(Account).where(Account.staff_id == staff_id).values(**columns))


def add_link(
    session: Session, token: str, staff_id: int, now: datetime, expires_at: datetime
) -> None:
    """A new link; those the person has not used yet open nothing any more."""
    _retire(session, staff_id, now)
    session.add(
        OneTimeLink(digest=digest(token), staff_id=staff_id, made_at=now, expires_at=expires_at)
    )
    session.flush()


def _retire(session: Session, staff_id: int, now: datetime) -> None:
    unused = OneTimeLink.staff_id == staff_id, OneTimeLink.used_at.is_(None)
    session.execute(update(OneTimeLink).where(*unused).values(used_at=now))


def whose_link(session: Session, token: str, now: datetime) -> AccountRow | None:
    """Whom a link would let in, while it opens."""
    staff_id = session.scalar(select(OneTimeLink.staff_id).where(*_opens(token, now)))
    return None if staff_id is None else _one(session, _may_enter(staff_id))


def _may_enter(staff_id: int) -> ColumnElement[bool]:
    return (Account.staff_id == staff_id) & Account.disabled_at.is_(None)


def use_link(session: Session, token: str, now: datetime) -> bool:
    """Whether the link was still good; of several at once one gets True."""
    used = update(OneTimeLink).where(*_opens(token, now)).values(used_at=now)
    return bool(session.connection().execute(used).rowcount)


def _opens(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OneTimeLink.digest == digest(token),
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now,
    )


def begin_session(
    session: Session, sid: str, staff_id: int, now: datetime, expires_at: datetime, browser: str
) -> None:
    session.add(
        StaffSession(
            digest=digest(sid),
            staff_id=staff_id,
            created_at=now,
            last_seen_at=now,
            expires_at=expires_at,
            browser=browser,
        )
    )
    session.flush()


def is_live(session: Session, sid: str, now: datetime) -> bool:
    """Whether `sid`, the cookie of a browser, belongs to somebody signed in at this moment."""
    return live(session, sid, now) is not None


def live(session: Session, sid: str, now: datetime) -> Live | None:
    wanted = (
        select(
            StaffSession.staff_id, Staff.name, StaffSession.created_at, StaffSession.last_seen_at
        )
        .join(Account, Account.staff_id == StaffSession.staff_id)
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(StaffSession.digest == digest(sid), Account.disabled_at.is_(None), *_good(now))
    )
    return fetch_one(session, wanted, Live)


def actor(session: Session, sid: str, now: datetime) -> Actor | None:
    """Whoever is signed in with this cookie, with the roles they have at this moment."""
    wanted = (
        select(StaffSession.staff_id, Project.id, Membership.role)
        .join(Account, Account.staff_id == StaffSession.staff_id)
        .outerjoin(Membership, Membership.staff_id == StaffSession.staff_id)
        .outerjoin(Project, (Project.id == Membership.project_id) & Project.removed_at.is_(None))
        .where(StaffSession.digest == digest(sid), Account.disabled_at.is_(None), *_good(now))
    )
    rows = session.execute(wanted).all()
    if not rows:
        return None
    return Actor(rows[0][0], {project_id: role for _, project_id, role in rows if project_id})


def _good(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return StaffSession.ended_at.is_(None), StaffSession.expires_at > now


def see(session: Session, sid: str, now: datetime, expires_at: datetime) -> None:
    """Note that somebody is there; a session that has ended or run out stays so."""
    here = StaffSession.digest == digest(sid)
    seen = update(StaffSession).where(here, *_good(now))
    session.execute(seen.values(last_seen_at=now, expires_at=expires_at))


def end_session(session: Session, sid: str, now: datetime) -> None:
    _end(session, now, StaffSession.digest == digest(sid))


def end_sessions(session: Session, staff_id: int, now: datetime, but: str = "") -> None:
    """Sign the person out everywhere, except in the browser whose cookie is `but`."""
    _end(session, now, StaffSession.staff_id == staff_id, StaffSession.digest != digest(but))


def _end(session: Session, now: datetime, *which: ColumnElement[bool]) -> None:
    session.execute(update(StaffSession).where(*which, *_good(now)).values(ended_at=now))


def team(session: Session, project_id: int, now: datetime) -> list[Teammate]:
    """Everybody with a role in the project, in the order they joined."""
    browsers = (
        select(func.count()).where(StaffSession.staff_id == Staff.id, *_good(now)).scalar_subquery()
    )
    seen = (
        select(func.max(StaffSession.last_seen_at))
        .where(StaffSession.staff_id == Staff.id)
        .scalar_subquery()
    )
    wanted = (
        select(
            Staff.id,
            Staff.name,
            Staff.login,
            Membership.role,
            Account.staff_id.is_not(None),
            Account.password_hash.is_not(None) | Account.oidc_subject.is_not(None),
            Account.disabled_at,
            browsers,
            seen,
        )
        .join(Membership, Membership.staff_id == Staff.id)
        .outerjoin(Account, Account.staff_id == Staff.id)
        .where(Membership.project_id == project_id)
        .order_by(Staff.id)
    )
    return fetch(session, wanted, Teammate)


def roles_of(session: Session, staff_id: int) -> Sequence[tuple[int, Role]]:
    """Every living project the person belongs to, with their role there."""
    rows = session.execute(
        select(Membership.project_id, Membership.role)
        .join(Project, Project.id == Membership.project_id)
        .where(Membership.staff_id == staff_id, Project.removed_at.is_(None))
        .order_by(Membership.project_id)
    )
    return [(row.project_id, row.role) for row in rows]


def leading(session: Session, role: Role) -> list[int]:
    """Account holders who have this role in any project, even one removed since."""
    wanted = (
        select(Account.staff_id)
        .join(Membership, Membership.staff_id == Account.staff_id)
        .where(Membership.role == role, Account.disabled_at.is_(None))
        .distinct()
        .order_by(Account.staff_id)
    )
    return list(session.scalars(wanted))
