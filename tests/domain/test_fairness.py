"""Small groups stay hidden, and the interval of a median is exact."""

from math import comb
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fairness import Wait, are_apart, ranks, wait

# Published tables of the distribution-free 95 % interval of a median (order statistics).
TABLE = [(10, 2, 9), (15, 4, 12), (20, 6, 15), (25, 8, 18), (30, 10, 21), (50, 18, 33)]


@pytest.mark.parametrize(("n", "low", "high"), TABLE)
def test_the_interval_of_a_median_has_the_ranks_of_the_tables(n, low, high):
    assert (ranks(n).low, ranks(n).high) == (low, high)


@pytest.mark.parametrize("n", [10, 11, 37, 100, 999, 5_000])
def test_the_interval_covers_at_least_95_percent_and_one_rank_closer_would_not(n):
    def coverage(low: int) -> float:
        fewer = sum(comb(n, k) for k in range(low))
        return 1 - float(2 * fewer / 2**n)

    low = ranks(n).low

    assert coverage(low) >= 0.95 > coverage(low + 1)


@pytest.mark.parametrize(("n", "told"), [(0, None), (4, None), (5, 5), (9, 9)])
def test_a_small_group_tells_its_number_at_most(n, told):
    assert wait("owner", n, {}, n, 3) == Wait("owner", told)


def test_ten_households_are_told():
    hours = {rank: float(rank) for rank in range(1, 11)}

    told = wait("owner", 10, hours, 14, 3)

    assert (told.median, told.low, told.high, told.ninetieth) == (5.5, 2, 9, 9)
    assert (told.n, told.tickets, told.unfinished) == (10, 14, 3)


@given(st.lists(st.floats(0, 1e6), min_size=10, max_size=200))
def test_the_median_and_the_interval_are_those_of_the_values(values):
    ordered = dict(enumerate(sorted(values), start=1))

    told = wait("x", len(values), ordered, len(values), 0)

    assert told.median == pytest.approx(median(values))
    assert told.low <= told.median <= told.high
    assert sum(value <= told.ninetieth for value in values) >= 0.9 * len(values)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [((1, 3), (3, 5), False), ((1, 3), (3.1, 5), True), ((4, 5), (1, 3.9), True)],
)
def test_two_groups_are_apart_when_their_intervals_share_nothing(one, other, expected):
    told = [Wait("x", 20, 2.0, low, high, 9.0, 20, 0) for low, high in (one, other)]

    assert are_apart(*told) is expected
    assert not are_apart(told[0], Wait("y", 7))
