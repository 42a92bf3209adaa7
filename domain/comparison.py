"""Several groups (对比): which buildings, kinds or teams differ, and whose voices weigh too much.

Source: SCORING.md §3 and §5.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import Generic, TypeVar

from scipy.special import betaincinv

from domain.formula import Formula
from domain.groups import SHOWN_FROM, Z95, Interval, Sums, least_spread, weighted_mean

Key = TypeVar("Key", bound=Hashable)

LIGHTEST, HEAVIEST = 0.3, 3.0

_Z998 = NormalDist().inv_cdf(0.999)


class Tier(StrEnum):
    """Where a unit's shrunken interval lies against the mean of all units."""

    BELOW_AVERAGE = "below_average"
    AVERAGE = "average"
    ABOVE_AVERAGE = "above_average"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit among others: its own mean gap, and `value`, pulled towards all units' mean.

    `pull` 0–1 is the share of the distance taken away; `sd` and the 95 % interval are of `value`.
    """

    n: int
    mean: float
    pull: float
    value: float
    sd: float
    interval: Interval
    tier: Tier


@dataclass(frozen=True, slots=True)
class Units(Generic[Key]):
    """Units side by side: tiers, never a numbered league table.

    `mean` of all units, variance `within` (of households) and `between` (of units, 0 when chance
    alone explains the differences), and Cochran's heterogeneity `q`.
    """

    mean: float
    within: float
    between: float
    q: float
    units: Mapping[Key, Unit]

    def funnel(self, n: float) -> Interval:
        """Where chance alone leaves the own mean of a unit with `n` households in 99.8 of 100."""
        margin = _Z998 * math.sqrt(self.within / n)
        return Interval(self.mean - margin, self.mean + margin)


@dataclass(frozen=True, slots=True)
class Stratum:
    """One building's households, how many of them answered, and the mean of the answers."""

    households: int
    n: int
    mean: float


@dataclass(frozen=True, slots=True)
class Weighted(Generic[Key]):
    """The mean as if every building had answered alike, beside the `raw` one.

    `covered` is the share of households in buildings that answered at all, the only ones the
    weights can speak for; `n_effective` (Kish) is what the weighting leaves of n.
    """

    mean: float
    raw: float
    n_effective: float
    covered: float
    weights: Mapping[Key, float]


def compare(units: Mapping[Key, Sums], formula: Formula) -> Units[Key] | None:
    """The units' household gaps by empirical Bayes; None without two units that have any.

    Pooled variance within, DerSimonian–Laird between. Units too small to be shown take part in the
    estimate, but are left out of what is returned.
    """
    samples = {key: gaps for key, gaps in units.items() if gaps.n}
    if len(samples) < 2:
        return None
    within = _pooled_variance(samples.values(), least_spread(formula) ** 2)
    means = [gaps.mean for gaps in samples.values()]
    errors = [within / gaps.n for gaps in samples.values()]
    between, q = _between(means, errors)
    precisions = [1 / (error + between) for error in errors]
    mean, doubt = weighted_mean(means, precisions), 1 / math.fsum(precisions)
    found = {
        key: _unit(gaps, error, mean, between, doubt)
        for (key, gaps), error in zip(samples.items(), errors, strict=True)
        if gaps.n >= SHOWN_FROM
    }
    return Units(mean, within, between, q, found)


def _pooled_variance(samples: Iterable[Sums], least: float) -> float:
    """Of households inside their units, weighted by degrees of freedom."""
    moments = [(gaps.n - 1, gaps.variance) for gaps in samples]
    freedom = sum(degrees for degrees, _ in moments)
    if not freedom:
        return least
    return max(least, math.fsum(degrees * variance for degrees, variance in moments) / freedom)


def _between(means: Sequence[float], errors: Sequence[float]) -> tuple[float, float]:
    """The units' true variance by DerSimonian and Laird, never negative, and Cochran's q."""
    precisions = [1 / error for error in errors]
    centre, total = weighted_mean(means, precisions), math.fsum(precisions)
    q = math.fsum(p * (mean - centre) ** 2 for p, mean in zip(precisions, means, strict=True))
    scale = total - math.fsum(p**2 for p in precisions) / total
    return max(0.0, (q - (len(means) - 1)) / scale), q


def _unit(gaps: Sums, error: float, centre: float, between: float, doubt: float) -> Unit:
    """One unit pulled towards the `centre` of all, whose own variance is `doubt`."""
    own, pull = gaps.mean, error / (error + between)
    value = own + pull * (centre - own)
    sd = math.sqrt(error * (1 - pull) + pull**2 * doubt)
    interval = Interval(value - Z95 * sd, value + Z95 * sd)
    return Unit(gaps.n, own, pull, value, sd, interval, _tier(interval, centre))


def _tier(interval: Interval, centre: float) -> Tier:
    if interval.high < centre:
        return Tier.BELOW_AVERAGE
    return Tier.ABOVE_AVERAGE if interval.low > centre else Tier.AVERAGE


def shrunken_share(
    count: int, n: int, *, prior: float, strength: float = 20.0
) -> tuple[float, Interval]:
    """A small unit's share of households, and its 95 % interval, pulled towards the share `prior`.

    The prior counts like `strength` further households (beta-binomial). One of 0 or 1 is held half
    a household away from certainty.
    """
    successes = count + min(max(prior * strength, 0.5), strength - 0.5)
    failures = n + strength - successes
    low, high = (float(betaincinv(successes, failures, tail)) for tail in (0.025, 0.975))
    return successes / (successes + failures), Interval(low, high)


def post_stratified(strata: Mapping[Key, Stratum]) -> Weighted[Key] | None:
    """The mean re-weighted to the households of each building; None where nobody answered.

    A building's weight is its share of households over its share of answers, held to 0.3–3.
    """
    heard = {key: stratum for key, stratum in strata.items() if stratum.n}
    households = sum(stratum.households for stratum in heard.values())
    if not households:
        return None
    n = sum(stratum.n for stratum in heard.values())
    weights = {
        key: min(max((stratum.households / households) / (stratum.n / n), LIGHTEST), HEAVIEST)
        for key, stratum in heard.items()
    }
    means, counts = [s.mean for s in heard.values()], [s.n for s in heard.values()]
    masses = [weights[key] * stratum.n for key, stratum in heard.items()]
    squares = math.fsum(weights[key] ** 2 * stratum.n for key, stratum in heard.items())
    covered = households / sum(stratum.households for stratum in strata.values())
    return Weighted(
        mean=weighted_mean(means, masses),
        raw=weighted_mean(means, counts),
        n_effective=math.fsum(masses) ** 2 / squares,
        covered=covered,
        weights=weights,
    )
