"""Over time (趋势): what moved the mean between two periods, and which months are news.

Source: SCORING.md §3.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import TypeVar

from domain.groups import Interval, weighted_mean
from domain.satisfaction import EPSILON

Key = TypeVar("Key", bound=Hashable)

BASELINE_MONTHS = 12

# The mean distance of two neighbouring draws from one normal distribution, in its deviations.
_MEAN_MOVING_RANGE = 2 / math.sqrt(math.pi)


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind, building … in one period: how many households, and their mean."""

    n: int
    mean: float


@dataclass(frozen=True, slots=True)
class Change:
    """From one period to the next, in gap points; total = mix + within.

    `mix` is due to a changed share of kinds, `within` to changes of the kinds themselves;
    `is_reversed` (Simpson): no kind moved the way the total did, and at least one against it.
    """

    before: float
    after: float
    total: float
    mix: float
    within: float
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month's n ≥ 1 households, their mean gap and its standard deviation."""

    n: int
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class Trend:
    """Limits for each month given: a mean outside them is news, inside them it is noise.

    `centre` and `within` (standard deviation of households) are those of the baseline;
    `overdispersion` ≥ 1 says by how much months scatter more than their households explain.
    """

    centre: float
    within: float
    overdispersion: float
    limits: tuple[Interval, ...]


def change(before: Mapping[Key, Cell], after: Mapping[Key, Cell]) -> Change | None:
    """What moved the mean between two periods, given by kind; None if one period is empty.

    Shares change at the average level, levels at the average share. A kind seen in one period only
    keeps its level, so that it counts as mix.
    """
    before, after = _answered(before), _answered(after)
    if not before or not after:
        return None
    first, last = _overall(before), _overall(after)
    parts = [_parts(key, before, after) for key in before.keys() | after.keys()]
    mix, within = (math.fsum(part) for part in zip(*parts, strict=True))
    return Change(first, last, last - first, mix, within, _is_reversed(last - first, before, after))


def _answered(cells: Mapping[Key, Cell]) -> dict[Key, Cell]:
    return {key: cell for key, cell in cells.items() if cell.n}


def _parts(key: Key, before: Mapping[Key, Cell], after: Mapping[Key, Cell]) -> tuple[float, float]:
    """What one kind adds to mix and to within."""
    old = before.get(key) or Cell(0, after[key].mean)
    new = after.get(key) or Cell(0, old.mean)
    old_share, new_share = old.n / _count(before), new.n / _count(after)
    mix = (new_share - old_share) * (old.mean + new.mean) / 2
    return mix, (new.mean - old.mean) * (old_share + new_share) / 2


def _count(cells: Mapping[Key, Cell]) -> int:
    return sum(cell.n for cell in cells.values())


def _overall(cells: Mapping[Key, Cell]) -> float:
    return weighted_mean([cell.mean for cell in cells.values()], [c.n for c in cells.values()])


def _is_reversed(total: float, before: Mapping[Key, Cell], after: Mapping[Key, Cell]) -> bool:
    moves = [after[key].mean - before[key].mean for key in before.keys() & after.keys()]
    along = [math.copysign(1, total) * move for move in moves]
    if abs(total) <= EPSILON or not along:
        return False
    return max(along) <= EPSILON and min(along) < -EPSILON


def baseline_of(months: int) -> int:
    """How many of so many months set the limits: all but the last year, and a year at least."""
    return min(months, max(BASELINE_MONTHS, months - BASELINE_MONTHS))


def trend(baseline: Sequence[Month], months: Sequence[Month]) -> Trend | None:
    """Control limits from the `baseline` for `months`; None before twelve baseline months.

    μ ± 3 σ_z s_w/√n, where σ_z is the mean moving range of the baseline's standardised means over
    its expectation for noise, and at least 1: luck must not narrow the limits. None, too, where no
    baseline month has two households that differ.
    """
    if len(baseline) < BASELINE_MONTHS:
        return None
    centre = weighted_mean([month.mean for month in baseline], [month.n for month in baseline])
    within = _within(baseline)
    if not within:
        return None
    standard = [(month.mean - centre) * math.sqrt(month.n) / within for month in baseline]
    moving = fmean(abs(later - earlier) for earlier, later in pairwise(standard))
    overdispersion = max(1.0, moving / _MEAN_MOVING_RANGE)
    limits = tuple(_limits(centre, overdispersion * within, month.n) for month in months)
    return Trend(centre, within, overdispersion, limits)


def _within(months: Sequence[Month]) -> float:
    """The standard deviation of households inside their month, pooled."""
    freedom = sum(month.n - 1 for month in months)
    if not freedom:
        return 0.0
    return math.sqrt(math.fsum((month.n - 1) * month.sd**2 for month in months) / freedom)


def _limits(centre: float, sd: float, n: int) -> Interval:
    margin = 3 * sd / math.sqrt(n)
    return Interval(centre - margin, centre + margin)
