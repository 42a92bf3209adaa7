from dataclasses import replace
from math import fsum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from domain.comparison import Stratum, Tier, Units, post_stratified, shrunken_share
from domain.comparison import compare as compare_sums
from domain.formula import Formula
from domain.groups import Sums, least_spread
from tests.shared import vectors

STANDARD = Formula.default()


def near(value):
    return pytest.approx(value, abs=1e-9)


def compare(units, formula) -> Units[Any] | None:
    """Of every household's own value."""
    return compare_sums({key: summed(values) for key, values in units.items()}, formula)


def summed(values) -> Sums:
    return Sums(len(values), fsum(values), fsum(value**2 for value in values))


def around(mean, n=20):
    """`n` households, half of them 20 points above and half below `mean`."""
    return [mean + 20, mean - 20] * (n // 2)


def test_units_are_compared_as_the_vectors_say():
    given_units, expected = vectors()["GV4"]["groups"], vectors()["GV4"]["out"]

    found = compare(dict(enumerate(given_units)), STANDARD)

    assert found.within == near(expected["sw2"])
    assert found.between == near(expected["A"])
    assert found.mean == near(expected["mu"])
    assert found.q == near(expected["Q"])
    units = list(found.units.values())
    assert [unit.mean for unit in units] == near(expected["mean"])
    assert [unit.pull for unit in units] == near(expected["B"])
    assert [unit.value for unit in units] == near(expected["theta"])
    assert [unit.sd for unit in units] == near(expected["sd"])
    assert [unit.interval.low for unit in units] == near(expected["lo"])
    assert [unit.interval.high for unit in units] == near(expected["hi"])


def test_none_of_the_vectors_units_differs_from_their_mean():
    found = compare(dict(enumerate(vectors()["GV4"]["groups"])), STANDARD)

    assert {unit.tier for unit in found.units.values()} == {Tier.AVERAGE}


def test_units_far_from_the_others_have_tiers_of_their_own():
    found = compare({"1": around(-60), "2": around(0), "3": around(0), "4": around(60)}, STANDARD)

    assert [unit.tier for unit in found.units.values()] == [
        Tier.BELOW_AVERAGE, Tier.AVERAGE, Tier.AVERAGE, Tier.ABOVE_AVERAGE,
    ]  # fmt: skip


@pytest.mark.parametrize(("n", "is_shown"), [(8, False), (9, False), (10, True), (11, True)])
def test_a_unit_too_small_to_show_weighs_in_but_is_left_out(n, is_shown):
    others = {"a": around(0, 40), "b": around(0, 40)}

    found = compare({"small": around(-90, 12)[:n], **others}, STANDARD)

    assert ("small" in found.units) is is_shown
    assert found.mean < compare(others, STANDARD).mean


def test_there_is_nothing_to_compare_without_two_units():
    assert compare({}, STANDARD) is None
    assert compare({"1": around(0), "2": []}, STANDARD) is None


def test_units_that_differ_no_more_than_by_chance_are_all_the_same():
    found = compare({"1": around(1), "2": around(-1), "3": around(0)}, STANDARD)

    assert found.between == 0
    assert [unit.value for unit in found.units.values()] == near([0.0, 0.0, 0.0])


@pytest.mark.parametrize("households", [1, 20])
def test_unanimous_units_are_no_surer_than_their_labels(households):
    found = compare({"1": [0.0] * households, "2": [25.0] * households}, STANDARD)

    assert found.within == near(least_spread(STANDARD) ** 2)


def test_the_funnel_narrows_with_the_number_of_households():
    found = compare({"1": around(10), "2": around(-10)}, STANDARD)

    low, high = found.funnel(100)

    assert (low, high) == near(norm.interval(0.998, found.mean, (found.within / 100) ** 0.5))
    assert found.funnel(25) == near((2 * low - found.mean, 2 * high - found.mean))


@pytest.mark.parametrize("case", vectors()["GV8"], ids=lambda case: f"{case['x']}/{case['n']}")
def test_a_small_share_is_pulled_as_the_vectors_say(case):
    fraction, interval = shrunken_share(case["x"], case["n"], prior=0.2)

    assert fraction == near(case["p"])
    assert interval == near((case["lo"], case["hi"]))


@pytest.mark.parametrize("prior", [0.0, 1.0])
def test_a_unanimous_prior_is_not_quite_certain(prior):
    fraction, interval = shrunken_share(0, 0, prior=prior)

    assert fraction == near(abs(prior - 0.5 / 20))
    assert 0 <= interval.low < interval.high <= 1


def test_answers_are_weighed_to_the_households_of_each_building():
    expected = vectors()["GV6"]
    strata = {
        "1": Stratum(300, 20, -2.0),
        "2": Stratum(100, 30, -15.0),
        "3": Stratum(100, 10, -5.0),
    }

    found = post_stratified(strata)

    assert list(found.weights.values()) == near(expected["w"])
    assert found.mean == near(expected["mean"])
    assert found.raw == near(expected["raw"])
    assert found.n_effective == near(expected["n_eff"])


@pytest.mark.parametrize(
    ("answered", "weight"), [(16, 3.0), (17, 50 / 17), (166, 50 / 166), (167, 0.3)]
)
def test_no_household_weighs_less_than_a_third_or_more_than_three(answered, weight):
    strata = {"1": Stratum(500, answered, 0.0), "2": Stratum(9500, 1000 - answered, 10.0)}
    halved = replace(strata["2"], households=500 * 19)

    found = post_stratified({**strata, "2": halved})

    assert found.weights["1"] == near(weight)


def test_a_building_that_did_not_answer_is_not_covered():
    found = post_stratified({"1": Stratum(60, 30, -10.0), "2": Stratum(40, 0, 0.0)})

    assert found.covered == near(0.6)
    assert found.weights == {"1": 1.0}
    assert (found.mean, found.n_effective) == (-10.0, 30.0)


def test_without_answers_there_is_nothing_to_weigh():
    assert post_stratified({}) is None
    assert post_stratified({"1": Stratum(60, 0, 0.0)}) is None


some_units = st.lists(
    st.lists(st.floats(-100, 100), min_size=5, max_size=15), min_size=2, max_size=6
).map(lambda units: dict(enumerate(units)))
moderately = settings(max_examples=50, deadline=None)


@moderately
@given(some_units)
def test_the_shrunken_value_lies_between_the_units_own_and_the_mean_of_all(units):
    found = compare(units, STANDARD)

    for unit in found.units.values():
        low, high = sorted((unit.mean, found.mean))
        assert low - 1e-9 <= unit.value <= high + 1e-9
        assert 0 <= unit.pull <= 1
        assert unit.interval.low <= unit.value <= unit.interval.high


@moderately
@given(some_units)
def test_the_order_of_units_and_households_is_nothing(units):
    turned = {key: units[key][::-1] for key in reversed(units)}

    one, other = compare(units, STANDARD), compare(turned, STANDARD)

    assert one == other


@moderately
@given(
    st.lists(
        st.builds(Stratum, st.integers(1, 500), st.integers(1, 60), st.floats(-100, 100)),
        min_size=1,
        max_size=6,
    )
)
def test_weights_stay_in_bounds_and_leave_fewer_effective_answers(strata):
    found = post_stratified(dict(enumerate(strata)))

    assert all(0.3 <= weight <= 3 for weight in found.weights.values())
    assert found.n_effective <= sum(stratum.n for stratum in strata) + 1e-9
    assert min(s.mean for s in strata) - 1e-9 <= found.mean <= max(s.mean for s in strata) + 1e-9
