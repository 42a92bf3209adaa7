from statistics import fmean

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from domain.formula import Formula
from domain.groups import (
    DirectGroup,
    Group,
    GroupVerdict,
    Interval,
    Sums,
    bounds_with_silent,
    finding,
    household_means,
    least_spread,
    mean_interval,
    summarise,
    summarise_direct,
    tipping_point,
    verdict_of_interval,
    wilson,
)
from domain.satisfaction import Verdict
from tests.shared import vectors

STANDARD = Formula.default()
SAME = [0.0] * 14
SLIGHTLY_APART = [6.25] * 10 + [-6.25] * 10 + [0.0] * 40
BADLY_SERVED = [
    -50 / 12, -100 / 12, -100 / 12, -400 / 12, -400 / 12,
    -350 / 12, -350 / 12, -250 / 12, -250 / 12, -250 / 12,
] * 3  # fmt: skip
MIRRORED = {
    GroupVerdict.BELOW: GroupVerdict.ABOVE,
    GroupVerdict.ABOVE: GroupVerdict.BELOW,
    GroupVerdict.LEAN_BELOW: GroupVerdict.LEAN_ABOVE,
    GroupVerdict.LEAN_ABOVE: GroupVerdict.LEAN_BELOW,
}


def near(value):
    return pytest.approx(value, abs=1e-9)


def one_each(values):
    """Every value from a household of its own."""
    return list(enumerate(values))


def of(gaps) -> Group:
    return summarise(one_each(gaps), STANDARD)


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        (vectors()["GV1"]["g"], vectors()["GV1"]["out"]),
        (SAME, vectors()["GV3"]),
        (SLIGHTLY_APART, vectors()["GV3b"]),
        (BADLY_SERVED, vectors()["GV9"]),
    ],
    ids=["GV1", "GV3", "GV3b", "GV9"],
)
def test_a_group_is_summarised_as_the_vectors_say(gaps, expected):
    found = of(gaps)

    assert (found.n, found.is_shown, found.verdict) == (expected["n"], True, expected["verdict"])
    assert found.mean == near(expected["mean"])
    assert found.sd == near(expected["sd"])
    assert found.spread == near(expected["sd_used"])
    assert found.interval == near((expected["lo"], expected["hi"]))
    assert {verdict: share.count for verdict, share in found.shares.items()} == expected["counts"]
    for verdict, ends in expected["wilson"].items():
        assert found.shares[Verdict(verdict)].interval == near(tuple(ends))


def test_eight_households_show_their_number_only():
    expected = vectors()["GV2"]

    assert of([0.0] * 8) == Group(expected["n"], GroupVerdict(expected["verdict"]))


@pytest.mark.parametrize(
    ("households", "n", "is_shown"),
    [(0, None, False), (4, None, False), (5, 5, False), (9, 9, False), (10, 10, True)],
)
def test_small_groups_stay_hidden(households, n, is_shown):
    by_formula = of([10.0] * households)
    direct = summarise_direct(one_each([4] * households))

    assert (by_formula.n, by_formula.is_shown) == (n, is_shown)
    assert (direct.n, direct.shares is not None) == (n, is_shown)


def test_a_household_speaks_once_however_often_it_answers():
    loud = [("1-101", -100.0)] * 30
    others = [(f"1-{number}", 10.0) for number in range(102, 111)]

    found = summarise(loud + others, STANDARD)

    assert found.n == 10
    assert found.mean == near((-100 + 9 * 10) / 10)
    assert found.shares[Verdict.DISSATISFIED].count == 1


def test_household_means_come_in_order_of_first_appearance():
    assert household_means([("b", 1.0), ("a", 5.0), ("b", 3.0)]) == [2.0, 5.0]


def test_the_satisfaction_rate_counts_everyone_who_is_not_dissatisfied():
    found = of([-20.0] * 3 + [0.0] * 5 + [30.0] * 2)

    assert found.satisfaction.fraction == 0.7
    assert found.satisfaction.interval == wilson(7, 10)


def test_direct_answers_give_shares_and_no_gap():
    found = summarise_direct(one_each([1, 2, 3, 3, 4, 4, 4, 5, 5, 5]))

    assert isinstance(found, DirectGroup)
    assert [share.count for share in found.shares.values()] == [2, 2, 6]
    assert found.satisfaction.fraction == 0.8


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ((2, 2, 3), Verdict.DISSATISFIED),
        ((2, 3), Verdict.BASICALLY_SATISFIED),
        ((3, 4), Verdict.BASICALLY_SATISFIED),
        ((3, 4, 4), Verdict.VERY_SATISFIED),
    ],
)
def test_a_household_within_half_a_label_of_the_middle_is_basically_satisfied(answers, verdict):
    found = summarise_direct([(home, c) for home in range(10) for c in answers])

    assert found.shares[verdict].count == 10


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (-20, -5.001, GroupVerdict.BELOW),
        (-20, -5, GroupVerdict.LEAN_BELOW),
        (-5.001, -0.001, GroupVerdict.LEAN_BELOW),
        (-5.001, 0, GroupVerdict.UNCLEAR),
        (-5, -0.001, GroupVerdict.MET),
        (-5, 5, GroupVerdict.MET),
        (-5, 5.001, GroupVerdict.UNCLEAR),
        (0, 5.001, GroupVerdict.UNCLEAR),
        (0.001, 5, GroupVerdict.MET),
        (0.001, 5.001, GroupVerdict.LEAN_ABOVE),
        (5, 20, GroupVerdict.LEAN_ABOVE),
        (5.001, 20, GroupVerdict.ABOVE),
    ],
)
def test_the_group_verdict_follows_both_ends_of_the_interval(low, high, verdict):
    assert verdict_of_interval(Interval(low, high), tolerance=5.0) is verdict


