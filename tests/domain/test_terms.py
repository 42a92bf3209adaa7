"""The terms of a gap end at the gap, and a promise is compared with itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.formula import Formula
from domain.groups import GroupVerdict, Sums
from domain.satisfaction import Answers, Method, score
from domain.surveys import Form
from domain.terms import PARTS, contributions, promise, rescored

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


@given(answers, formulas)
def test_a_form_scored_again_has_a_part_for_every_item_or_for_none(given_answers, formula):
    found, parts = rescored(given_answers, Form.STANDARD, formula)

    assert tuple(parts) == PARTS
    assert found == score(given_answers, formula)
    assert (None in parts.values()) is (found.gap is None)


def test_a_pulse_scored_again_stays_without_a_gap():
    found, parts = rescored(Answers((None,) * 4, (4, 3, None), 2), Form.PULSE, DEFAULT)

    assert (found.gap, found.delivered, found.method) == (None, 62.5, Method.DIRECT)
    assert not any(parts.values())


def test_a_term_marked_fair_moves_nothing():
    parts = contributions(Answers((3, 3, 3, 3), (3, 3, 5)), DEFAULT)

    assert parts.expectation == (0, 0, 0, 0)
    assert parts.delivered == (0, 0, pytest.approx(50 / 3))


def test_half_a_promise_carries_no_weight():
    parts = contributions(Answers((5, 5, None, 5), (1, 1, 1)), DEFAULT)

    assert parts.expectation[2] == parts.delivered[1] == 0
    assert parts.gap == -100


def kept_less_made(*apart: float) -> Sums:
    return Sums(len(apart), sum(apart), sum(one**2 for one in apart))


def test_a_promise_that_outran_what_was_kept_lies_below():
    found = promise(kept_less_made(*[-75, -50] * 6), 100, 37.5, DEFAULT)

    assert (found.made, found.kept) == (100, 37.5)
    assert found.gap.verdict is GroupVerdict.BELOW
    assert found.gap.mean == -62.5


@pytest.mark.parametrize(("households", "is_shown"), [(4, False), (9, False), (10, True)])
def test_few_promises_stay_as_hidden_as_any_small_group(households, is_shown):
    found = promise(kept_less_made(*[-75] * households), 100, 25, DEFAULT)

    assert (found.made is not None) is found.gap.is_shown is is_shown
    assert found.gap.n == (None if households < 5 else households)
