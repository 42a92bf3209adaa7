"""Notices: where they go, and those that wait, were sent, or could not be."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from domain.notices import Channel, NoticeKind


class NoticeTarget(Base):
    """A group chat, mailbox or webhook. `address` and `secret` are emptied when it is removed.

    `failing_since` is the first failure after `accepted_at`, the last success; a target that fails
    for too long is switched off.
    """

    __tablename__ = "notice_targets"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(60))
    channel: Mapped[Channel]
    address: Mapped[str] = mapped_column(String(500))
    secret: Mapped[str] = mapped_column(String(60), default="")
    kinds: Mapped[list[str]]
    accepted_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    switched_off_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class Notice(Base):
    """One notice to one target. `id` follows from what it is about, so that it is told once.

    `try_at` is when the next attempt is due: whoever claims it moves it on by the time an attempt
    may take, so that a notice whose carrier died comes up again. None once it is sent or given up.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "target"], ["notice_targets.project_id", "notice_targets.id"]
        ),
        # The carrier asks for what is due in all projects at once.
        Index(None, "try_at"),
        Index(None, "project_id", "created_at"),
    )

    project_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    target: Mapped[int]
    kind: Mapped[NoticeKind]
    facts: Mapped[dict[str, Any]]
    gathered: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    try_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(String(300), default="")
