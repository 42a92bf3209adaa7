"""Agreement (一致性): whether the formula and item C say the same, and what C teaches.

Source: SCORING.md §3.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from domain.formula import Formula
from domain.satisfaction import Answers, Verdict, checked

ENOUGH_PAIRS = 100
ENOUGH_FORMS = 100
GOOD_ENOUGH = 0.4
EQUAL_COUNTS_LIKE = 200

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
class LearnedWeights:
    """Weights from `n` complete forms, each side adding up to 1: an offer, never applied."""

    n: int
    expectation: tuple[float, ...]
    delivered: tuple[float, ...]


def agreement(pairs: Iterable[tuple[Verdict, Verdict]]) -> Agreement | None:
    """How well (by the formula, by item C) agree; None under 100 pairs, or where κ has no value."""
    found = list(pairs)
    if len(found) < ENOUGH_PAIRS:
        return None
    kappa = weighted_kappa(found)
    return None if kappa is None else Agreement(len(found), kappa)


def weighted_kappa(pairs: Sequence[tuple[Verdict, Verdict]]) -> float | None:
    """Cohen's κ with linear weights: two verdicts apart is twice as far as one.

    None where both sides always gave the same single verdict, or there are no pairs.
    """
    first = Counter(one for one, _ in pairs)
    second = Counter(other for _, other in pairs)
    expected = sum(first[a] * second[b] * _apart(a, b) for a in first for b in second)
    if not expected:
        return None
    return 1 - len(pairs) * sum(_apart(a, b) for a, b in pairs) / expected


def _apart(one: Verdict, other: Verdict) -> int:
    return abs(_RANK[one] - _RANK[other])


def learned_weights(forms: Iterable[Answers], formula: Formula) -> LearnedWeights | None:
    """The weights under which the gap follows item C most closely; None under 100 complete forms.

    Non-negative least squares of C on +D and −E around their means, so that generous or strict
    use of C's labels does not distort the weights; each side is then scaled to 1 and drawn towards
    equal weights, w = (n·ŵ + 200·equal)/(n + 200). A side that C does not follow stays equal.
    """
    complete = [checked(form, formula) for form in forms if _is_complete(form)]
    if len(complete) < ENOUGH_FORMS:
        return None
    delivered = _centred([form.delivered for form in complete])
    expectation = _centred([form.expectation for form in complete])
    followed = _centred([(form.comparison,) for form in complete])[:, 0]
    weights, _ = nnls(np.hstack([delivered, -expectation]), followed)
    terms = delivered.shape[1]
    return LearnedWeights(
        len(complete),
        expectation=_drawn_to_equal(weights[terms:], len(complete)),
        delivered=_drawn_to_equal(weights[:terms], len(complete)),
    )


def _is_complete(form: Answers) -> bool:
    return all(answer is not None for _, answer in form.items())


def _centred(rows: Sequence[Sequence[int | None]]) -> NDArray[np.float64]:
    answers = np.array(rows, dtype=np.float64)
    centred: NDArray[np.float64] = answers - answers.mean(axis=0)
    return centred


def _drawn_to_equal(weights: NDArray[np.float64], n: int) -> tuple[float, ...]:
    equal = np.full(len(weights), 1 / len(weights))
    own = weights / weights.sum() if weights.any() else equal
    drawn = (n * own + EQUAL_COUNTS_LIKE * equal) / (n + EQUAL_COUNTS_LIKE)
    return tuple(float(weight) for weight in drawn)
