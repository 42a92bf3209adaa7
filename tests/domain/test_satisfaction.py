import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from domain.formula import Formula
from domain.satisfaction import (
    Answers,
    Flag,
    Method,
    OutsideLadder,
    Reason,
    Verdict,
    WrongTerms,
    checked,
    score,
    score_pulse,
    verdict_of_gap,
)
from tests.shared import vectors

STANDARD = Formula.default()


def some_answers(e=(3, 3, 3, 3), d=(3, 3, 3), c=None) -> Answers:
    return Answers(tuple(e), tuple(d), c)


def close(value):
    return None if value is None else pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("case", vectors()["individual"], ids=lambda case: case["name"])
def test_one_response_is_scored_as_the_vectors_say(case):
    cfg = case["cfg"]
    formula = Formula(cfg["k"], tuple(cfg["wE"]), tuple(cfg["wD"]), cfg["tau"])

    found = score(some_answers(case["E_in"], case["D_in"]), formula)

    assert found.expectation == close(case["E"])
    assert found.delivered == close(case["D"])
    assert found.gap == close(case["G"])
    assert found.expectation_coverage == close(case["covE"])
    assert found.delivered_coverage == close(case["covD"])
    assert (found.verdict or found.reason) == case["verdict"]
    assert set(found.flags) == set(case["flags"])


@pytest.mark.parametrize(("given_c", "expected"), vectors()["PULSE"].items())
@pytest.mark.parametrize("scored", [score, score_pulse])
def test_without_a_gap_the_verdict_is_what_the_resident_said_directly(scored, given_c, expected):
    nothing_else = Answers.from_items({"c": None if given_c == "None" else int(given_c)})

    found = scored(nothing_else, STANDARD)

    assert (found.verdict or found.reason) == expected
    assert found.reason is Reason.NO_DATA
    assert found.method == (None if given_c == "None" else Method.DIRECT)


@pytest.mark.parametrize(
    ("gap", "verdict"),
    [
        (-12.5 - 1e-8, Verdict.DISSATISFIED),
        (-12.5 - 1e-10, Verdict.BASICALLY_SATISFIED),
        (-12.5, Verdict.BASICALLY_SATISFIED),
        (-12.5 + 1e-8, Verdict.BASICALLY_SATISFIED),
        (12.5 - 1e-8, Verdict.BASICALLY_SATISFIED),
        (12.5, Verdict.BASICALLY_SATISFIED),
        (12.5 + 1e-10, Verdict.BASICALLY_SATISFIED),
        (12.5 + 1e-8, Verdict.VERY_SATISFIED),
    ],
)
def test_the_tolerance_belongs_to_basically_satisfied(gap, verdict):
    assert verdict_of_gap(gap, tolerance=12.5) is verdict


def test_a_gap_decides_even_where_the_direct_answer_differs():
    found = score(some_answers(e=(5, 5, 5, 5), d=(4, 4, 4), c=3), STANDARD)

    assert (found.verdict, found.method) == (Verdict.DISSATISFIED, Method.FORMULA)


def test_too_few_expectations_leave_the_verdict_to_the_direct_answer():
    found = score(some_answers(e=(None, None, None, 4), d=(4, None, 5), c=2), STANDARD)

    assert (found.verdict, found.method) == (Verdict.DISSATISFIED, Method.DIRECT)
    assert (found.gap, found.reason, found.delivered) == (None, Reason.NO_EXPECTATION, 87.5)


@pytest.mark.parametrize(
    ("weight", "reason"), [(0.999, Reason.NO_EXPECTATION), (1.0, None), (1.001, None)]
)
def test_a_side_needs_half_of_its_weight_answered(weight, reason):
    formula = Formula(expectation_weights=(weight, 0.0, 0.0, 1.0))

    found = score(some_answers(e=(4, None, None, None), d=(4, None, 4)), formula)

    assert found.reason is reason


def test_a_promise_that_weighs_nothing_drops_no_other():
    unweighed = Formula(expectation_weights=(1, 1, 0, 1))

    found = score(some_answers(e=(3, 3, None, 3), d=(3, 5, 3)), unweighed)

    assert found.gap == close(50 / 3)
    assert Flag.PROMISE_UNPAIRED not in found.flags


def test_a_pulse_keeps_the_promise_that_had_no_counterpart_to_be_compared_with():
    found = score_pulse(Answers.from_items({"d1": 5, "d2": 4, "c": 4}), STANDARD)

    assert found.delivered == 87.5
    assert (found.verdict, found.method) == (Verdict.VERY_SATISFIED, Method.DIRECT)
    assert (found.gap, found.reason, found.flags) == (None, Reason.NO_EXPECTATION, ())


def test_a_pulse_can_stand_under_a_formula_that_weighs_neither_of_its_items():
    found = score_pulse(some_answers(c=3), Formula(delivered_weights=(0, 0, 1)))

    assert (found.delivered, found.verdict) == (None, Verdict.BASICALLY_SATISFIED)


