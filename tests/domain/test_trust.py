"""Whom the answers speak for: differences with intervals, and what would overturn a verdict."""

import pytest

from domain.errors import WrongValue
from domain.groups import Interval
from domain.trust import LONGEST_REASON, checked_reason, contrast, tipping

GAP = Interval(-100, 100)
SHARE = Interval(0, 1)


def test_a_difference_of_shares_has_newcombe_s_interval():
    found = contrast((56, 70), (48, 80))

    assert found.difference == pytest.approx(0.2)
    # Newcombe 1998, table II, method 10, example (a).
    assert found.interval == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert found.is_told_apart


def test_equal_shares_are_not_told_apart():
    found = contrast((10, 20), (10, 20))

    assert found.difference == 0
    assert not found.is_told_apart


@pytest.mark.parametrize(("answered", "silent"), [((3, 9), (3, 10)), ((3, 10), (3, 9))])
def test_under_ten_of_either_nothing_is_told(answered, silent):
    assert contrast(answered, silent) is None


def test_ten_of_both_are_enough():
    assert contrast((3, 10), (4, 10)) is not None


def test_the_silent_at_the_tipping_point_bring_all_to_the_target():
    found = tipping(0.5, 0.8, 30, 100, SHARE)

    assert found.silent == 70
    assert found.value == pytest.approx((0.5 - 0.3 * 0.8) / 0.7)
    assert (30 * 0.8 + 70 * found.value) / 100 == pytest.approx(0.5)
    assert found.possible


def test_what_lies_beyond_the_scale_cannot_overturn_it():
    assert not tipping(-5, 60, 80, 100, GAP).possible
    assert tipping(0.0, 0.0, 10, 100, SHARE).possible


@pytest.mark.parametrize("answered", [0, 100])
def test_nobody_and_everybody_have_no_tipping_point(answered):
    assert tipping(0.5, 0.8, answered, 100, SHARE) is None


def test_a_reason_is_tidied_and_must_be_given():
    assert checked_reason("  同一台  设备 ") == "同一台 设备"
    assert checked_reason("长" * LONGEST_REASON)
    with pytest.raises(WrongValue):
        checked_reason("\n ")
    with pytest.raises(WrongValue):
        checked_reason("长" * (LONGEST_REASON + 1))
