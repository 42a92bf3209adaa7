"""Reports as they were made, and the fee-collection rates that were typed in.

Both are history: triggers refuse to change or delete them. What puts one right stands beside it.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from domain.reports import ReportKind


class Report(Base):
    """One edition of a report. Without `made_by` the clockwork drafted it, so the first alone."""

    __tablename__ = "reports"
    __table_args__ = (Index(None, "project_id", "kind", "last_on"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    kind: Mapped[ReportKind] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(20), primary_key=True)
    edition: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_on: Mapped[date]
    last_on: Mapped[date]
    title: Mapped[str] = mapped_column(String(80), default="")
    schema: Mapped[int]
    figures: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(String(300), default="")
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class FeeRate(Base):
    """The share of the fees due in a month that came in, 0–1; the newest version counts."""

    __tablename__ = "fee_rates"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rate: Mapped[float]
    typed_at: Mapped[datetime]
    typed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
