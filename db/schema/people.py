"""Staff and residents, and the places they work and live in.

Names, phones and addresses of residents live in `residents` alone.
"""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from domain.access import Role


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


class Resident(Base):
    """The only table with a resident's name and phone; an erasure empties the row."""

    __tablename__ = "residents"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "place_id"], ["places.project_id", "places.id"]),
        Index(None, "project_id", "phone"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    place_id: Mapped[int | None]
