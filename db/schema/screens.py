"""Screens: devices on a wall that somebody approved, what they show, and which projects."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from domain.screens import Ground, Speech


class Screen(Base):
    """One approved device. Its project is the first it was approved for, whatever it shows later.

    While it waits for the device, `code_digest` stands for the code that was typed at the desk;
    once the device has come, `digest` for what its cookie holds. Both are SHA-256.
    """

    __tablename__ = "screens"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(60))
    layouts: Mapped[list[str]]
    turn_seconds: Mapped[int]
    ground: Mapped[Ground]
    speech: Mapped[Speech]
    sounds: Mapped[bool]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    approved_at: Mapped[datetime]
    code_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(60), default="")
    paired_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ScreenProject(Base):
    """A project that a screen shows, in its turn; `project_id` is the screen's own."""

    __tablename__ = "screen_projects"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "screen"], ["screens.project_id", "screens.id"]),
        UniqueConstraint("project_id", "screen", "shown_id"),
        # Whoever runs a project asks which screens show it.
        Index(None, "shown_id"),
    )

    project_id: Mapped[int] = mapped_column(primary_key=True)
    screen: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    shown_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
