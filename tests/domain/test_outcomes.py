"""One annual survey beside the one before: a difference with its doubt, and what comes first."""

import pytest

from domain.formula import Formula
from domain.groups import Sums
from domain.outcomes import difference, factor, first_things
from domain.surveys import Chip

FORMULA = Formula.default()


def sums(*gaps: float) -> Sums:
    return Sums(len(gaps), sum(gaps), sum(gap * gap for gap in gaps))


def test_a_difference_has_welch_s_interval():
    now, before = sums(*[20.0, 0.0] * 10), sums(*[-20.0, 0.0] * 10)

    found = difference(now, before, FORMULA)

    assert found.value == 20.0
    # Equal variances 2000/19 and n: 38 degrees of freedom, t = 2.02439.
    margin = 2.02439 * (2 * 2000 / 19 / 20) ** 0.5
    assert found.interval == pytest.approx((20 - margin, 20 + margin), abs=1e-4)
    assert found.is_told_apart


def test_equal_answers_still_have_the_doubt_of_their_labels():
    found = difference(sums(*[5.0] * 10), sums(*[0.0] * 10), FORMULA)

    assert found.interval.low < 5.0 < found.interval.high


@pytest.mark.parametrize(("now", "before"), [(9, 10), (10, 9)])
def test_too_few_of_either_are_not_compared(now, before):
    assert difference(sums(*[1.0] * now), sums(*[1.0] * before), FORMULA) is None


def test_factors_need_ten_households():
    assert factor("d1", 5, 1, 9) is None
    assert factor("d1", 5, 1, 10).dissatisfied.fraction == 0.1


def test_what_comes_first_is_named_most_often_and_by_more_than_four():
    chips = {Chip.PRICE: 5, Chip.SPEED: 9, Chip.OTHER: 4}

    assert [chip for chip, _share in first_things(chips, 20)] == [Chip.SPEED, Chip.PRICE]
    assert not first_things(chips, 9)
