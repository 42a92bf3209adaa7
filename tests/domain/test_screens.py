"""What a screen shows: fixed, in turn, in two languages, for one project or a region."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import WrongValue
from domain.screens import (
    LONGEST_TURN,
    MOST_PROJECTS,
    SHORTEST_TURN,
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

    assert shown == {Turn(7, Layout.OVERVIEW, "zh_CN")}


def test_a_turn_lasts_to_its_last_second():
    plan = ScreenPlan((7,), TWO, turn_seconds=60)
    first = plan.at(START).layout

    assert plan.at(START + timedelta(seconds=59.999)).layout is first
    assert plan.at(START + timedelta(seconds=60)).layout is not first


def test_a_region_shows_every_layout_of_every_project():
    plan = ScreenPlan((7, 8, 9), TWO, turn_seconds=10)

    shown = [plan.at(START + timedelta(seconds=10 * turn)) for turn in range(6)]

    assert {(turn.project_id, turn.layout) for turn in shown} == {
        (project, layout) for project in (7, 8, 9) for layout in TWO
    }


def test_languages_change_over_when_all_has_been_shown():
    plan = ScreenPlan((7,), TWO, turn_seconds=10, speech=Speech.BOTH)

    spoken = [plan.at(START + timedelta(seconds=10 * turn)).language for turn in range(8)]

    assert spoken.count("zh_CN") == spoken.count("en") == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"projects": ()},
        {"projects": tuple(range(MOST_PROJECTS + 1))},
        {"layouts": ()},
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
