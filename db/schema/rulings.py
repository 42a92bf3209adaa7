"""What colleagues decided about single answers."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


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
