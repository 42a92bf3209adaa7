"""Photos that residents sent along, as they were drawn anew here: nothing in them but the picture.

One may show a person or a home: it is looked at with its ticket, and stands nowhere else.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Photo(Base):
    """One per form (`id` is the form's number); it waits without a ticket until one is opened."""

    __tablename__ = "photos"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "ticket"], ["tickets.project_id", "tickets.number"]),
        Index(None, "project_id", "ticket"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    ticket: Mapped[int | None]
    at: Mapped[datetime]
    image: Mapped[bytes]
    width: Mapped[int]
    height: Mapped[int]