@pytest.mark.parametrize(
    ("e", "flags"),
    [
        ((5, 4, 4, 4), set()),
        ((5, 5, 4, 4), {Flag.CEILING}),
        ((5, 5, 5, 4), {Flag.CEILING}),
        ((2, 2, 2, 1), set()),
        ((2, 2, 1, 1), {Flag.FLOOR}),
        ((2, 1, 1, 1), {Flag.FLOOR}),
    ],
)
def test_expectation_so_near_an_end_that_one_verdict_is_out_of_reach_is_flagged(e, flags):
    found = score(some_answers(e=e, d=(3, 3, 3)), STANDARD)

    assert set(found.flags) == flags


@pytest.mark.parametrize(("d", "is_low"), [((3, 3, 2), True), ((3, 3, 3), False)])
def test_poor_service_that_satisfies_is_flagged(d, is_low):
    found = score(some_answers(e=(2, 3, 2, 2), d=d), STANDARD)

    assert found.verdict is not Verdict.DISSATISFIED
    assert (Flag.LOW_BAR in found.flags) is is_low


def test_poor_service_without_any_verdict_is_not_called_a_low_bar():
    found = score(some_answers(e=(None,) * 4, d=(1, None, 1)), STANDARD)

    assert (found.delivered, found.verdict, found.flags) == (0.0, None, ())


@pytest.mark.parametrize(
    ("e", "d", "is_straight"),
    [
        ((4, 4, None, 4), (4, None, None), False),
        ((4, 4, None, 4), (4, None, 4), False),
        ((4, 4, None, 4), (4, 4, 4), True),
        ((4, 4, 4, 4), (4, 4, 4), True),
        ((4, 4, 4, 4), (4, 4, 5), False),
    ],
)
def test_six_equal_answers_are_a_straight_line(e, d, is_straight):
    found = score(some_answers(e, d, c=4), STANDARD)

    assert (Flag.STRAIGHTLINE in found.flags) is is_straight


@pytest.mark.parametrize(
    ("e", "d", "c", "contradicts"),
    [
        ((4, 4, 4, 4), (3, 3, 3), 3, False),
        ((4, 4, 4, 4), (3, 3, 3), 4, True),
        ((4, 4, 4, 3), (3, 3, 3), 5, False),
        ((3, 3, 3, 3), (4, 4, 4), 3, False),
        ((3, 3, 3, 3), (4, 4, 4), 2, True),
        ((3, 3, 3, 4), (4, 4, 4), 1, False),
        ((3, 3, 3, 3), (4, 4, 4), None, False),
    ],
)
def test_a_direct_answer_against_a_gap_of_a_label_is_a_contradiction(e, d, c, contradicts):
    found = score(some_answers(e, d, c), STANDARD)

    assert (Flag.CONTRADICTION in found.flags) is contradicts


@pytest.mark.parametrize("value", [0, 6, -1, 3.5, 3.0, "4", True, float("nan"), Fraction(3), [3]])
@pytest.mark.parametrize("item", ["e1", "e2", "e3", "e4", "d1", "d2", "d3", "c"])
def test_an_answer_outside_the_ladder_is_refused(item, value):
    with pytest.raises(OutsideLadder) as refused:
        score(Answers.from_items({item: value}), STANDARD)

    assert (refused.value.item, refused.value.ladder) == (item, 5)
    assert refused.value.value is value
    assert refused.value.code == "answer.outside_ladder"


@pytest.mark.parametrize("value", [1, 5, None])
def test_the_ends_of_the_ladder_and_not_applicable_are_answers(value):
    answers = some_answers((value,) * 4, (value,) * 3, value)

    assert checked(answers, STANDARD) is answers


def test_a_longer_ladder_does_not_lengthen_that_of_the_direct_item():
    seven = Formula(ladder=7)

    highest = some_answers((7,) * 4, (7,) * 3, 5)

    assert checked(highest, seven) is highest
    with pytest.raises(OutsideLadder, match="c: 6 is outside 1–5"):
        checked(some_answers(c=6), seven)


def test_answers_of_another_shape_than_the_formula_are_refused():
    with pytest.raises(WrongTerms) as refused:
        score(Answers((3,) * 5, (3,) * 3), STANDARD)

    assert (refused.value.given, refused.value.weighed) == ((5, 3), (4, 3))


def test_answers_pass_to_columns_and_back():
    answers = Answers((1, 2, None, 4), (5, None, 3), 2)

    columns = dict(answers.items())

    assert columns == {
        "e1": 1, "e2": 2, "e3": None, "e4": 4, "d1": 5, "d2": None, "d3": 3, "c": 2,
    }  # fmt: skip
    assert Answers.from_items(columns) == answers


def test_the_survey_scores_without_waking_numpy():
    awake = "import sys, domain.satisfaction, domain.honesty; sys.exit('numpy' in sys.modules)"

    subprocess.run([sys.executable, "-c", awake], check=True, cwd=Path(__file__).parents[2])
