import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.costs import MATERIAL, Dissatisfied, Scenario, WrongCount, WrongScenario, cost
from tests.shared import vectors

A_YEAR = Dissatisfied(perfect=20, well=30, unresolved=17, silent=33)
# Rates of the American consumer studies of the 1970s, from which the third vector comes.
OLDER_STUDY = Scenario(lost_perfect=0.18, lost_well=0.46, lost_unresolved=0.81, lost_silent=0.91)


def near(value):
    return pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "cases", "scenario"),
    [
        ("RV1", A_YEAR, MATERIAL),
        ("RV2", Dissatisfied(silent=0, pending=10), MATERIAL),
        ("RV3_TARP", A_YEAR, OLDER_STUDY),
    ],
)
def test_dissatisfaction_costs_what_the_vectors_say(name, cases, scenario):
    expected = vectors()[name]

    found = cost(cases, scenario)

    assert found.households == near(expected["N"])
    assert found.at_risk == near(tuple(expected["at_risk"]))
    assert found.no_action == near(expected["no_action"])
    assert found.saved == near(tuple(expected["saved"]))
    assert found.recoverable == near(expected["recoverable"])
    assert found.recoverable_at_best == near(expected["recoverable_max"])
    assert found.told == near(tuple(expected["told"]))
    assert found.replacement == near(tuple(expected["replace_cost_units"]))
    assert found.implied_silent == near(expected["implied_silent_from_complaints"])


def test_the_silent_are_estimated_where_nobody_counted_them():
    unasked = Dissatisfied(perfect=20, well=30, unresolved=17)

    found = cost(unasked)

    assert found.is_estimated
    assert found.silent == near(33.0)
    assert found.households == near(100.0)
    assert found.at_risk == near(cost(A_YEAR).at_risk)


def test_the_silent_who_were_counted_are_not_estimated():
    found = cost(Dissatisfied(unresolved=67, silent=0))

    assert (found.is_estimated, found.silent) == (False, 0)
    assert found.implied_silent == near(33.0)


def test_nobody_dissatisfied_costs_nothing():
    found = cost(Dissatisfied())

    assert found.households == found.no_action == found.recoverable == 0
    assert found.at_risk == found.saved == found.told == found.replacement == (0, 0)


@pytest.mark.parametrize("field", ["perfect", "well", "unresolved", "silent", "pending"])
@pytest.mark.parametrize("value", [-1, -0.001, float("nan"), float("inf")])
def test_what_is_no_number_of_households_is_refused(field, value):
    with pytest.raises(WrongCount) as refused:
        Dissatisfied(**{field: value})

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("lost_perfect", -0.001),
        ("lost_silent", 1.001),
        ("lost_well", float("nan")),
        ("complains", 0),
        ("complains", 1.001),
        ("told", 1001),
        ("replacement", -1),
    ],
)
def test_a_scenario_that_cannot_be_is_refused(field, value):
    with pytest.raises(WrongScenario) as refused:
        Scenario(**{field: value})

    assert (refused.value.field, refused.value.value) == (field, value)


def test_where_everybody_complains_nobody_is_silent():
    assert Scenario(complains=1, lost_silent=1, lost_perfect=0).silent_behind(50) == 0


households = st.integers(0, 500)
some_cases = st.builds(
    Dissatisfied, households, households, households, st.none() | households, households
)
moderately = settings(max_examples=60, deadline=None)


@moderately
@given(some_cases)
def test_what_is_saved_and_what_is_at_risk_make_up_the_loss_without_action(cases):
    found = cost(cases)

    assert found.saved.low + found.at_risk.high == near(found.no_action)
    assert found.saved.high + found.at_risk.low == near(found.no_action)
    assert 0 <= found.at_risk.low <= found.at_risk.high <= found.households
    assert found.recoverable <= found.recoverable_at_best <= found.at_risk.low + 1e-9
    assert found.told.low <= found.told.high


@moderately
@given(some_cases)
def test_a_case_resolved_well_puts_fewer_at_risk_than_one_left_unresolved(cases):
    found = cost(cases)
    counts = (cases.perfect, cases.well, cases.unresolved, cases.silent, cases.pending)

    worse = cost(Dissatisfied(counts[0], counts[1], counts[2] + 1, *counts[3:]))
    better = cost(Dissatisfied(counts[0], counts[1] + 1, *counts[2:]))

    assert found.at_risk.high < better.at_risk.high < worse.at_risk.high
    assert better.no_action == near(worse.no_action)
