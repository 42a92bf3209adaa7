"""What colleagues decided about single answers, the needs they hear in them, and what they do."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from domain.fairness import Segment
from domain.handling import Need
from domain.need_sheets import Feasibility


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


class NeedResponse(Base):
    """What is done about a need of one group of residents; "" are those of whom it is not known."""

    __tablename__ = "need_responses"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    segment: Mapped[Segment] = mapped_column(primary_key=True)
    group: Mapped[str] = mapped_column(String(32), primary_key=True)
    need: Mapped[Need] = mapped_column(primary_key=True)
    response: Mapped[str] = mapped_column(String(200))
    feasibility: Mapped[Feasibility]
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
