"""Scores: what each response says under a version of the formula, laid out to be counted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from domain.satisfaction import Method, Verdict
from domain.surveys import CodeKind
from domain.tickets import Channel, Kind


class Score(Base):
    """The newest version of one response under one version of the formula.

    `is_given` is the score it had when it came in; others were restated later. `day` and `month`
    (202603) are the project's own. The rest of the facts are of the day it came in: `household`
    speaks once in every group, `team` is the department that had the ticket. `from_…` are the
    points that each term adds to the gap; `chips` and `doubts` have one bit per code.
    """

    __tablename__ = "scores"
    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "token", "slot", "version"],
            [f"responses.{name}" for name in ("project_id", "token", "slot", "version")],
        ),
        ForeignKeyConstraint(
            ["project_id", "formula"], ["formulas.project_id", "formulas.version"]
        ),
        # Holds all that answers are counted by but the terms, so that nothing else need be read.
        Index(
            "ix_scores_counted",
            *("project_id", "day", "is_given", "formula", "method", "excluded", "household"),
            *("building", "kind", "team", "channel", "code", "month"),
            *("gap", "expectation", "delivered"),
            *("verdict", "c", "e3", "d2", "chips", "doubts"),
        ),
    )

    project_id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(16), primary_key=True)
    slot: Mapped[str] = mapped_column(String(60), primary_key=True)
    formula: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    is_given: Mapped[bool]
    day: Mapped[date]
    month: Mapped[int]
    household: Mapped[str] = mapped_column(String(80))
    building: Mapped[str] = mapped_column(String(40))
    kind: Mapped[Kind | None]
    team: Mapped[str] = mapped_column(String(60))
    channel: Mapped[Channel | None]
    code: Mapped[CodeKind]
    method: Mapped[Method | None]
    verdict: Mapped[Verdict | None]
    excluded: Mapped[bool]
    expectation: Mapped[float | None]
    delivered: Mapped[float | None]
    gap: Mapped[float | None]
    d1: Mapped[int | None]
    d2: Mapped[int | None]
    d3: Mapped[int | None]
    c: Mapped[int | None]
    e1: Mapped[int | None]
    e2: Mapped[int | None]
    e3: Mapped[int | None]
    e4: Mapped[int | None]
    from_e1: Mapped[float | None]
    from_e2: Mapped[float | None]
    from_e3: Mapped[float | None]
    from_e4: Mapped[float | None]
    from_d1: Mapped[float | None]
    from_d2: Mapped[float | None]
    from_d3: Mapped[float | None]
    chips: Mapped[int]
    doubts: Mapped[int]


class Tally(Base):
    """What one question about the scores of some days was answered, when it was last counted.

    `rulings` is how many there were in the project then, `seen` all else that the answer hangs on.
    """

    __tablename__ = "tallies"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    first: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[date] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(String(80), primary_key=True)
    counted_at: Mapped[datetime]
    rulings: Mapped[int]
    seen: Mapped[str] = mapped_column(String(200))
    rows: Mapped[dict[str, Any]]
