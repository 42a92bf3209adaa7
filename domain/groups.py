"""One group (分组): what a project, building, kind, team or month says together.

A household speaks once, small groups stay hidden, and every figure has its interval, which is of
random variation only: it knows nothing of those who did not answer. Source: SCORING.md §3, §5.
"""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist, fmean
from typing import NamedTuple

from scipy.special import stdtrit

from domain.formula import Formula
from domain.satisfaction import (
    COMPARISON_LADDER,
    EPSILON,
    Verdict,
    verdict_of_gap,
)

HIDDEN_UNDER = 5
SHOWN_FROM = 10
# On item C's ladder: "about the same", and how far a household's mean may lie from it.
MIDDLE_LABEL = (COMPARISON_LADDER + 1) / 2
HALF_A_LABEL = 0.5
Z95 = NormalDist().inv_cdf(0.975)


class GroupVerdict(StrEnum):
    """Where the interval of the mean gap lies against zero and the group tolerance."""

    BELOW = "below"
    MET = "met"
    ABOVE = "above"
    LEAN_BELOW = "lean_below"
    LEAN_ABOVE = "lean_above"
    UNCLEAR = "unclear"
    TOO_FEW = "too_few"


class Interval(NamedTuple):
    """Both ends belong to it."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `n` households as a fraction, with its 95 % Wilson interval."""

    count: int
    n: int
    fraction: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Group:
    """A group by the formula.

    `n` households, None when even their number stays hidden; every figure from `mean` to `spread`
    is None, `shares` empty, unless there are enough to show. `sd` is what was measured, `spread`
    what the interval used.
    """

    n: int | None
    verdict: GroupVerdict
    mean: float | None = None
    interval: Interval | None = None
    sd: float | None = None
    spread: float | None = None
    shares: Mapping[Verdict, Share] | None = None
    satisfaction: Share | None = None

    @property
    def is_shown(self) -> bool:
        return self.mean is not None


@dataclass(frozen=True, slots=True)
class DirectGroup:
    """A group by item C alone: shares, but no gap. `n` and the rest are hidden as in Group."""

    n: int | None
    shares: Mapping[Verdict, Share] | None = None
    satisfaction: Share | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """What a group's households amount to, one value each: their number, the sum of the values and
    of their squares, and how many lie beyond the tolerance on either side.
    """

    n: int
    total: float = 0.0
    squares: float = 0.0
    below: int = 0
    above: int = 0

    @property
    def mean(self) -> float:
        """Of at least one household."""
        return self.total / self.n

    @property
    def variance(self) -> float:
        """Of a sample (n − 1); 0.0 for fewer than two."""
        if self.n < 2:
            return 0.0
        return max(0.0, (self.squares - self.total * self.mean) / (self.n - 1))

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """All three, worst first."""
        between = self.n - self.below - self.above
        return dict(zip(Verdict, (self.below, between, self.above), strict=True))


def household_means(responses: Iterable[tuple[Hashable, float]]) -> list[float]:
    """One value per household from (household, value) pairs, in order of first appearance."""
    spoken: dict[Hashable, list[float]] = {}
    for household, value in responses:
        spoken.setdefault(household, []).append(value)
    return [fmean(values) for values in spoken.values()]


def visible_count(n: int) -> int | None:
    """The number of households where it may be told, None where it would point at people."""
    return None if n < HIDDEN_UNDER else n


def summarise(responses: Iterable[tuple[Hashable, float]], formula: Formula) -> Group:
    """The group's (household, gap) pairs, of formula verdicts only, as one finding."""
    gaps = household_means(responses)
    if len(gaps) < SHOWN_FROM:
        return Group(visible_count(len(gaps)), GroupVerdict.TOO_FEW)
    verdicts = Counter(verdict_of_gap(gap, formula.tolerance) for gap in gaps)
    return _found(fmean(gaps), standard_deviation(gaps), verdicts, formula)


def finding(sums: Sums, formula: Formula) -> Group:
    """The same of a group that somebody else has added up."""
    if sums.n < SHOWN_FROM:
        return Group(visible_count(sums.n), GroupVerdict.TOO_FEW)
    return _found(sums.mean, math.sqrt(sums.variance), sums.verdicts, formula)


def _found(mean: float, sd: float, verdicts: Mapping[Verdict, int], formula: Formula) -> Group:
    n, spread = sum(verdicts.values()), max(sd, least_spread(formula))
    interval = mean_interval(mean, spread, n)
    verdict = verdict_of_interval(interval, formula.group_tolerance)
    shares, satisfied = verdict_shares(verdicts), satisfaction(verdicts)
    return Group(n, verdict, mean, interval, sd, spread, shares, satisfied)


