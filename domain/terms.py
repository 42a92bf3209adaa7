"""Terms (公式各项): what each term of the formula adds to a gap, and the promise made and kept.

Source: DOMAIN.md §4, SCORING.md §2 and §7. Everything is measured from the middle of the ladder,
so that a term marked "fair" moves nothing, and the steps end exactly at the gap.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from statistics import fmean

from domain.formula import Formula
from domain.groups import Group, household_means, summarise
from domain.satisfaction import Answers, paired, score

MIDDLE = 50.0
MADE, KEPT = 2, 1


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


def points(answer: int, ladder: int) -> float:
    """A label's number on the common scale, 0–100."""
    return 100 * (answer - 1) / (ladder - 1)


def average(responses: Iterable[tuple[Hashable, Contributions]]) -> Contributions | None:
    """Of a group's (household, contributions) pairs, each household speaking once."""
    spoken = list(responses)
    if not spoken:
        return None
    terms = len(spoken[0][1].expectation), len(spoken[0][1].delivered)
    expectation = (_term(spoken, "expectation", place) for place in range(terms[0]))
    delivered = (_term(spoken, "delivered", place) for place in range(terms[1]))
    return Contributions(tuple(expectation), tuple(delivered))


def _term(spoken: Iterable[tuple[Hashable, Contributions]], side: str, place: int) -> float:
    return fmean(household_means((who, getattr(parts, side)[place]) for who, parts in spoken))


@dataclass(frozen=True, slots=True)
class Promise:
    """The promise made (E3) beside the promise kept (D2), by households that answered both.

    `made` and `kept` are 0–100, None unless the `gap` between them may be shown.
    """

    gap: Group
    made: float | None = None
    kept: float | None = None


def promise(responses: Iterable[tuple[Hashable, Answers]], formula: Formula) -> Promise:
    """How far promises ran ahead of what was kept; a missing half leaves the pair out."""
    pairs = [
        (who, points(made, formula.ladder), points(kept, formula.ladder))
        for who, made, kept in _both_halves(responses)
    ]
    one_term_each = replace(formula, expectation_weights=(1.0,), delivered_weights=(1.0,))
    gap = summarise(((who, kept - made) for who, made, kept in pairs), one_term_each)
    if not gap.is_shown:
        return Promise(gap)
    mean_made = fmean(household_means((who, made) for who, made, _ in pairs))
    return Promise(gap, mean_made, fmean(household_means((who, kept) for who, _, kept in pairs)))


def _both_halves(
    responses: Iterable[tuple[Hashable, Answers]],
) -> Iterator[tuple[Hashable, int, int]]:
    for who, answers in responses:
        made, kept = answers.expectation[MADE], answers.delivered[KEPT]
        if made is not None and kept is not None:
            yield who, made, kept
