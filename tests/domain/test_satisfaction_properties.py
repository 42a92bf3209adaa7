"""What holds of every response: SCORING.md §6."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.formula import Formula
from domain.satisfaction import Answers, Method, Score, Verdict, score

STANDARD = Formula.default()
ORDER = list(Verdict)

labels = st.integers(1, 5)
answers_or_none = st.none() | labels
weights = st.integers(0, 8).map(float) | st.floats(0, 8, allow_subnormal=False)


def a_side(size, each=weights):
    return st.tuples(*[each] * size).filter(lambda side: sum(side) > 1e-6)


formulas = st.builds(
    Formula,
    ladder=st.just(5),
    expectation_weights=a_side(4),
    delivered_weights=a_side(3),
    tolerance=st.sampled_from([0.0, 5.0, 12.5, 25.0]),
)
given_answers = st.builds(
    Answers,
    st.tuples(*[answers_or_none] * 4),
    st.tuples(*[answers_or_none] * 3),
    answers_or_none,
)
complete_answers = st.builds(Answers, st.tuples(*[labels] * 4), st.tuples(*[labels] * 3))
moderately = settings(max_examples=60, deadline=None)


def altered(side, place, answer):
    return (*side[:place], answer, *side[place + 1 :])


def close(value):
    return None if value is None else pytest.approx(value, abs=1e-9)


def rank(found: Score) -> int:
    return -1 if found.verdict is None else ORDER.index(found.verdict)


def same_gap(one: Score, other: Score) -> bool:
    return one.gap == close(other.gap) and one.verdict is other.verdict


@moderately
@given(given_answers, formulas)
def test_the_gap_is_delivered_less_expectation_or_there_is_a_reason(answers, formula):
    found = score(answers, formula)

    assert (found.gap is None) == (found.reason is not None)
    assert (found.verdict is None) == (found.method is None)
    assert (found.method is Method.FORMULA) == (found.gap is not None)
    if found.gap is not None:
        assert found.gap == found.delivered - found.expectation
        assert -100 <= found.gap <= 100


@moderately
@given(given_answers, formulas, st.integers(0, 2), labels, labels)
def test_better_delivery_never_lowers_the_verdict(answers, formula, place, one, other):
    poorer = replace(answers, delivered=altered(answers.delivered, place, min(one, other)))
    better = replace(answers, delivered=altered(answers.delivered, place, max(one, other)))

    assert rank(score(poorer, formula)) <= rank(score(better, formula))


@moderately
@given(given_answers, formulas, st.integers(0, 3), labels, labels)
def test_a_higher_expectation_never_raises_the_verdict(answers, formula, place, one, other):
    lower = replace(answers, expectation=altered(answers.expectation, place, min(one, other)))
    higher = replace(answers, expectation=altered(answers.expectation, place, max(one, other)))

    assert rank(score(lower, formula)) >= rank(score(higher, formula))


@moderately
@given(given_answers, formulas)
def test_the_mirrored_response_has_the_mirrored_verdict(answers, formula):
    mirrored = Answers(
        tuple(answer and 6 - answer for answer in answers.expectation),
        tuple(answer and 6 - answer for answer in answers.delivered),
        answers.comparison and 6 - answers.comparison,
    )

    one, other = score(answers, formula), score(mirrored, formula)

    assert (one.gap is None) == (other.gap is None)
    assert one.gap is None or one.gap == close(-other.gap)
    assert rank(one) == rank(other) == -1 or rank(one) == 2 - rank(other)


@moderately
@given(complete_answers, st.permutations(range(4)), st.permutations(range(3)))
def test_under_equal_weights_the_order_within_a_side_is_nothing(answers, e_order, d_order):
    shuffled = Answers(
        tuple(answers.expectation[place] for place in e_order),
        tuple(answers.delivered[place] for place in d_order),
    )

    assert same_gap(score(answers, STANDARD), score(shuffled, STANDARD))


@moderately
@given(given_answers, formulas, st.floats(0.01, 100))
def test_only_the_proportion_of_weights_counts(answers, formula, factor):
    scaled = replace(
        formula,
        expectation_weights=tuple(factor * weight for weight in formula.expectation_weights),
        delivered_weights=tuple(factor * weight for weight in formula.delivered_weights),
    )

    assert same_gap(score(answers, formula), score(answers, scaled))


@moderately
@given(
    st.builds(Answers, st.tuples(*[st.integers(1, 4)] * 4), st.tuples(*[st.integers(1, 4)] * 3)),
    formulas,
)
def test_one_label_more_on_all_seven_leaves_the_gap(answers, formula):
    generous = Answers(
        tuple(answer + 1 for answer in answers.expectation),
        tuple(answer + 1 for answer in answers.delivered),
    )

    assert same_gap(score(answers, formula), score(generous, formula))


@moderately
@given(labels, formulas)
def test_equal_answers_have_no_gap_under_any_weights(label, formula):
    found = score(Answers((label,) * 4, (label,) * 3), formula)

    assert found.gap == close(0.0)
    assert found.verdict is Verdict.BASICALLY_SATISFIED


@moderately
@given(given_answers, formulas)
def test_dropping_either_promise_is_dropping_both(answers, formula):
    assume(formula.promise is not None)
    no_made = altered(answers.expectation, 2, None)
    no_kept = altered(answers.delivered, 1, None)

    both = score(replace(answers, expectation=no_made, delivered=no_kept), formula)
    made = score(replace(answers, expectation=no_made), formula)
    kept = score(replace(answers, delivered=no_kept), formula)

    # The flags tell of the dropping itself, and a straight line is judged by what was answered.
    assert replace(made, flags=()) == replace(kept, flags=()) == replace(both, flags=())


@moderately
@given(given_answers, formulas, st.integers(0, 3), st.integers(0, 2), answers_or_none)
def test_a_term_that_weighs_nothing_is_ignored(answers, formula, e_place, d_place, answer):
    e_weights = altered(formula.expectation_weights, e_place, 0.0)
    d_weights = altered(formula.delivered_weights, d_place, 0.0)
    assume(sum(e_weights) > 1e-6 and sum(d_weights) > 1e-6)
    without = replace(formula, expectation_weights=e_weights, delivered_weights=d_weights)

    before = score(answers, without)
    after = score(
        Answers(
            altered(answers.expectation, e_place, answer),
            altered(answers.delivered, d_place, answer),
            answers.comparison,
        ),
        without,
    )

    assert same_gap(before, after)


@moderately
@given(given_answers, formulas, st.floats(0, 75))
def test_more_tolerance_only_moves_towards_basically_satisfied(answers, formula, more):
    before = score(answers, formula)
    after = score(answers, replace(formula, tolerance=formula.tolerance + more))

    assert after.verdict in (before.verdict, Verdict.BASICALLY_SATISFIED)
