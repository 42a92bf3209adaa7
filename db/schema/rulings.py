"""What colleagues decided about single answers, and the needs they hear in them."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from domain.handling import Need


class Ruling(Base):
    """One decision: the answer is left out, or counted after all; only ever added."""

    __tablename__ = "rulings"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "token"], ["codes.project_id", "codes.token"]),
    )

    project_id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(16), primary_key=True)
    slot: Mapped[str] = mapped_column(String(60), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    excluded: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class HeardNeed(Base):
    """A need that a colleague hears in the words of an answer."""

    __tablename__ = "heard_needs"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "token"], ["codes.project_id", "codes.token"]),
    )

    project_id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(16), primary_key=True)
    slot: Mapped[str] = mapped_column(String(60), primary_key=True)
    need: Mapped[Need] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
