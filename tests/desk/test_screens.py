"""Screens: approved, changed and sent away by whoever answers for what they show."""

import pytest

from db import audit, screens
from db.engine import reading, writing
from db.screens import ScreenCard
from desk import screens as desk
from domain import pairing
from domain.access import Actor, Role
from domain.errors import NotAllowed, NotFound, WrongValue
from domain.pairing import ApprovedAlready, Deed, NotApproved, WrongCode
from domain.screens import Layout, ScreenPlan
from tests.builders import HOUR, MINUTE, MONDAY_MORNING, a_colleague, a_project, a_screen

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def stored(database):
    """The verbs are the same over either database; tests/db looks at both."""


def draw(turn: int) -> bytes:
    return f"the lobby's {turn}".encode() * 4


def shown(now=MONDAY_MORNING) -> str:
    return pairing.codes(draw, now)[0]


def approve(actor, *projects, name="大堂", now=MONDAY_MORNING, typed=None, **plan) -> None:
    with writing() as session:
        typed = shown() if typed is None else typed
        desk.approve(session, actor, typed, name, ScreenPlan(projects, **plan), now)


def claim(now=MONDAY_MORNING) -> str:
    with writing() as session:
        return desk.claim(session, pairing.codes(draw, now), "Chrome on Linux", now)


def plan_of(sid) -> ScreenPlan | None:
    with reading() as session:
        return screens.plan_of(session, sid)


def card_of(project_id) -> ScreenCard:
    with reading() as session:
        [card] = screens.of_projects(session, [project_id])
    return card


def noted(project_id) -> list[tuple[str, str]]:
    with reading() as session:
        return [(entry.action, entry.subject) for entry in audit.newest(session, project_id)]


def of_both(one: int, other: int) -> Actor:
    who = a_colleague(one)
    return Actor(who.staff_id, {one: Role.SUPERVISOR, other: Role.REGION_LEAD})


def test_an_approved_device_becomes_a_screen_and_every_project_notes_it():
    one, other = a_project(), a_project()
    approve(of_both(one, other), one, other, name=" 大堂  东侧 ")

    sid = claim()

    assert plan_of(sid) == ScreenPlan((one, other))
    assert (card_of(other).name, card_of(other).browser) == ("大堂 东侧", "Chrome, Linux")
    for project_id in (one, other):
        assert noted(project_id) == [(Deed.SCREEN_APPROVED, f"screen/{one}-1")]


def test_one_approval_lets_in_one_device():
    project_id = a_project()
    approve(a_colleague(project_id), project_id)
    claim()

    with pytest.raises(NotApproved):
        claim()


def test_a_device_that_nobody_approved_is_no_screen():
    with pytest.raises(NotApproved):
        claim()


def test_a_code_that_changed_meanwhile_is_still_the_devices():
    project_id = a_project()
    later = MONDAY_MORNING + 19 * MINUTE
    approve(a_colleague(project_id), project_id, now=later)

    assert plan_of(claim(later + 10 * MINUTE))


def test_a_code_of_an_hour_ago_approves_nothing():
    project_id = a_project()

    with pytest.raises(WrongCode):
        approve(a_colleague(project_id), project_id, now=MONDAY_MORNING + HOUR)


def test_the_same_code_is_not_approved_twice_until_the_first_is_taken_back():
    project_id = a_project()
    who = a_colleague(project_id)
    approve(who, project_id)
    with pytest.raises(ApprovedAlready):
        approve(who, project_id)

    with writing() as session:
        desk.revoke(session, who, card_of(project_id), MONDAY_MORNING)
    approve(who, project_id, layouts=(Layout.QUEUE,))

    plan = plan_of(claim())
    assert plan is not None
    assert plan.layouts == (Layout.QUEUE,)


@pytest.mark.parametrize("name", ["", "  ", "屏" * 61])
def test_a_screen_has_a_name(name):
    project_id = a_project()

    with pytest.raises(WrongValue):
        approve(a_colleague(project_id), project_id, name=name)


def test_only_who_administers_every_project_approves():
    mine, other = a_project(), a_project()
    reception = a_colleague(mine, Role.RECEPTION)

    for who, projects in ((reception, (mine,)), (a_colleague(mine), (mine, other))):
        with pytest.raises(NotAllowed):
            approve(who, *projects)
    assert noted(mine) == noted(other) == []


def test_a_screen_changes_and_both_the_old_and_the_new_project_note_it():
    old, new = a_project(), a_project()
    sid = a_screen(old)
    plan = ScreenPlan((new,), (Layout.CALLBACKS,))

    with writing() as session:
        desk.change(session, of_both(old, new), card_of(old), "二楼", plan, MONDAY_MORNING)

    assert plan_of(sid) == plan
    assert noted(old) == noted(new) == [(Deed.SCREEN_CHANGED, f"screen/{old}-1")]


def test_nobody_takes_a_screen_from_a_project_that_is_not_theirs():
    mine, other = a_project(), a_project()
    a_screen(mine, other)
    card = card_of(mine)

    for plan in (ScreenPlan((mine,)), card.plan):
        with pytest.raises(NotAllowed), writing() as session:
            desk.change(session, a_colleague(mine), card, "我的", plan, MONDAY_MORNING)
    assert card_of(other) == card


def test_whoever_administers_one_of_its_projects_may_send_a_screen_away():
    one, other = a_project(), a_project()
    sid = a_screen(one, other)
    card = card_of(one)

    for stranger in (a_colleague(a_project()), a_colleague(one, Role.CUSTOMER_MANAGER)):
        with pytest.raises(NotAllowed), writing() as session:
            desk.revoke(session, stranger, card, MONDAY_MORNING)
    with writing() as session:
        desk.revoke(session, a_colleague(other), card, MONDAY_MORNING)

    assert plan_of(sid) is None
    assert noted(one) == noted(other) == [(Deed.SCREEN_REVOKED, f"screen/{one}-1")]
    with pytest.raises(NotFound), writing() as session:
        desk.revoke(session, a_colleague(other), card, MONDAY_MORNING)


def test_a_screen_itself_may_do_none_of_this():
    project_id = a_project()
    a_screen(project_id)
    card = card_of(project_id)
    onlooker = card.plan.onlooker()

    with pytest.raises(NotAllowed):
        approve(onlooker, project_id)
    with pytest.raises(NotAllowed), writing() as session:
        desk.change(session, onlooker, card, "自己", card.plan, MONDAY_MORNING)
    with pytest.raises(NotAllowed), writing() as session:
        desk.revoke(session, onlooker, card, MONDAY_MORNING)
