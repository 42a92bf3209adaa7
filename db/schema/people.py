"""Staff and residents, and the places they work and live in.

Names, phones and addresses of residents live in `residents` alone.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, part
from domain.access import Role
from domain.residents import Criterion, Importance, Mindset, Party, PropertyType, Tenure


class Staff(Base):
    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    login: Mapped[str] = mapped_column(String(60), unique=True)


class Membership(Base):
    __tablename__ = "memberships"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True, index=True)
    role: Mapped[Role]


class Place(Base):
    """A building's unit (房号) or a common place; `building` and `unit` may be empty."""

    __tablename__ = "places"
    __table_args__ = (UniqueConstraint("project_id", "building", "unit", "name"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    building: Mapped[str] = mapped_column(String(40), default="")
    unit: Mapped[str] = mapped_column(String(40), default="")
    name: Mapped[str] = mapped_column(String(120), default="")
    property_type: Mapped[PropertyType | None]
    area: Mapped[float | None]
    household_size: Mapped[int | None]


class Resident(Base):
    """The only table with a resident's name and phone; an erasure empties the row.

    A row merged into another is empty too, and `merged_into` says where the person is now.
    """

    __tablename__ = "residents"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "place_id"], ["places.project_id", "places.id"]),
        # A search reads one of these from end to end, and looks up only whom it finds.
        Index("ix_residents_by_phone", "project_id", "phone", "id", "name", "merged_into"),
        part(
            "ix_residents_left",
            *("project_id", "moved_out_at", "id"),
            where="moved_out_at IS NOT NULL",
        ),
        Index("ix_residents_by_name", "project_id", "name", "id", "phone", "merged_into"),
        Index(None, "project_id", "place_id"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    place_id: Mapped[int | None]
    tenure: Mapped[Tenure | None]
    party: Mapped[Party | None]
    importance: Mapped[Importance | None]
    mindset: Mapped[Mindset | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    moved_out_at: Mapped[datetime | None]
    merged_into: Mapped[int | None]


class ResidentCriterion(Base):
    """One key-customer criterion that holds for a resident, and since when it is known."""

    __tablename__ = "resident_criteria"
    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "resident_id"], ["residents.project_id", "residents.id"]
        ),
        Index(None, "project_id", "criterion"),
    )

    project_id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    criterion: Mapped[Criterion] = mapped_column(primary_key=True)
    noted_at: Mapped[datetime]
