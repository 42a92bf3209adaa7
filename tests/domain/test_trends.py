import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.trends import Cell, Month, change, trend
from tests.shared import vectors

HOUSEHOLDS = (40, 36, 50, 25, 44, 38, 30, 41, 35, 48, 33, 29)
BETTER_MONTHS = (33, 29, 35)


def near(value):
    return pytest.approx(value, abs=1e-9)


def a_year(means=(0.0,) * 12, n=100, sd=10.0):
    return [Month(n, mean, sd) for mean in means]


def test_a_change_parts_into_mix_and_within_as_the_vectors_say():
    expected = vectors()["GV5"]
    before = {"repair": Cell(80, 0.0), "complaint": Cell(20, -28.0)}
    after = {"repair": Cell(50, 3.0), "complaint": Cell(50, -24.0)}

    found = change(before, after)

    assert found.before == near(expected["before"])
    assert found.after == near(expected["after"])
    assert found.total == near(expected["total"])
    assert found.mix == near(expected["mix"])
    assert found.within == near(expected["within"])
    assert found.is_reversed is expected["simpson"]


@pytest.mark.parametrize(
    ("repair", "complaint", "is_reversed"),
    [
        (3.0, -24.0, True),
        (0.0, -24.0, True),
        (0.0, -28.0, False),
        (-1.0, -24.0, False),
        (-1.0, -29.0, False),
    ],
)
def test_a_reversal_is_a_total_against_which_every_kind_moved_or_stood(
    repair, complaint, is_reversed
):
    before = {"repair": Cell(80, 0.0), "complaint": Cell(20, -28.0)}
    after = {"repair": Cell(50, repair), "complaint": Cell(50, complaint)}

    found = change(before, after)

    assert found.total < 0
    assert found.is_reversed is is_reversed


def test_an_unchanged_total_reverses_nothing():
    kept = change({"a": Cell(10, 0.0), "b": Cell(30, 20.0)}, {"a": Cell(10, 15.0)})

    assert kept.total == 0
    assert not kept.is_reversed


def test_a_kind_that_is_new_counts_as_mix():
    found = change({"repair": Cell(10, 10.0)}, {"repair": Cell(10, 10.0), "help": Cell(10, -30.0)})

    assert (found.total, found.mix, found.within) == near((-20.0, -20.0, 0.0))
    assert not found.is_reversed


def test_a_kind_nobody_answered_for_is_as_good_as_absent():
    before = {"repair": Cell(10, 10.0), "help": Cell(0, 99.0)}

    found = change(before, {"repair": Cell(10, 5.0), "help": Cell(10, 5.0)})

    assert (found.total, found.mix, found.within) == near((-5.0, -1.25, -3.75))


def test_an_empty_period_has_not_changed_into_anything():
    answered = {"repair": Cell(10, 0.0)}

    assert change({}, answered) is None
    assert change(answered, {"repair": Cell(0, 0.0)}) is None


def test_the_limits_of_each_month_are_as_the_vectors_say():
    expected = vectors()["GV7"]
    baseline = [Month(n, -4.0 if n in BETTER_MONTHS else -5.0, 22.0) for n in HOUSEHOLDS]

    found = trend(baseline, [*baseline, Month(36, 0.0, 22.0)])

    assert found.centre == near(expected["mu"])
    assert found.overdispersion == near(expected["sigma_z"])
    assert [limits.low for limits in found.limits] == near(expected["lcl"])
    assert [limits.high for limits in found.limits] == near(expected["ucl"])


def test_there_are_no_limits_before_twelve_months():
    year = a_year()

    assert trend(year[:11], year) is None
    assert trend(year, year) is not None
    assert trend([*year, *year], year) is not None


def test_months_that_scatter_more_than_their_households_widen_the_limits():
    found = trend(a_year(means=(5.0, -5.0) * 6), [Month(25, 0.0, 10.0)])

    # Standardised means of ±5 lie 10 apart, and noise would leave 2/√π.
    assert found.overdispersion == near(10 * math.sqrt(math.pi) / 2)
    assert found.limits[0].high == near(3 * found.overdispersion * 10 / 5)


@pytest.mark.parametrize("unanimous", [{"sd": 0.0}, {"n": 1}])
def test_a_year_without_two_households_that_differ_has_no_limits(unanimous):
    assert trend(a_year(**unanimous), a_year()) is None


cells = st.dictionaries(
    st.sampled_from("abcde"),
    st.builds(Cell, st.integers(1, 50), st.floats(-100, 100)),
    min_size=1,
)
moderately = settings(max_examples=60, deadline=None)


@moderately
@given(cells, cells)
def test_mix_and_within_add_up_to_the_total(before, after):
    found = change(before, after)

    assert found.mix + found.within == near(found.total)
    assert found.before + found.total == near(found.after)


@moderately
@given(cells, cells)
def test_the_change_back_is_the_change_negated(before, after):
    there, back = change(before, after), change(after, before)

    assert (back.total, back.mix, back.within) == near((-there.total, -there.mix, -there.within))
    assert back.is_reversed is there.is_reversed


@moderately
@given(cells, st.integers(1, 9))
def test_more_answers_of_the_same_mix_change_nothing(before, times):
    found = change(before, {kind: Cell(cell.n * times, cell.mean) for kind, cell in before.items()})

    assert (found.total, found.mix, found.within) == near((0.0, 0.0, 0.0))
