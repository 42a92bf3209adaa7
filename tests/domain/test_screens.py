"""What a screen shows: fixed, in turn, in two languages, for one project or a region."""

from datetime import UTC, datetime, time, timedelta

import pytest

from domain.errors import WrongValue
from domain.screens import (
    LONGEST_TURN,
    MOST_PROJECTS,
    SHORTEST_TURN,
    Ground,
    Layout,
    ScreenPlan,
    Speech,
    Turn,
)

START = datetime(2026, 3, 2, tzinfo=UTC)
TWO = (Layout.OVERVIEW, Layout.QUEUE)


def test_a_fixed_screen_never_changes():
    plan = ScreenPlan((7,))

    shown = {plan.at(START + timedelta(seconds=second)) for second in range(600)}

    assert shown == {Turn((7,), Layout.OVERVIEW, "zh_CN")}


def test_a_turn_lasts_to_its_last_second():
    plan = ScreenPlan((7,), TWO, turn_seconds=60)
    first = plan.at(START).layout

    assert plan.at(START + timedelta(seconds=59.999)).layout is first
    assert plan.at(START + timedelta(seconds=60)).layout is not first


def turns(plan: ScreenPlan, count: int) -> list[Turn]:
    return [plan.at(START + timedelta(seconds=plan.turn_seconds * turn)) for turn in range(count)]


def test_a_region_has_one_overview_and_every_other_layout_of_every_project():
    plan = ScreenPlan((7, 8, 9), TWO, turn_seconds=10)

    assert {(turn.projects, turn.layout) for turn in turns(plan, 4)} == {
        ((7, 8, 9), Layout.OVERVIEW),
        ((7,), Layout.QUEUE),
        ((8,), Layout.QUEUE),
        ((9,), Layout.QUEUE),
    }


def test_a_region_s_overview_alone_stays():
    assert len(set(turns(ScreenPlan((7, 8)), 5))) == 1


def test_what_comes_next_is_what_is_shown_next():
    plan = ScreenPlan((7, 8), tuple(Layout), turn_seconds=10)

    shown = turns(plan, 8)

    assert [plan.after(START + timedelta(seconds=10 * turn)) for turn in range(7)] == shown[1:]


def test_nothing_comes_next_where_the_picture_stays():
    assert ScreenPlan((7,)).after(START) is None
    assert ScreenPlan((7,), speech=Speech.BOTH).after(START) is not None


def test_a_turn_knows_its_place_and_how_much_of_it_has_passed():
    plan = ScreenPlan((7,), TWO, turn_seconds=20)
    first, _ = plan.place(START)

    assert plan.place(START + timedelta(seconds=15)) == (first, 0.75)
    assert plan.place(START + timedelta(seconds=20)) == (1 - first, 0)


@pytest.mark.parametrize(
    ("clock", "ground"),
    [
        (time(6, 59, 59), Ground.DARK),
        (time(7), Ground.LIGHT),
        (time(18, 59, 59), Ground.LIGHT),
        (time(19), Ground.DARK),
    ],
)
def test_a_screen_by_the_hour_is_light_from_seven_to_nineteen(clock, ground):
    local = datetime.combine(START, clock)

    assert ScreenPlan((7,), ground=Ground.BY_HOUR).ground_at(local) is ground


@pytest.mark.parametrize("ground", [Ground.DARK, Ground.LIGHT])
def test_a_ground_that_was_chosen_stays_at_every_hour(ground):
    plan = ScreenPlan((7,), ground=ground)

    assert {plan.ground_at(START + timedelta(hours=hour)) for hour in range(24)} == {ground}


def test_languages_change_over_when_all_has_been_shown():
    plan = ScreenPlan((7,), TWO, turn_seconds=10, speech=Speech.BOTH)

    spoken = [plan.at(START + timedelta(seconds=10 * turn)).language for turn in range(8)]

    assert spoken.count("zh_CN") == spoken.count("en") == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"projects": ()},
        {"projects": tuple(range(MOST_PROJECTS + 1))},
        {"projects": (7, 8, 7)},
        {"layouts": ()},
        {"layouts": (Layout.QUEUE, Layout.QUEUE)},
        {"turn_seconds": SHORTEST_TURN - 1},
        {"turn_seconds": LONGEST_TURN + 1},
    ],
)
def test_a_plan_that_cannot_be_shown_is_refused(wrong):
    with pytest.raises(WrongValue):
        ScreenPlan(**{"projects": (7,)} | wrong)


@pytest.mark.parametrize("seconds", [SHORTEST_TURN, LONGEST_TURN])
def test_the_shortest_and_the_longest_turn_are_allowed(seconds):
    assert ScreenPlan((7,), turn_seconds=seconds).turn_seconds == seconds


def test_as_many_projects_as_a_region_has_are_allowed():
    plan = ScreenPlan(tuple(range(1, MOST_PROJECTS + 1)))

    assert len(plan.projects) == MOST_PROJECTS
