"""Campaigns: when they take answers, which windows can be planned, how turnout is told."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.campaigns import (
    LONGEST,
    LONGEST_NAME,
    CampaignOver,
    NotYetOpen,
    Standing,
    Window,
    checked_name,
    must_be_sound,
    turnout,
)
from domain.errors import WrongValue
from tests.builders import DAY, MOMENT, MONDAY_MORNING, SHANGHAI

NOW = MONDAY_MORNING
OPENS, CLOSES = NOW + DAY, NOW + 15 * DAY
FORTNIGHT = Window(OPENS, CLOSES)


@pytest.mark.parametrize(
    ("at", "standing"),
    [
        (OPENS - MOMENT, Standing.PLANNED),
        (OPENS, Standing.RUNNING),
        (CLOSES - MOMENT, Standing.RUNNING),
        (CLOSES, Standing.OVER),
    ],
)
def test_a_window_holds_its_first_moment_and_not_its_last(at, standing):
    assert FORTNIGHT.standing(at) is standing


def test_outside_its_window_a_campaign_says_from_when_or_since_when():
    with pytest.raises(NotYetOpen) as early:
        FORTNIGHT.must_be_running(OPENS - MOMENT)
    with pytest.raises(CampaignOver) as late:
        FORTNIGHT.must_be_running(CLOSES)
    FORTNIGHT.must_be_running(OPENS)

    assert early.value.opens_at == OPENS
    assert late.value.closed_at == CLOSES


def test_a_name_is_tidied():
    assert checked_name("  2026\u3000年 普查 ") == "2026 年 普查"


@pytest.mark.parametrize(
    ("typed", "reason"), [("", "empty"), (" \n", "empty"), ("普" * (LONGEST_NAME + 1), "too_long")]
)
def test_a_campaign_needs_a_name_that_fits(typed, reason):
    with pytest.raises(WrongValue) as refused:
        checked_name(typed)

    assert (refused.value.field, refused.value.reason) == ("campaign_name", reason)
    assert checked_name("普" * LONGEST_NAME)


@pytest.mark.parametrize(
    ("window", "reason"),
    [
        (Window(OPENS, OPENS), "before_start"),
        (Window(OPENS, OPENS - MOMENT), "before_start"),
        (Window(NOW - 2 * DAY, NOW), "in_the_past"),
        (Window(OPENS, OPENS + LONGEST + MOMENT), "longer_than_half_a_year"),
    ],
)
def test_a_window_that_cannot_be_is_refused(window, reason):
    with pytest.raises(WrongValue) as refused:
        must_be_sound(window, [], NOW)

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "window",
    [
        Window(OPENS, OPENS + MOMENT),
        Window(NOW - DAY, NOW + MOMENT),
        Window(OPENS, OPENS + LONGEST),
    ],
)
def test_the_shortest_and_the_longest_window_can_be_planned(window):
    must_be_sound(window, [], NOW)


@pytest.mark.parametrize(
    ("opens", "closes", "is_free"),
    [
        (CLOSES, CLOSES + DAY, True),
        (CLOSES - MOMENT, CLOSES + DAY, False),
        (OPENS - DAY / 2, OPENS, True),
        (OPENS - DAY / 2, OPENS + MOMENT, False),
        (OPENS + DAY, CLOSES - DAY, False),
        (OPENS - DAY / 2, CLOSES + DAY, False),
    ],
)
def test_no_household_is_asked_by_two_campaigns_at_once(opens, closes, is_free):
    if is_free:
        must_be_sound(Window(opens, closes), [FORTNIGHT], NOW)
        return
    with pytest.raises(WrongValue) as refused:
        must_be_sound(Window(opens, closes), [FORTNIGHT], NOW)
    assert refused.value.reason == "another_is_running"


def test_a_beginning_that_has_passed_stays_and_one_to_come_may_move():
    earlier = Window(OPENS - MOMENT, CLOSES + DAY)

    must_be_sound(earlier, [], OPENS - 2 * MOMENT, was=FORTNIGHT)
    must_be_sound(Window(OPENS, CLOSES + DAY), [], OPENS, was=FORTNIGHT)
    with pytest.raises(WrongValue) as refused:
        must_be_sound(earlier, [], OPENS, was=FORTNIGHT)

    assert (refused.value.field, refused.value.reason) == ("opens_at", "begun_already")


@pytest.mark.parametrize(
    ("asked", "is_counted", "has_rate"),
    [(0, False, False), (4, False, False), (5, True, False), (9, True, False), (10, True, True)],
)
def test_small_buildings_tell_neither_rate_nor_number(asked, is_counted, has_rate):
    told = turnout(asked, asked // 2)

    assert told.asked == asked
    assert (told.answered is not None) is is_counted
    assert (told.rate is not None) is has_rate


def test_a_rate_has_its_wilson_interval():
    rate = turnout(60, 45).rate

    assert (rate.count, rate.n, rate.fraction) == (45, 60, 0.75)
    # Wilson's ends are where the share measured is just 1.96 standard errors away.
    for end in rate.interval:
        assert (0.75 - end) ** 2 == pytest.approx(1.96**2 * end * (1 - end) / 60, rel=1e-4)


def test_a_window_of_days_ends_with_the_last_of_them_where_the_project_is():
    window = Window.of_days(date(2026, 3, 2), date(2026, 3, 15), SHANGHAI)

    assert window.opens_at == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert window.closes_at == datetime(2026, 3, 15, 16, tzinfo=UTC)
    assert window.days(SHANGHAI) == (date(2026, 3, 2), date(2026, 3, 15))


def test_the_last_day_is_whole_when_the_clocks_change_on_it():
    new_york = ZoneInfo("America/New_York")

    window = Window.of_days(date(2026, 10, 20), date(2026, 11, 1), new_york)

    assert window.closes_at == datetime(2026, 11, 2, 5, tzinfo=UTC)
    assert window.days(new_york)[1] == date(2026, 11, 1)
