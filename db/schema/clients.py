"""Clients: programs of others that were given a key, each to one project."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Client(Base):
    """One key, of which only the SHA-256 is kept; `used_on` is the last day it was used on."""

    __tablename__ = "clients"
    __table_args__ = (UniqueConstraint("project_id", "digest"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[list[str]]
    per_minute: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
