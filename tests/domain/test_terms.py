"""The terms of a gap end at the gap, and a promise is compared with itself."""

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.formula import Formula
from domain.groups import GroupVerdict, household_means, summarise
from domain.satisfaction import Answers, score
from domain.terms import average, contributions, promise

DEFAULT = Formula.default()
marks = st.none() | st.integers(1, 5)
answers = st.builds(Answers, st.tuples(marks, marks, marks, marks), st.tuples(marks, marks, marks))
weights = st.floats(0, 10).map(lambda weight: round(weight, 2))
formulas = st.builds(
    Formula,
    expectation_weights=st.tuples(weights, weights, weights, weights).filter(any),
    delivered_weights=st.tuples(weights, weights, weights).filter(any),
)


@given(answers, formulas)
def test_the_terms_end_exactly_at_the_gap(given_answers, formula):
    gap = score(given_answers, formula).gap
    parts = contributions(given_answers, formula)

    assert (parts is None) == (gap is None)
    assert parts is None or parts.gap == pytest.approx(gap, abs=1e-9)


@given(st.lists(st.tuples(st.integers(1, 5), answers), min_size=1))
def test_the_average_terms_end_at_the_group_s_mean(responses):
    scored = [(who, score(one, DEFAULT).gap) for who, one in responses]
    found = ((who, contributions(one, DEFAULT)) for who, one in responses)
    parts = average((who, one) for who, one in found if one is not None)
    gaps = household_means((who, gap) for who, gap in scored if gap is not None)

    assert (parts is None) == (not gaps)
    assert parts is None or parts.gap == pytest.approx(fmean(gaps), abs=1e-9)


def test_a_term_marked_fair_moves_nothing():
    parts = contributions(Answers((3, 3, 3, 3), (3, 3, 5)), DEFAULT)

    assert parts.expectation == (0, 0, 0, 0)
    assert parts.delivered == (0, 0, pytest.approx(50 / 3))


def test_half_a_promise_carries_no_weight():
    parts = contributions(Answers((5, 5, None, 5), (1, 1, 1)), DEFAULT)

    assert parts.expectation[2] == parts.delivered[1] == 0
    assert parts.gap == -100


def household(number: int, made: int | None, kept: int | None) -> tuple[int, Answers]:
    return number, Answers((3, 3, made, 3), (3, kept, 3))


def test_a_promise_that_outran_what_was_kept_lies_below():
    kept_less = [household(number, made=5, kept=2 + number % 2) for number in range(12)]

    found = promise(kept_less, DEFAULT)

    assert (found.made, found.kept) == (100, 37.5)
    assert found.gap.verdict is GroupVerdict.BELOW
    assert found.gap.mean == -62.5


def test_only_whole_promises_are_compared():
    whole = [household(number, made=4, kept=4) for number in range(9)]
    halves = [household(20, made=5, kept=None), household(21, made=None, kept=1)]

    found = promise(whole + halves, DEFAULT)

    assert found.gap.n == 9
    assert found.made is None


def test_few_promises_stay_as_hidden_as_any_small_group():
    assert promise([household(1, 5, 1)], DEFAULT).gap == summarise([], DEFAULT)
