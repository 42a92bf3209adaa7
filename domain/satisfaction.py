"""One response (满意度): expectation against delivery, and the verdict.

Source: SCORING.md §2; the formula itself is DOMAIN.md §4. Standard library only, because
the survey scores every response with it while the resident waits.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from domain.errors import HuifangError
from domain.formula import Formula as Formula

EXPECTATION_ITEMS = ("e1", "e2", "e3", "e4")
DELIVERED_ITEMS = ("d1", "d2", "d3")
COMPARISON_ITEM = "c"
COMPARISON_LADDER = 5
EPSILON = 1e-9

_PULSE_DELIVERED = 2
_ENOUGH_COVERAGE = 0.5
CONTRADICTION_GAP = 25.0
_FAIR = 50.0
_STRAIGHTLINE_ANSWERS = 6


class Verdict(StrEnum):
    """From worst to best; the order is used."""

    DISSATISFIED = "dissatisfied"
    BASICALLY_SATISFIED = "basically_satisfied"
    VERY_SATISFIED = "very_satisfied"


class Method(StrEnum):
    """What gave the verdict: the gap, or item C alone. The two are never pooled."""

    FORMULA = "formula"
    DIRECT = "direct"


class Reason(StrEnum):
    """Why there is no gap."""

    NO_EXPECTATION = "no_expectation"
    NO_DELIVERY = "no_delivery"
    NO_DATA = "no_data"


class Flag(StrEnum):
    """What a reader should know beside the verdict; a flag never changes it."""

    PROMISE_UNPAIRED = "promise_unpaired"
    CEILING = "ceiling"
    FLOOR = "floor"
    LOW_BAR = "low_bar"
    STRAIGHTLINE = "straightline"
    CONTRADICTION = "contradiction"


class OutsideLadder(HuifangError):
    """The answer `value` to `item` is no whole number from 1 to `ladder`."""

    code = "answer.outside_ladder"

    def __init__(self, item: str, value: object, ladder: int) -> None:
        super().__init__(f"{item}: {value!r} is outside 1–{ladder}")
        self.item = item
        self.value = value
        self.ladder = ladder


class WrongTerms(HuifangError):
    """The answers have `given` terms (expectation, delivered), the formula weighs `weighed`."""

    code = "answer.wrong_terms"

    def __init__(self, given: tuple[int, int], weighed: tuple[int, int]) -> None:
        super().__init__(f"{given} terms answered, {weighed} weighed")
        self.given = given
        self.weighed = weighed


@dataclass(frozen=True, slots=True)
class Answers:
    """One response, a label number per item in the order of the items; None is "not applicable".

    `comparison` is item C, on its own ladder of five whatever the formula's ladder.
    """

    expectation: tuple[int | None, ...]
    delivered: tuple[int | None, ...]
    comparison: int | None = None

    @classmethod
    def from_items(cls, items: Mapping[str, int | None]) -> Self:
        """From the columns d1 … e4 and c; one that is absent was not answered."""
        return cls(
            tuple(items.get(item) for item in EXPECTATION_ITEMS),
            tuple(items.get(item) for item in DELIVERED_ITEMS),
            items.get(COMPARISON_ITEM),
        )

    def items(self) -> Iterator[tuple[str, int | None]]:
        """The columns e1 …, d1 … and c with their answers, as many as there are terms."""
        yield from ((f"e{place}", answer) for place, answer in enumerate(self.expectation, 1))
        yield from ((f"d{place}", answer) for place, answer in enumerate(self.delivered, 1))
        yield COMPARISON_ITEM, self.comparison

    def given(self) -> list[int]:
        """The answered expectation and delivered items; C has other labels and is left out."""
        return [answer for answer in self.expectation + self.delivered if answer is not None]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the formula: its level, 0–100, and how much of its weight was answered, 0–1.

    There is no level under half the weight: what is missing is never guessed.
    """

    level: float | None
    coverage: float


@dataclass(frozen=True, slots=True)
class Score:
    """What one response says: sides 0–100, gap −100 … 100, and the verdict with its method.

    `reason` is set exactly when there is no gap; the verdict may then still come from item C.
    Coverages are the answered share of each side's weight, 0–1, after the promise rule.
    """

    expectation: float | None
    delivered: float | None
    gap: float | None
    verdict: Verdict | None
    method: Method | None
    reason: Reason | None
    flags: tuple[Flag, ...]
    expectation_coverage: float
    delivered_coverage: float


def checked(answers: Answers, formula: Formula) -> Answers:
    """The same answers. Raises OutsideLadder (nothing is rounded or converted) or WrongTerms."""
    given = len(answers.expectation), len(answers.delivered)
    if given != formula.terms:
        raise WrongTerms(given, formula.terms)
    for item, answer in answers.items():
        ladder = COMPARISON_LADDER if item == COMPARISON_ITEM else formula.ladder
        if answer is not None and (type(answer) is not int or not 1 <= answer <= ladder):
            raise OutsideLadder(item, answer, ladder)
    return answers


