"""Outcomes (普查结果): what households answered in one annual survey, added up by the database."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from db.schema import Code, Score
from domain.formula import Formula
from domain.groups import Sums
from domain.outcomes import DISSATISFIED_UP_TO, SATISFIED_FROM
from domain.satisfaction import DELIVERED_ITEMS, EPSILON, Method
from domain.surveys import Chip


@dataclass(frozen=True, slots=True)
class Outcome:
    """`households` that answered and count; `gaps` of those with a gap by the formula.

    `factors` has (satisfied, dissatisfied, answered) for each term of delivery.
    """

    households: int
    gaps: Sums
    factors: Mapping[str, tuple[int, int, int]]
    chips: Mapping[Chip, int]


def outcome(session: Session, project_id: int, campaign: int, formula: Formula) -> Outcome:
    """A household has one answer in a survey, whichever of its codes it used."""
    gap = case((Score.method == Method.FORMULA, Score.gap))
    gaps = (
        func.count(gap),
        func.sum(gap),
        func.sum(gap * gap),
        _count(gap < -formula.tolerance - EPSILON),
        _count(gap > formula.tolerance + EPSILON),
    )
    marks = [getattr(Score, item) for item in DELIVERED_ITEMS]
    factors = [
        column
        for mark in marks
        for column in (
            _count(mark >= SATISFIED_FROM),
            _count(mark <= DISSATISFIED_UP_TO),
            func.count(mark),
        )
    ]
    chips = [_count(Score.chips.bitwise_and(1 << place) > 0) for place in range(len(Chip))]
    row = session.execute(
        select(func.count(), *gaps, *factors, *chips)
        .select_from(Code)
        .join(Score, (Score.project_id == Code.project_id) & (Score.token == Code.token))
        .where(
            Code.project_id == project_id,
            Code.campaign == campaign,
            Score.is_given.is_(True),
            ~Score.excluded,
        )
    ).one()
    households, n, total, squares, *counts = row
    below, above, *rest = (int(count or 0) for count in counts)
    told = iter(rest)
    return Outcome(
        households,
        Sums(n, float(total or 0), float(squares or 0), below, above),
        {item: (next(told), next(told), next(told)) for item in DELIVERED_ITEMS},
        {chip: count for chip in Chip if (count := next(told))},
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
