"""Audit of the formula (公式审核): what residents say directly, beside what the formula says.

Learned weights are an offer: here is what would change, nothing changes by itself (SCORING §3).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import agreements, kept
from db.schema import FormulaVersion, Score
from db.tallies import Asked
from domain.agreement import (
    EXPECTED,
    Agreement,
    LearnedWeights,
    Moments,
    Pair,
    agreement,
    learned_weights,
)
from domain.formula import Formula
from domain.terms import points


@dataclass(frozen=True, slots=True)
class Offer:
    """Learned weights, and what they would change among the complete forms they come from.

    `before` and `after` are the mean gaps; `moved` counts forms by verdict now and then.
    """

    weights: LearnedWeights
    rules: Formula
    before: float
    after: float
    moved: Mapping[Pair, int]

    @property
    def weights_now(self) -> tuple[float, ...]:
        """Of the formula in force, each side adding up to 1."""
        sides = (self.rules.expectation_weights, self.rules.delivered_weights)
        return tuple(weight / sum(side) for side in sides for weight in side)


@dataclass(frozen=True, slots=True)
class TermStanding:
    """One delivered term: how much residents' own comparison follows it, and how it is done.

    `importance` 0–1 is derived, never asked; `performance` 0–100.
    """

    place: int
    importance: float
    performance: float


@dataclass(frozen=True, slots=True)
class Audit:
    """`forms` answer everything; what needs a hundred of them is None or empty before."""

    forms: int
    compared: int
    agreement: Agreement | None
    pairs: Mapping[Pair, int]
    offer: Offer | None
    standing: tuple[TermStanding, ...]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of the formula: since when, and how many answers of the period it gave.

    `restated` are others of the period that were scored under it later.
    """

    version: int
    formula: Formula
    since: datetime
    given: int
    restated: int


def audit(session: Session, asked: Asked) -> Audit:
    pairs = agreements.pairs(session, asked)
    forms = agreements.moments(session, asked)
    learned = learned_weights(forms)
    found = agreement(pairs)
    return Audit(
        forms=forms.n,
        compared=sum(pairs.values()),
        agreement=found,
        pairs=pairs if found else {},
        offer=_offer(session, asked, learned, forms) if learned else None,
        standing=_standing(learned, forms, asked.rules) if learned else (),
    )


def _offer(session: Session, asked: Asked, learned: LearnedWeights, forms: Moments) -> Offer:
    rules = asked.rules
    formula = replace(
        rules, expectation_weights=learned.expectation, delivered_weights=learned.delivered
    )
    before, after = (_mean_gap(forms, one) for one in (rules, formula))
    moved = agreements.moved(session, asked, rules, formula)
    return Offer(learned, rules, before, after, moved)


def _mean_gap(forms: Moments, formula: Formula) -> float:
    """Of complete forms: a side is the weighted mean of its terms, form by form or all at once."""
    marks = [total / forms.n for total in forms.sums]
    sides = (
        (marks[:EXPECTED], formula.expectation_weights),
        (marks[EXPECTED:-1], formula.delivered_weights),
    )
    expected, delivered = (
        sum(
            weight * points(mark, formula.ladder)
            for mark, weight in zip(side, weights, strict=True)
        )
        / sum(weights)
        for side, weights in sides
    )
    return delivered - expected


def _standing(
    learned: LearnedWeights, forms: Moments, formula: Formula
) -> tuple[TermStanding, ...]:
    means = (total / forms.n for total in forms.sums[EXPECTED:-1])
    return tuple(
        TermStanding(place, weight, points(mean, formula.ladder))
        for place, (weight, mean) in enumerate(zip(learned.delivered, means, strict=True))
    )


def versions(session: Session, asked: Asked) -> list[VersionLine]:
    """The latest first."""
    days = Score.day.between(asked.first, asked.last)
    wanted = (
        select(Score.formula, Score.is_given, func.count())
        .where(Score.project_id == asked.project_id, days)
        .group_by(Score.formula, Score.is_given)
    )
    counted = kept.rows(session, asked, "versions", wanted)
    counts = {(formula, bool(is_given)): count for formula, is_given, count in counted}
    rows = session.execute(
        select(FormulaVersion.version, FormulaVersion.definition, FormulaVersion.since)
        .where(FormulaVersion.project_id == asked.project_id)
        .order_by(FormulaVersion.version.desc())
    )
    return [
        VersionLine(
            version,
            Formula.from_dict(definition),
            since,
            counts.get((version, True), 0),
            counts.get((version, False), 0),
        )
        for version, definition, since in rows
    ]
