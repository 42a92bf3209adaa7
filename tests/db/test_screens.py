"""Screens: one device each, known by its cookie, until they are revoked."""

import pytest

from db import projects, screens
from db.engine import reading, writing
from domain.access import Action, Role
from domain.errors import NotFound
from domain.screens import Ground, Layout, ScreenPlan, Speech
from tests.builders import HOUR, MONDAY_MORNING, a_colleague, a_project, a_screen


def plan_of(sid: str) -> ScreenPlan | None:
    with reading() as session:
        return screens.plan_of(session, sid)


def test_a_screen_is_stored_as_it_was_approved_and_is_its_devices_alone(database):
    second, first = a_project(), a_project()
    layouts = (Layout.QUEUE, Layout.OVERVIEW)
    plan = ScreenPlan((first, second), layouts, 45, Ground.BY_HOUR, Speech.BOTH, sounds=True)
    who = a_colleague(first, name="赵主任")

    with writing() as session:
        home, id = screens.approve(session, "大堂", plan, "CODE", who.staff_id, MONDAY_MORNING)
    with reading() as session:
        waiting = screens.card(session, home, id)
    with writing() as session:
        claims = [
            screens.claim(session, "CODE", sid, "Edge, Windows", MONDAY_MORNING + HOUR)
            for sid in ("the device", "another")
        ]

    assert (home, waiting.paired_at, waiting.approved_by) == (first, None, "赵主任")
    assert claims == [True, False]
    assert plan_of("the device") == waiting.plan == plan
    assert plan_of("another") is None
    with reading() as session:
        assert not screens.is_approved(session, ["CODE"])
        assert screens.card(session, home, id).browser == "Edge, Windows"


def test_a_revoked_screen_shows_nothing_and_is_remembered(database):
    project_id = a_project()
    sid = a_screen(project_id)
    with reading() as session:
        [card] = screens.of_projects(session, [project_id])

    with writing() as session:
        screens.revoke(session, card.home, card.id, MONDAY_MORNING)

    assert plan_of(sid) is None
    with reading() as session:
        assert screens.was_one(session, sid)
        assert not screens.was_one(session, "made up")
        assert screens.of_projects(session, [project_id]) == []
    with pytest.raises(NotFound), writing() as session:
        screens.revoke(session, card.home, card.id, MONDAY_MORNING)
    with pytest.raises(NotFound), writing() as session:
        screens.change(session, card.home, card.id, "又来", card.plan)


def test_an_approval_that_was_revoked_is_not_claimed(database):
    plan = ScreenPlan((a_project(),))
    with writing() as session:
        home, id = screens.approve(session, "大堂", plan, "CODE", None, MONDAY_MORNING)
        screens.revoke(session, home, id, MONDAY_MORNING)

    with writing() as session:
        assert not screens.claim(session, "CODE", "the device", "", MONDAY_MORNING)


def test_a_changed_screen_keeps_its_device_and_is_found_from_what_it_shows(database):
    first, second, third = (a_project() for _ in range(3))
    sid = a_screen(first, second)
    with reading() as session:
        [card] = screens.of_projects(session, [second])
    plan = ScreenPlan((third, second), turn_seconds=20)

    with writing() as session:
        screens.change(session, card.home, card.id, "二楼", plan)

    assert plan_of(sid) == plan
    with reading() as session:
        assert screens.of_projects(session, [first]) == []
        [card] = screens.of_projects(session, [second, third])
        assert (card.home, card.name, card.plan) == (first, "二楼", plan)


def test_a_removed_project_is_left_out_and_the_last_one_ends_the_screen(database):
    first, second = a_project(), a_project()
    sid = a_screen(first, second)
    plans = []

    for gone in (first, second):
        with writing() as session:
            projects.remove(session, gone, MONDAY_MORNING)
        plans.append(plan_of(sid))

    assert plans == [ScreenPlan((second,)), None]
    with reading() as session:
        assert screens.of_projects(session, [first, second]) == []


def test_whoever_looks_at_a_screen_may_see_its_figures_and_nothing_else(database):
    shown, other = a_project(), a_project()
    sid = a_screen(shown)

    with reading() as session:
        onlooker = screens.onlooker(session, sid)

    assert onlooker is not None
    assert onlooker.roles == {shown: Role.WALL}
    assert [action for action in Action if onlooker.may(action, shown)] == [Action.SEE_COUNTS]
    assert not any(onlooker.may(action, other) for action in Action)