def score(answers: Answers, formula: Formula) -> Score:
    """The response to a standard form under `formula`. Raises what `checked` raises."""
    counted = paired(checked(answers, formula), formula)
    return _scored(
        answers,
        _side(counted.expectation, formula.expectation_weights, formula.ladder),
        _side(counted.delivered, formula.delivered_weights, formula.ladder),
        formula,
        unpaired=counted is not answers,
    )


def score_pulse(answers: Answers, formula: Formula) -> Score:
    """The response to a pulse form, which asks D1, D2 and C only: never a gap.

    Delivery stands on the two items asked, and the kept promise is not dropped for want of a made
    one that nobody was asked about. Raises what `checked` raises.
    """
    asked = checked(answers, formula).delivered[:_PULSE_DELIVERED]
    delivered = _side(asked, formula.delivered_weights[:_PULSE_DELIVERED], formula.ladder)
    return _scored(answers, Side(None, 0.0), delivered, formula, unpaired=False)


def verdict_of_gap(gap: float, tolerance: float) -> Verdict:
    """Inside the tolerance, ends included, delivery equals expectation."""
    if gap < -tolerance - EPSILON:
        return Verdict.DISSATISFIED
    if gap > tolerance + EPSILON:
        return Verdict.VERY_SATISFIED
    return Verdict.BASICALLY_SATISFIED


def verdict_of_comparison(comparison: int) -> Verdict:
    """What item C says by itself: 1–2, 3, 4–5."""
    if comparison < 3:
        return Verdict.DISSATISFIED
    return Verdict.VERY_SATISFIED if comparison > 3 else Verdict.BASICALLY_SATISFIED


def is_straightline(answers: Answers) -> bool:
    """Six answers or more, all of them the same label."""
    given = answers.given()
    return len(given) >= _STRAIGHTLINE_ANSWERS and len(set(given)) == 1


def paired(answers: Answers, formula: Formula) -> Answers:
    """The very same answers, or without both promise items when exactly one is missing."""
    if formula.promise is None:
        return answers
    made, kept = formula.promise
    if (answers.expectation[made] is None) == (answers.delivered[kept] is None):
        return answers
    expectation = _without(answers.expectation, made)
    return Answers(expectation, _without(answers.delivered, kept), answers.comparison)


def _without(side: tuple[int | None, ...], place: int) -> tuple[int | None, ...]:
    return (*side[:place], None, *side[place + 1 :])


def _side(answers: tuple[int | None, ...], weights: tuple[float, ...], ladder: int) -> Side:
    answered = points = 0.0
    for answer, weight in zip(answers, weights, strict=True):
        if answer is not None:
            answered += weight
            points += weight * (answer - 1)
    asked = sum(weights)
    coverage = answered / asked if asked else 0.0
    if coverage < _ENOUGH_COVERAGE - EPSILON:
        return Side(None, coverage)
    return Side(min(100.0, 100 * points / (answered * (ladder - 1))), coverage)


def _scored(
    answers: Answers, expected: Side, delivered: Side, formula: Formula, *, unpaired: bool
) -> Score:
    reason, gap = _missing(expected, delivered), None
    if expected.level is not None and delivered.level is not None:
        gap = delivered.level - expected.level
    verdict, method = _verdict(gap, answers.comparison, formula)
    bare = Score(
        expected.level,
        delivered.level,
        gap,
        verdict,
        method,
        reason,
        (Flag.PROMISE_UNPAIRED,) if unpaired else (),
        expected.coverage,
        delivered.coverage,
    )
    return replace(bare, flags=bare.flags + tuple(_flags(bare, answers, formula.tolerance)))


def _missing(expected: Side, delivered: Side) -> Reason | None:
    if expected.level is None and delivered.level is None:
        return Reason.NO_DATA
    if expected.level is None:
        return Reason.NO_EXPECTATION
    return Reason.NO_DELIVERY if delivered.level is None else None


def _verdict(
    gap: float | None, comparison: int | None, formula: Formula
) -> tuple[Verdict | None, Method | None]:
    if gap is not None:
        return verdict_of_gap(gap, formula.tolerance), Method.FORMULA
    if comparison is not None:
        return verdict_of_comparison(comparison), Method.DIRECT
    return None, None


def _flags(bare: Score, answers: Answers, tolerance: float) -> Iterator[Flag]:
    if bare.expectation is not None and bare.expectation + tolerance >= 100 - EPSILON:
        yield Flag.CEILING
    if bare.expectation is not None and bare.expectation - tolerance <= EPSILON:
        yield Flag.FLOOR
    if _beats_a_low_bar(bare):
        yield Flag.LOW_BAR
    if is_straightline(answers):
        yield Flag.STRAIGHTLINE
    if _contradicts(bare.gap, answers.comparison):
        yield Flag.CONTRADICTION


def _beats_a_low_bar(bare: Score) -> bool:
    if bare.delivered is None or bare.verdict in (None, Verdict.DISSATISFIED):
        return False
    return bare.delivered < _FAIR - EPSILON


def _contradicts(gap: float | None, comparison: int | None) -> bool:
    """Whether gap and item C point in opposite directions, both of them clearly."""
    if gap is None or comparison is None:
        return False
    if comparison < 3:
        return gap >= CONTRADICTION_GAP - EPSILON
    return comparison > 3 and gap <= -CONTRADICTION_GAP + EPSILON