def test_an_interval_ends_where_gaps_end():
    assert mean_interval(99.0, 40.0, 10).high == 100.0
    assert mean_interval(-99.0, 40.0, 10).low == -100.0


def test_labels_alone_leave_a_spread_that_shrinks_with_finer_ladders():
    assert least_spread(STANDARD) == pytest.approx(5.511982, abs=1e-6)
    assert least_spread(Formula(ladder=9)) == near(least_spread(STANDARD) / 2)


@pytest.mark.parametrize(("case", "ends"), vectors()["WIL"].items())
def test_wilson_intervals_are_as_the_vectors_say(case, ends):
    count, n = map(int, case.split("/"))

    assert wilson(count, n) == near(tuple(ends))


@pytest.mark.parametrize("n", [1, 2, 7, 60, 1000])
def test_wilson_intervals_agree_with_scipy(n):
    for count in {0, 1, n // 3, n - 1, n}:
        oracle = binomtest(count, n).proportion_ci(method="wilson")
        assert wilson(count, n) == near((oracle.low, oracle.high))


def test_few_answers_leave_a_conclusion_that_the_silent_could_turn():
    expected = vectors()["TIP"][0]

    assert bounds_with_silent(rate=0.9, response_rate=0.2) == near(tuple(expected["bounds"]))
    assert tipping_point(0.8, rate=0.9, response_rate=0.2) == near(expected["tipping"])


@pytest.mark.parametrize("target", [0.7, 0.95])
def test_many_answers_leave_a_conclusion_that_the_silent_cannot_turn(target):
    expected = vectors()["TIP"][1]

    assert bounds_with_silent(rate=0.9, response_rate=0.8) == near(tuple(expected["bounds"]))
    assert tipping_point(target, rate=0.9, response_rate=0.8) is expected["tipping"]


@pytest.mark.parametrize(
    ("target", "needed"), [(0.249, None), (0.25, 0.0), (0.75, 1.0), (0.751, None)]
)
def test_the_silent_can_be_all_satisfied_or_none_but_not_more(target, needed):
    assert tipping_point(target, rate=0.5, response_rate=0.5) == needed


def test_where_everybody_answered_nothing_can_tip():
    assert bounds_with_silent(rate=0.9, response_rate=1.0) == near((0.9, 0.9))
    assert tipping_point(0.8, rate=0.9, response_rate=1.0) is None


some_gaps = st.lists(st.floats(-100, 100), min_size=10, max_size=40)
moderately = settings(max_examples=50, deadline=None)


@moderately
@given(some_gaps, st.randoms())
def test_the_order_of_households_is_nothing(gaps, chance):
    shuffled = gaps[:]
    chance.shuffle(shuffled)

    assert of(gaps) == of(shuffled)


@moderately
@given(some_gaps)
def test_the_interval_contains_the_mean_and_the_counts_add_up(gaps):
    found = of(gaps)

    assert found.interval.low <= found.mean <= found.interval.high
    assert found.interval.low >= -100
    assert found.interval.high <= 100
    assert sum(share.count for share in found.shares.values()) == found.n == len(gaps)
    for share in found.shares.values():
        assert 0 <= share.interval.low <= share.fraction <= share.interval.high <= 1


@moderately
@given(some_gaps)
def test_the_negated_group_is_the_mirrored_group(gaps):
    one, other = of(gaps), of([-gap for gap in gaps])

    assert other.mean == near(-one.mean)
    assert other.interval == near((-one.interval.high, -one.interval.low))
    assert other.verdict is MIRRORED.get(one.verdict, one.verdict)
    assert other.shares[Verdict.DISSATISFIED] == one.shares[Verdict.VERY_SATISFIED]


@moderately
@given(some_gaps)
def test_twice_the_same_households_narrow_the_interval(gaps):
    once, twice = of(gaps), of(gaps * 2)
    assume(once.interval.low > -100 and once.interval.high < 100)

    assert twice.mean == near(once.mean)
    assert once.interval.low < twice.interval.low
    assert twice.interval.high < once.interval.high


@moderately
@given(st.lists(st.tuples(st.integers(0, 20), st.floats(-100, 100)), min_size=1, max_size=60))
def test_household_means_stay_inside_what_the_household_said(responses):
    said = [value for _, value in responses]

    for mean in household_means(responses):
        assert min(said) - 1e-9 <= mean <= max(said) + 1e-9


@moderately
@given(st.floats(0, 1), st.floats(0, 0.99), st.floats(0, 1))
def test_at_the_tipping_point_everybody_together_just_meets_the_target(rate, answered, target):
    silent = tipping_point(target, rate, answered)
    assume(silent is not None)

    together = fmean([rate, silent], weights=[answered, 1 - answered])

    assert together == near(target)


gap_lists = st.lists(st.floats(-100, 100).map(lambda gap: round(gap, 3)), max_size=40)


@given(gap_lists)
def test_a_group_that_was_added_up_elsewhere_is_found_the_same(gaps):
    tolerance = STANDARD.tolerance
    below = sum(gap < -tolerance for gap in gaps)
    above = sum(gap > tolerance for gap in gaps)
    sums = Sums(len(gaps), sum(gaps), sum(gap**2 for gap in gaps), below, above)

    found, expected = finding(sums, STANDARD), of(gaps)

    assert (found.n, found.verdict, found.shares) == (expected.n, expected.verdict, expected.shares)
    assert found.satisfaction == expected.satisfaction
    assert found.sd == (None if expected.sd is None else pytest.approx(expected.sd, abs=1e-4))
    assert found.interval == (None if expected.interval is None else near(expected.interval))
