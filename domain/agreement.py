"""Agreement (一致性): whether the formula and item C say the same, and what C teaches.

Source: SCORING.md §3.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from domain.satisfaction import DELIVERED_ITEMS, EXPECTATION_ITEMS, Verdict

ENOUGH_PAIRS = 100
ENOUGH_FORMS = 100
GOOD_ENOUGH = 0.4
EQUAL_COUNTS_LIKE = 200

EXPECTED, DELIVERED = len(EXPECTATION_ITEMS), len(DELIVERED_ITEMS)
# Directions in which the marks hardly scatter at all teach nothing but rounding.
_RANK_TOLERANCE = 1e-12

Pair = tuple[Verdict, Verdict]
_RANK = {verdict: rank for rank, verdict in enumerate(Verdict)}


@dataclass(frozen=True, slots=True)
class Agreement:
    """Weighted κ of `n` pairs, 1.0 for full agreement, 0.0 for as much as chance would give."""

    n: int
    kappa: float

    @property
    def is_direct_better(self) -> bool:
        """Whether the page should say that item C is the better guide."""
        return self.kappa < GOOD_ENOUGH


@dataclass(frozen=True, slots=True)
class Moments:
    """What `n` complete forms add up to: the marks of E1 … E4, D1 … D3 and C, and of each two of
    them multiplied.
    """

    n: int
    sums: Sequence[float]
    products: Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class LearnedWeights:
    """Weights from `n` complete forms, each side adding up to 1: an offer, never applied."""

    n: int
    expectation: tuple[float, ...]
    delivered: tuple[float, ...]


def agreement(pairs: Mapping[Pair, int]) -> Agreement | None:
    """How well (by the formula, by item C) agree, so many answers of each pair.

    None under 100 of them, or where κ has no value.
    """
    n = sum(pairs.values())
    kappa = weighted_kappa(pairs) if n >= ENOUGH_PAIRS else None
    return None if kappa is None else Agreement(n, kappa)


def weighted_kappa(pairs: Mapping[Pair, int]) -> float | None:
    """Cohen's κ with linear weights: two verdicts apart is twice as far as one.

    None where both sides always gave the same single verdict, or there are no pairs.
    """
    first, second = Counter[Verdict](), Counter[Verdict]()
    for (one, other), count in pairs.items():
        first[one] += count
        second[other] += count
    expected = sum(first[a] * second[b] * _apart(a, b) for a in first for b in second)
    if not expected:
        return None
    apart = sum(count * _apart(*pair) for pair, count in pairs.items())
    return 1 - sum(pairs.values()) * apart / expected


def _apart(one: Verdict, other: Verdict) -> int:
    return abs(_RANK[one] - _RANK[other])


def learned_weights(forms: Moments) -> LearnedWeights | None:
    """The weights under which the gap follows item C most closely; None under 100 complete forms.

    Non-negative least squares of C on +D and −E around their means, so that generous or strict
    use of C's labels does not distort the weights; each side is then scaled to 1 and drawn towards
    equal weights, w = (n·ŵ + 200·equal)/(n + 200). A side that C does not follow stays equal.
    """
    if forms.n < ENOUGH_FORMS:
        return None
    weights = _least_squares(forms)
    return LearnedWeights(
        forms.n,
        expectation=_drawn_to_equal(weights[:EXPECTED], forms.n),
        delivered=_drawn_to_equal(weights[EXPECTED:], forms.n),
    )


def _least_squares(forms: Moments) -> NDArray[np.float64]:
    """From the moments alone: any root of the terms' scatter has the same least squares."""
    sums, products = np.array(forms.sums), np.array(forms.products)
    scatter = products - np.outer(sums, sums) / forms.n
    signs = np.array([-1.0] * EXPECTED + [1.0] * DELIVERED)
    among, followed = scatter[:-1, :-1] * np.outer(signs, signs), scatter[:-1, -1] * signs
    values, vectors = np.linalg.eigh(among)
    told = values > values.max() * _RANK_TOLERANCE
    if not told.any():
        return np.zeros(len(signs))
    root = np.sqrt(values[told])
    weights, _ = nnls(root[:, None] * vectors[:, told].T, vectors[:, told].T @ followed / root)
    found: NDArray[np.float64] = weights
    return found


def _drawn_to_equal(weights: NDArray[np.float64], n: int) -> tuple[float, ...]:
    equal = np.full(len(weights), 1 / len(weights))
    own = weights / weights.sum() if weights.any() else equal
    drawn = (n * own + EQUAL_COUNTS_LIKE * equal) / (n + EQUAL_COUNTS_LIKE)
    return tuple(float(weight) for weight in drawn)
