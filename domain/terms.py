"""Terms (公式各项): what each term of the formula adds to a gap, and the promise made and kept.

Source: DOMAIN.md §4, SCORING.md §2 and §7. Everything is measured from the middle of the ladder,
so that a term marked "fair" moves nothing, and the steps end exactly at the gap.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from domain.formula import Formula
from domain.groups import Group, Sums, finding
from domain.satisfaction import (
    DELIVERED_ITEMS,
    EXPECTATION_ITEMS,
    Answers,
    Score,
    paired,
    score,
    score_pulse,
)
from domain.surveys import Form

MIDDLE = 50.0
MADE, KEPT = 2, 1
PARTS = tuple(f"from_{item}" for item in (*EXPECTATION_ITEMS, *DELIVERED_ITEMS))


@dataclass(frozen=True, slots=True)
class Contributions:
    """Points −50 … 50 per term, in the order of the items.

    The sum of the delivered ones less the sum of the expected ones is the gap. A term that was not
    answered carries no weight, so it adds nothing; the others carry its share.
    """

    expectation: tuple[float, ...]
    delivered: tuple[float, ...]

    @property
    def gap(self) -> float:
        return sum(self.delivered) - sum(self.expectation)


def contributions(answers: Answers, formula: Formula) -> Contributions | None:
    """None where the answers have no gap. Raises OutsideLadder, WrongTerms."""
    if score(answers, formula).gap is None:
        return None
    counted = paired(answers, formula)
    return Contributions(
        _side(counted.expectation, formula.expectation_weights, formula.ladder),
        _side(counted.delivered, formula.delivered_weights, formula.ladder),
    )


def _side(
    answers: tuple[int | None, ...], weights: tuple[float, ...], ladder: int
) -> tuple[float, ...]:
    rated = list(zip(answers, weights, strict=True))
    answered = sum(weight for answer, weight in rated if answer is not None)
    return tuple(
        0.0 if answer is None else weight * (points(answer, ladder) - MIDDLE) / answered
        for answer, weight in rated
    )


def points(answer: float, ladder: int) -> float:
    """A label's number, or a mean of several, on the common scale, 0–100."""
    return 100 * (answer - 1) / (ladder - 1)


@lru_cache(maxsize=4096)
def rescored(
    answers: Answers, form: Form, formula: Formula
) -> tuple[Score, dict[str, float | None]]:
    """The score of a filled form, and per item, as "from_e1", what it adds to the gap."""
    if form is Form.PULSE:
        return score_pulse(answers, formula), dict.fromkeys(PARTS)
    found, parts = score(answers, formula), contributions(answers, formula)
    if parts is None:
        return found, dict.fromkeys(PARTS)
    return found, dict(zip(PARTS, (*parts.expectation, *parts.delivered), strict=True))


@dataclass(frozen=True, slots=True)
class Promise:
    """The promise made (E3) beside the promise kept (D2), by households that answered both.

    `made` and `kept` are 0–100, None unless the `gap` between them may be shown.
    """

    gap: Group
    made: float | None = None
    kept: float | None = None


def promise(sums: Sums, made: float, kept: float, formula: Formula) -> Promise:
    """How far promises ran ahead of what was kept, of households that answered both.

    `sums` are of what was kept less what was promised; `made` and `kept` the households' means.
    """
    one_term_each = replace(formula, expectation_weights=(1.0,), delivered_weights=(1.0,))
    gap = finding(sums, one_term_each)
    return Promise(gap, made, kept) if gap.is_shown else Promise(gap)
