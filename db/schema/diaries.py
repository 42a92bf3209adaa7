"""Diaries: calendars of colleagues that ask for the callbacks still owed."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Diary(Base):
    """One address that a calendar was given; of what stands in it only the SHA-256 is kept.

    It shows what its colleague has in hand, or the whole project's.
    """

    __tablename__ = "diaries"
    __table_args__ = (UniqueConstraint("project_id", "digest"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    is_whole: Mapped[bool]
    shows_places: Mapped[bool]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
