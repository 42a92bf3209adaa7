"""Notices: targets, and the outbox that is filled, claimed, settled and looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db import numbers
from db.rows import fetch, fetch_one
from db.schema import Notice, NoticeTarget, Place, Project
from domain.errors import NotFound
from domain.notices import Channel, NoticeKind, shown


@dataclass(frozen=True, slots=True)
class Target:
    """Where notices go, with its secrets: for whoever carries them, and for nobody's eyes."""

    id: int
    name: str
    channel: Channel
    kinds: tuple[NoticeKind, ...]
    address: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TargetCard:
    """A target as it may be shown."""

    id: int
    name: str
    channel: Channel
    kinds: tuple[NoticeKind, ...]
    leads_to: str


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


def targets(session: Session, project_id: int) -> list[Target]:
    """The project's targets, by id."""
    rows = session.execute(
        select(
            NoticeTarget.id,
            NoticeTarget.name,
            NoticeTarget.channel,
            NoticeTarget.kinds,
            NoticeTarget.address,
            NoticeTarget.secret,
        )
        .where(NoticeTarget.project_id == project_id, NoticeTarget.removed_at.is_(None))
        .order_by(NoticeTarget.id)
    )
    return [
        Target(id, name, channel, tuple(NoticeKind(kind) for kind in kinds), address, secret)
        for id, name, channel, kinds, address, secret in rows
    ]


def cards(session: Session, project_id: int) -> list[TargetCard]:
    """The project's targets as they may be shown."""
    return [
        TargetCard(one.id, one.name, one.channel, one.kinds, shown(one.address))
        for one in targets(session, project_id)
    ]


def projects_told_of(session: Session, kind: NoticeKind) -> list[int]:
    """The projects that have a target for such notices."""
    rows = session.execute(
        select(NoticeTarget.project_id, NoticeTarget.kinds)
        .join(Project, Project.id == NoticeTarget.project_id)
        .where(NoticeTarget.removed_at.is_(None), Project.removed_at.is_(None))
        .order_by(NoticeTarget.project_id)
    )
    return list(dict.fromkeys(project_id for project_id, kinds in rows if kind in kinds))


def add_target(
    session: Session,
    project_id: int,
    *,
    name: str,
    channel: Channel,
    address: str,
    secret: str,
    kinds: Iterable[NoticeKind],
) -> int:
    """The new target's id."""
    id = numbers.take(session, project_id, "notice_target")
    new = {"name": name, "channel": channel, "address": address, "secret": secret}
    row = {"project_id": project_id, "id": id, "kinds": [kind.value for kind in kinds], **new}
    session.execute(insert(NoticeTarget), [row])
    return id


def change_target(session: Session, project_id: int, id: int, **values: object) -> None:
    """Raises NotFound for one that is not there any more."""
    changed = session.execute(
        update(NoticeTarget)
        .where(
            NoticeTarget.project_id == project_id,
            NoticeTarget.id == id,
            NoticeTarget.removed_at.is_(None),
        )
        .values(**values)
        .returning(NoticeTarget.id)
    )
    if not changed.all():
        raise NotFound("target", id)


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
