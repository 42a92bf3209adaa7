"""Projects, and the last number given out in each for every noun."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from domain.contacts import Contacts


class Project(Base):
    """A project (项目 / 小区). `policy` overrides policy.toml; a removed one opens nothing."""

    __tablename__ = "projects"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    zone: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    contact: Mapped[str] = mapped_column(String(200), default="")
    contacts: Mapped[Contacts] = mapped_column(default=Contacts())
    is_sample: Mapped[bool] = mapped_column(default=False)
    policy: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Number(Base):
    """The last number given out in a project for one noun (tickets, residents …)."""

    __tablename__ = "numbers"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    noun: Mapped[str] = mapped_column(String(20), primary_key=True)
    last: Mapped[int]
