"""Outcomes (普查结果): what one annual survey says beside the one before, and what to do first.

Source: SCORING §3 for means, spreads and hidden groups; DOMAIN §7 for the factors.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from scipy.special import stdtrit

from domain.formula import Formula
from domain.groups import HIDDEN_UNDER, SHOWN_FROM, Interval, Share, Sums, least_spread, share
from domain.surveys import Chip

# On the ladder of five: poor or very poor; good or very good.
DISSATISFIED_UP_TO, SATISFIED_FROM = 2, 4


@dataclass(frozen=True, slots=True)
class Difference:
    """How much higher one mean gap is than another, with its 95 % interval."""

    value: float
    interval: Interval

    @property
    def is_told_apart(self) -> bool:
        return self.interval.low > 0 or self.interval.high < 0


def difference(now: Sums, before: Sums, formula: Formula) -> Difference | None:
    """By Welch's t for two groups of households; None where either is too small to be shown.

    Many answer both times, which makes them more alike than this knows: the interval is rather too
    wide.
    """
    if min(now.n, before.n) < SHOWN_FROM:
        return None
    least = least_spread(formula) ** 2
    errors = [max(one.variance, least) / one.n for one in (now, before)]
    freedom = sum(errors) ** 2 / (errors[0] ** 2 / (now.n - 1) + errors[1] ** 2 / (before.n - 1))
    margin = float(stdtrit(freedom, 0.975)) * math.sqrt(sum(errors))
    value = now.mean - before.mean
    return Difference(value, Interval(value - margin, value + margin))


@dataclass(frozen=True, slots=True)
class Factor:
    """One term of delivery: who was satisfied with it, and who dissatisfied."""

    item: str
    satisfied: Share
    dissatisfied: Share


def factor(item: str, satisfied: int, dissatisfied: int, n: int) -> Factor | None:
    """Of `n` households that answered it; None of too few."""
    if n < SHOWN_FROM:
        return None
    return Factor(item, share(satisfied, n), share(dissatisfied, n))


def first_things(chips: Mapping[Chip, int], households: int) -> list[tuple[Chip, Share]]:
    """What residents themselves ask to be improved first, the most often named first.

    Nothing of too few households, and nothing that so few named that it would point at them.
    """
    if households < SHOWN_FROM:
        return []
    named = [(chip, share(count, households)) for chip, count in chips.items()]
    told = [(chip, found) for chip, found in named if found.count >= HIDDEN_UNDER]
    return sorted(told, key=lambda one: (-one[1].count, one[0].value))
