"""Outages, what they cut off, and the visits they called for.

A visit is history: triggers refuse to change or delete it, its note alone may be emptied.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from domain.outages import Condition, Supply


class Outage(Base):
    """A cut, planned or not; `over_at` is when the supply was back or the cut was called off."""

    __tablename__ = "outages"
    __table_args__ = (Index(None, "project_id", "over_at"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    supply: Mapped[Supply]
    is_planned: Mapped[bool]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    over_at: Mapped[datetime | None]
    over_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class OutageArea(Base):
    """A building, or one unit of it, that an outage cuts off; no unit is the whole building."""

    __tablename__ = "outage_areas"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "outage"], ["outages.project_id", "outages.id"]),
    )

    project_id: Mapped[int] = mapped_column(primary_key=True)
    outage: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    building: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit: Mapped[str] = mapped_column(String(40), primary_key=True)


class OutageVisit(Base):
    """One visit per person and outage: by whom, when, and how they were found."""

    __tablename__ = "outage_visits"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "outage"], ["outages.project_id", "outages.id"]),
        ForeignKeyConstraint(
            ["project_id", "resident_id"], ["residents.project_id", "residents.id"]
        ),
    )

    project_id: Mapped[int] = mapped_column(primary_key=True)
    outage: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    resident_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    visited_at: Mapped[datetime]
    visited_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    condition: Mapped[Condition]
    note: Mapped[str] = mapped_column(String(200), default="")


class Erasure(Base):
    """The receipt of a resident's erasure; it names nobody, and opens their words to be emptied."""

    __tablename__ = "erasures"
    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "resident_id"], ["residents.project_id", "residents.id"]
        ),
    )

    project_id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    tickets: Mapped[int]
    events: Mapped[int]
    responses: Mapped[int]
    visits: Mapped[int]
