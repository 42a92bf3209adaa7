"""Notices: the outbox that is filled, claimed, settled and looked at."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.rows import fetch, fetch_one
from db.schema import Notice, NoticeTarget, Place, Project
from domain.errors import NotFound
from domain.notices import NoticeKind


@dataclass(frozen=True, slots=True)
class NewNotice:
    """One notice for one target, to be tried from `try_at` on."""

    id: str
    target: int
    kind: NoticeKind
    facts: dict[str, Any]
    gathered: bool
    created_at: datetime
    try_at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """A notice in somebody's hands until `try_at`; `attempts` counts this one."""

    project_id: int
    id: str
    target: int
    kind: NoticeKind
    facts: dict[str, Any]
    gathered: bool
    created_at: datetime
    try_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice as a list shows it."""

    id: str
    target: str
    kind: NoticeKind
    facts: dict[str, Any]
    created_at: datetime
    try_at: datetime | None
    attempts: int
    sent_at: datetime | None
    failed_at: datetime | None
    last_error: str


def public_place(session: Session, project_id: int, place_id: int | None) -> str:
    """The building or common place; never the unit, which is as good as a name."""
    place = select(Place.building, case((Place.unit == "", Place.name), else_="")).where(
        Place.project_id == project_id, Place.id == place_id
    )
    found = session.execute(place).one_or_none()
    return " ".join(part for part in found or () if part)


def put(session: Session, project_id: int, new: Sequence[NewNotice]) -> None:
    """Into the outbox; what is there already was told already."""
    if not new:
        return
    rows = [{"project_id": project_id, "attempts": 0, "last_error": "", **asdict(n)} for n in new]
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[session.get_bind().dialect.name]
    session.execute(dialect.insert(Notice).values(rows).on_conflict_do_nothing())


_CLAIM = (
    Notice.project_id,
    Notice.id,
    Notice.target,
    Notice.kind,
    Notice.facts,
    Notice.gathered,
    Notice.created_at,
    Notice.try_at,
    Notice.attempts,
)


def is_due(session: Session, now: datetime) -> bool:
    """Whether anything waits to be carried out; asking takes nothing from those who write."""
    return session.scalar(select(Notice.id).where(Notice.try_at <= now).limit(1)) is not None


def claim(session: Session, now: datetime, until: datetime, *, limit: int) -> list[Claim]:
    """Take what is due into one's hands until then. Nobody else gets it before."""
    due = (
        select(Notice.project_id, Notice.id, Notice.try_at)
        .join(Project, Project.id == Notice.project_id)
        .where(Notice.try_at <= now, Project.removed_at.is_(None))
        .order_by(Notice.try_at, Notice.created_at, Notice.id)
        .limit(limit)
    )
    return [
        Claim(*taken)
        for project_id, id, seen in session.execute(due).all()
        if (taken := _take(session, project_id, id, seen, until)) is not None
    ]


def _take(
    session: Session, project_id: int, id: str, seen: datetime | None, until: datetime
) -> Any:
    taken = session.execute(
        update(Notice)
        .where(Notice.project_id == project_id, Notice.id == id, Notice.try_at == seen)
        .values(try_at=until, attempts=Notice.attempts + 1)
        .returning(*_CLAIM)
    )
    return taken.one_or_none()


def settle(session: Session, claim: Claim, **outcome: object) -> None:
    """What became of the attempt, unless the claim ran out and somebody else has it by now."""
    session.execute(
        update(Notice)
        .where(
            Notice.project_id == claim.project_id,
            Notice.id == claim.id,
            Notice.attempts == claim.attempts,
            Notice.sent_at.is_(None),
        )
        .values(**outcome)
    )


def put_back(session: Session, claim: Claim, until: datetime) -> None:
    """As if it had not been claimed; what was given up meanwhile stays so."""
    session.execute(
        update(Notice)
        .where(
            Notice.project_id == claim.project_id,
            Notice.id == claim.id,
            Notice.attempts == claim.attempts,
            Notice.sent_at.is_(None),
            Notice.failed_at.is_(None),
        )
        .values(attempts=claim.attempts - 1, try_at=until)
    )


def give_up_waiting(
    session: Session, project_id: int, target: int, now: datetime, why: str
) -> None:
    """Whatever still waits for this target is given up; it may be begun anew."""
    session.execute(
        update(Notice)
        .where(Notice.project_id == project_id, Notice.target == target, Notice.try_at.is_not(None))
        .values(failed_at=now, try_at=None, last_error=why)
    )


def retry(session: Session, project_id: int, id: str, now: datetime) -> None:
    """Begin anew with one that was given up. Raises NotFound."""
    again = session.execute(
        update(Notice)
        .where(Notice.project_id == project_id, Notice.id == id, Notice.failed_at.is_not(None))
        .values(try_at=now, attempts=0, failed_at=None, last_error="")
        .returning(Notice.id)
    )
    if not again.all():
        raise NotFound("notice", id)


_LINE = (
    Notice.id,
    NoticeTarget.name,
    Notice.kind,
    Notice.facts,
    Notice.created_at,
    Notice.try_at,
    Notice.attempts,
    Notice.sent_at,
    Notice.failed_at,
    Notice.last_error,
)


def latest(session: Session, project_id: int, *, limit: int = 100) -> list[NoticeLine]:
    """Those given up first, then those that wait, then the last ones sent."""
    standing = case((Notice.failed_at.is_not(None), 0), (Notice.try_at.is_not(None), 1), else_=2)
    wanted = (
        select(*_LINE)
        .join(
            NoticeTarget,
            (NoticeTarget.project_id == Notice.project_id) & (NoticeTarget.id == Notice.target),
        )
        .where(Notice.project_id == project_id)
        .order_by(standing, Notice.created_at.desc(), Notice.id)
        .limit(limit)
    )
    return fetch(session, wanted, NoticeLine)


@dataclass(frozen=True, slots=True)
class Counts:
    waiting: int
    sent: int
    failed: int


def counts(session: Session, project_id: int) -> Counts:
    """How many wait, were sent, and were given up."""
    found = fetch_one(
        session,
        select(
            func.count(Notice.try_at), func.count(Notice.sent_at), func.count(Notice.failed_at)
        ).where(Notice.project_id == project_id),
        Counts,
    )
    return found or Counts(0, 0, 0)
