from datetime import timedelta

import pytest

from domain.honesty import Doubt, Honesty, arrival_doubts, honesty
from domain.satisfaction import Answers

CAREFUL = timedelta(minutes=2)
JUST_UNDER = timedelta(microseconds=-1)
JUST_OVER = timedelta(microseconds=1)


def mixed(c=3) -> Answers:
    """Eight answers with C, seven without."""
    return Answers((4, 3, 4, 4), (4, 4, 5), c)


def straight(c=None) -> Answers:
    return Answers((4, 4, 4, 4), (4, 4, 4), c)


@pytest.mark.parametrize(
    ("took", "expected"),
    [
        (timedelta(seconds=8) + JUST_UNDER, Honesty((Doubt.TOO_FAST,), excluded=True)),
        (timedelta(seconds=8), Honesty((Doubt.HASTY,), excluded=False)),
        (timedelta(seconds=8) + JUST_OVER, Honesty((Doubt.HASTY,), excluded=False)),
        (timedelta(seconds=16) + JUST_UNDER, Honesty((Doubt.HASTY,), excluded=False)),
        (timedelta(seconds=16), Honesty((), excluded=False)),
        (timedelta(seconds=16) + JUST_OVER, Honesty((), excluded=False)),
        (timedelta(0), Honesty((Doubt.TOO_FAST,), excluded=True)),
    ],
)
def test_under_a_second_per_item_is_excluded_and_under_two_is_doubted(took, expected):
    assert honesty(mixed(), took) == expected


def test_only_answered_items_take_time():
    three_items = Answers.from_items({"d1": 4, "d2": 5, "c": 4})

    assert not honesty(three_items, timedelta(seconds=6)).doubts
    assert honesty(mixed(c=None), timedelta(seconds=7)).doubts == (Doubt.HASTY,)


@pytest.mark.parametrize("took", [None, timedelta(seconds=-1)])
def test_a_time_that_cannot_be_known_raises_no_doubt(took):
    assert honesty(mixed(), took) == Honesty((), excluded=False)


def test_an_empty_form_has_no_speed():
    assert not honesty(Answers((None,) * 4, (None,) * 3), timedelta(0)).doubts


@pytest.mark.parametrize(
    ("c", "is_excluded"), [(None, False), (1, True), (2, True), (3, False), (4, True), (5, True)]
)
def test_a_straight_line_is_excluded_when_the_direct_answer_belies_it(c, is_excluded):
    found = honesty(straight(c), CAREFUL)

    assert found == Honesty((Doubt.STRAIGHTLINE,), excluded=is_excluded)


def test_a_straight_line_in_haste_is_excluded():
    found = honesty(straight(), timedelta(seconds=10))

    assert found == Honesty((Doubt.HASTY, Doubt.STRAIGHTLINE), excluded=True)


def test_a_project_may_set_its_own_limits():
    strict = honesty(mixed(), timedelta(seconds=20), speeder_seconds=3.0, hasty_seconds=5.0)

    assert strict == Honesty((Doubt.TOO_FAST,), excluded=True)


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("since_closing", "is_doubted"),
    [
        (None, False),
        (JUST_UNDER, False),
        (timedelta(0), True),
        (MINUTE + JUST_UNDER, True),
        (MINUTE, True),
        (MINUTE + JUST_OVER, False),
    ],
)
def test_an_answer_within_a_minute_of_closing_is_for_review(since_closing, is_doubted):
    found = tuple(arrival_doubts(since_closing, 0))

    assert found == ((Doubt.AT_CLOSING,) if is_doubted else ())


@pytest.mark.parametrize(("other_codes", "is_doubted"), [(0, False), (2, False), (3, True)])
def test_the_fourth_code_answered_from_one_device_is_for_review(other_codes, is_doubted):
    found = tuple(arrival_doubts(None, other_codes))

    assert found == ((Doubt.BURST,) if is_doubted else ())


def test_how_an_answer_came_in_excludes_nothing():
    careful = honesty(mixed(), CAREFUL).beside(arrival_doubts(timedelta(0), 100))
    fast = honesty(mixed(), timedelta(seconds=1)).beside((Doubt.BURST, Doubt.BURST))

    assert careful == Honesty((Doubt.AT_CLOSING, Doubt.BURST), excluded=False)
    assert fast == Honesty((Doubt.TOO_FAST, Doubt.BURST), excluded=True)