def summarise_direct(responses: Iterable[tuple[Hashable, int]]) -> DirectGroup:
    """The group's (household, item C) pairs, of direct verdicts only.

    A household that answered more than once counts as "about the same" when its mean lies within
    half a label of it.
    """
    means = household_means(responses)
    apart = (verdict_of_gap(mean - MIDDLE_LABEL, HALF_A_LABEL) for mean in means)
    return direct_finding(Counter(apart))


def direct_finding(verdicts: Mapping[Verdict, int]) -> DirectGroup:
    """So many households per verdict, each heard once."""
    n = sum(verdicts.values())
    if n < SHOWN_FROM:
        return DirectGroup(visible_count(n))
    return DirectGroup(n, verdict_shares(verdicts), satisfaction(verdicts))


def standard_deviation(values: Sequence[float]) -> float:
    """Of a sample (n − 1); 0.0 for fewer than two values. Independent of their order."""
    if len(values) < 2:
        return 0.0
    mean = fmean(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))


def weighted_mean(values: Sequence[float], weights: Sequence[float]) -> float:
    """Weights ≥ 0, not all of them 0."""
    products = (value * weight for value, weight in zip(values, weights, strict=True))
    return math.fsum(products) / math.fsum(weights)


def least_spread(formula: Formula) -> float:
    """The rounding to labels alone scatters gaps by this much; no group is surer than that.

    A label is 100/(k−1) wide, uniformly rounded (÷ √12), and averaged over both sides' terms:
    5.512 points for five labels and equal weights.
    """
    label = 100 / (formula.ladder - 1)
    sides = (formula.expectation_weights, formula.delivered_weights)
    return label / math.sqrt(12) * math.sqrt(sum(_averaged_variance(side) for side in sides))


def _averaged_variance(weights: Sequence[float]) -> float:
    return sum(weight**2 for weight in weights) / sum(weights) ** 2


def mean_interval(mean: float, spread: float, n: int) -> Interval:
    """95 % by Student's t for n ≥ 2, clipped to what a gap can be."""
    margin = float(stdtrit(n - 1, 0.975)) * spread / math.sqrt(n)
    return Interval(max(-100.0, mean - margin), min(100.0, mean + margin))


def verdict_of_interval(interval: Interval, tolerance: float) -> GroupVerdict:
    """The verdict on a mean gap; an end that touches the tolerance still lies inside."""
    low, high = interval
    if high < -tolerance - EPSILON:
        return GroupVerdict.BELOW
    if low > tolerance + EPSILON:
        return GroupVerdict.ABOVE
    if low >= -tolerance - EPSILON and high <= tolerance + EPSILON:
        return GroupVerdict.MET
    return _leaning(interval)


def _leaning(interval: Interval) -> GroupVerdict:
    if interval.high < -EPSILON:
        return GroupVerdict.LEAN_BELOW
    return GroupVerdict.LEAN_ABOVE if interval.low > EPSILON else GroupVerdict.UNCLEAR


def wilson(count: int, n: int) -> Interval:
    """Wilson's 95 % interval for `count` of `n` ≥ 1, as fractions."""
    z2 = Z95**2
    centre = (count + z2 / 2) / (n + z2)
    margin = Z95 / (n + z2) * math.sqrt(count * (n - count) / n + z2 / 4)
    low = 0.0 if count == 0 else centre - margin
    return Interval(low, 1.0 if count == n else centre + margin)


def share(count: int, n: int) -> Share:
    return Share(count, n, count / n, wilson(count, n))


def verdict_shares(counts: Mapping[Verdict, int]) -> dict[Verdict, Share]:
    """All three verdicts, worst first, of at least one household."""
    n = sum(counts.values())
    return {verdict: share(counts.get(verdict, 0), n) for verdict in Verdict}


def satisfaction(counts: Mapping[Verdict, int]) -> Share:
    """Satisfaction rate (满意度): everyone who is not dissatisfied."""
    n = sum(counts.values())
    return share(n - counts.get(Verdict.DISSATISFIED, 0), n)


def bounds_with_silent(rate: float, response_rate: float) -> Interval:
    """Where the true rate lies if none, or all, of those who did not answer were satisfied."""
    known = response_rate * rate
    return Interval(known, known + 1 - response_rate)


def tipping_point(target: float, rate: float, response_rate: float) -> float | None:
    """The satisfaction of the silent at which everybody's rate would just meet `target`.

    All are fractions. None where no answer of theirs, 0–1, could turn the conclusion.
    """
    if response_rate >= 1:
        return None
    needed = (target - response_rate * rate) / (1 - response_rate)
    return needed if 0 <= needed <= 1 else None
