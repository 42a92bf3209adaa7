"""Who may sign in, who is signed in, and the list of who changed what about it.

No secret is kept as it is: of a password its argon2id hash, of a session and of a one-time link the
SHA-256 of 256 random bits, which needs no more.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Account(Base):
    """A colleague who may sign in. Without a password they have not used their first link yet."""

    __tablename__ = "accounts"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id"), primary_key=True, autoincrement=False
    )
    password_hash: Mapped[str | None] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    oidc_subject: Mapped[str | None] = mapped_column(String(400), unique=True)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class OneTimeLink(Base):
    """A link that sets a password once; a newer one for the same person takes its place."""

    __tablename__ = "one_time_links"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("accounts.staff_id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class StaffSession(Base):
    """One browser that is signed in, until `expires_at` or until it is ended, whichever is first.

    `expires_at` moves with `last_seen_at`, which is coarse; `browser` is its family in words.
    """

    __tablename__ = "staff_sessions"
    __table_args__ = (Index(None, "staff_id", "expires_at"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("accounts.staff_id"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(String(60), default="")


class AuditEntry(Base):
    """Who did what to whom in a project, when; only ever added. Without an actor: the command line.

    `subject` names what it was done to ("staff/7"); `facts` are codes and numbers.
    """

    __tablename__ = "audit"
    __table_args__ = (Index(None, "project_id", "at"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
