"""The audit list (操作记录): who did what to whom; written by verbs, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import numbers
from db.rows import fetch
from db.schema import AuditEntry, Staff

PAGE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One line; `actor` is None where the command line did it."""

    id: int
    at: datetime
    actor_id: int | None
    actor: str | None
    action: str
    subject: str
    facts: dict[str, Any]


def note(
    session: Session,
    project_id: int,
    actor_id: int | None,
    action: str,
    now: datetime,
    subject: str = "",
    facts: Mapping[str, object] | None = None,
) -> None:
    session.add(
        AuditEntry(
            project_id=project_id,
            id=numbers.take(session, project_id, "audit"),
            at=now,
            actor_id=actor_id,
            action=action,
            subject=subject,
            facts=dict(facts or {}),
        )
    )
    session.flush()


def newest(
    session: Session,
    project_id: int,
    *,
    action: str | None = None,
    staff_id: int | None = None,
    limit: int = PAGE_LENGTH,
) -> list[Entry]:
    """The newest first; only this action, or only what this colleague did or had done to them."""
    wanted = (
        select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.actor_id,
            Staff.name,
            AuditEntry.action,
            AuditEntry.subject,
            AuditEntry.facts,
        )
        .outerjoin(Staff, Staff.id == AuditEntry.actor_id)
        .where(AuditEntry.project_id == project_id)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    if action is not None:
        wanted = wanted.where(AuditEntry.action == action)
    if staff_id is not None:
        about = AuditEntry.subject == about_staff(staff_id)
        wanted = wanted.where((AuditEntry.actor_id == staff_id) | about)
    return fetch(session, wanted, Entry)


def about_staff(staff_id: int) -> str:
    """How an entry names a colleague that something was done to."""
    return f"staff/{staff_id}"


def staff_in(subject: str) -> int | None:
    """The colleague that an entry's subject names, if it names one."""
    noun, _slash, key = subject.partition("/")
    return int(key) if noun == "staff" and key.isdecimal() else None
