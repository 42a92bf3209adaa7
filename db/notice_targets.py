"""Notice targets: where notices go, of what they are told, and whether they take anything."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from db import numbers
from db.prepared import Prepared
from db.schema import NoticeTarget, Project
from domain.errors import NotFound
from domain.notices import Channel, NoticeKind, shown


@dataclass(frozen=True, slots=True)
class Target:
    """Where notices go, with its secrets: for whoever carries them, and for nobody's eyes."""

    id: int
    name: str
    channel: Channel
    kinds: tuple[NoticeKind, ...]
    accepted_at: datetime | None
    failing_since: datetime | None
    switched_off_at: datetime | None
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
    accepted_at: datetime | None
    failing_since: datetime | None
    switched_off_at: datetime | None


_TARGET: tuple[Any, ...] = (
    NoticeTarget.id,
    NoticeTarget.name,
    NoticeTarget.channel,
    NoticeTarget.kinds,
    NoticeTarget.accepted_at,
    NoticeTarget.failing_since,
    NoticeTarget.switched_off_at,
    NoticeTarget.address,
    NoticeTarget.secret,
)
# Asked at every step of a ticket and at every answer of a resident.
_TARGETS = Prepared(
    select(*_TARGET)
    .where(
        NoticeTarget.project_id == bindparam("project_id"),
        NoticeTarget.removed_at.is_(None),
    )
    .order_by(NoticeTarget.id)
)


def targets(session: Session, project_id: int) -> list[Target]:
    """The project's targets, by id; those that were switched off too."""
    rows = _TARGETS.carry_out(session, {"project_id": project_id})
    return [
        Target(id, name, channel, tuple(NoticeKind(kind) for kind in kinds), *more)
        for id, name, channel, kinds, *more in rows
    ]


def cards(session: Session, project_id: int) -> list[TargetCard]:
    """The project's targets as they may be shown."""
    return [
        TargetCard(
            *(one.id, one.name, one.channel, one.kinds, shown(one.address)),
            *(one.accepted_at, one.failing_since, one.switched_off_at),
        )
        for one in targets(session, project_id)
    ]


def projects_told_of(session: Session, kind: NoticeKind) -> list[int]:
    """The projects that have a target for such notices."""
    rows = session.execute(
        select(NoticeTarget.project_id, NoticeTarget.kinds)
        .join(Project, Project.id == NoticeTarget.project_id)
        .where(
            NoticeTarget.removed_at.is_(None),
            NoticeTarget.switched_off_at.is_(None),
            Project.removed_at.is_(None),
        )
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


def took(session: Session, project_id: int, id: int, now: datetime) -> None:
    """It took a notice: whatever was wrong with it is over."""
    session.execute(
        update(NoticeTarget)
        .where(NoticeTarget.project_id == project_id, NoticeTarget.id == id)
        .values(accepted_at=now, failing_since=None, switched_off_at=None)
    )


def refused(session: Session, project_id: int, id: int, now: datetime) -> None:
    """It did not; only the first failure after a success is noted."""
    session.execute(
        update(NoticeTarget)
        .where(
            NoticeTarget.project_id == project_id,
            NoticeTarget.id == id,
            NoticeTarget.failing_since.is_(None),
        )
        .values(failing_since=now)
    )


def switch_off(
    session: Session, project_id: int, id: int, now: datetime, failing_by: datetime
) -> str | None:
    """Its name, if it has been failing since then or longer and nobody switched it off before."""
    return session.scalar(
        update(NoticeTarget)
        .where(
            NoticeTarget.project_id == project_id,
            NoticeTarget.id == id,
            NoticeTarget.removed_at.is_(None),
            NoticeTarget.switched_off_at.is_(None),
            NoticeTarget.failing_since <= failing_by,
        )
        .values(switched_off_at=now)
        .returning(NoticeTarget.name)
    )
