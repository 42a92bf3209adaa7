"""Whoever a cut endangers is on its list until somebody was with them, and only once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from db.engine import reading, writing
from db.outages import OutageLine, outages
from db.schema import OutageVisit
from db.visits import NewVisit, Visit
from desk import outages as desk
from desk import residents as resident_desk
from domain.access import Action, Actor, Role
from domain.errors import ChangedMeanwhile, NotAllowed, NotFound, WrongValue
from domain.outages import AlreadyVisited, Condition, Cut, OutageOver, Stretch, Supply
from domain.residents import Person
from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY_MORNING,
    a_colleague,
    a_person,
    a_project,
    a_unit,
    an_actor,
)

pytestmark = pytest.mark.usefixtures("database")

NOW = MONDAY_MORNING
WHOLE_BUILDING = (Stretch("3栋"),)


def cut_off(project: int, *where: Stretch, is_planned: bool = True, actor: Any = None) -> int:
    """The number of a cut of power, tomorrow when it is planned."""
    starts_at = NOW + DAY if is_planned else NOW
    cut = Cut(Supply.POWER, is_planned, starts_at, where or WHOLE_BUILDING)
    with writing() as session:
        return desk.record(session, actor, project, cut, NOW)


def listed(project: int, outage: int) -> list[Visit]:
    with reading() as session:
        return desk.whom_to_visit(session, None, project, outage)[1]


def names(project: int, outage: int) -> list[str]:
    return [visit.name for visit in listed(project, outage)]


def line(project: int, outage: int) -> OutageLine:
    with reading() as session:
        return desk.whom_to_visit(session, None, project, outage)[0]


def meet(project: int, outage: int, resident: int, by: Actor, at=NOW + HOUR, **facts: Any) -> None:
    condition = facts.pop("condition", Condition.WELL)
    with writing() as session:
        made = NewVisit(resident, by.staff_id, condition, **facts)
        desk.visit(session, by, project, outage, made, at)


def finish(project: int, outage: int, at=NOW + 2 * HOUR, actor: Actor | None = None) -> None:
    with writing() as session:
        desk.end(session, actor, project, outage, at)


@pytest.fixture
def project() -> int:
    """Somebody with a device, two who live alone, one of them in another building, and others."""
    project = a_project()
    a_person(project, a_unit(project, "101"), name="甲", criteria=["alone"])
    a_person(project, a_unit(project, "902"), name="乙", criteria=["medical_device", "alone"])
    a_person(project, a_unit(project, "903"), name="丙", criteria=["committee", "special_need"])
    a_person(project, a_unit(project, "101", building="5栋"), name="丁", criteria=["alone"])
    return project


def test_the_register_holds_devices_first_and_nobody_for_other_criteria(project):
    with reading() as session:
        on_it = desk.register(session, None, project)

    assert [(one.name, one.where) for one in on_it] == [
        ("乙", "3栋 902"),
        ("甲", "3栋 101"),
        ("丁", "5栋 101"),
    ]
    assert [one.has_device for one in on_it] == [True, False, False]
    assert [one.lives_alone for one in on_it] == [True, True, True]


def test_a_cut_lists_whom_it_endangers_where_it_cuts(project):
    assert names(project, cut_off(project)) == ["乙", "甲"]
    assert names(project, cut_off(project, Stretch("3栋", "101"), Stretch("5栋"))) == ["甲", "丁"]
    assert names(project, cut_off(project, Stretch("9栋"))) == []


def test_a_unit_cut_off_twice_over_is_visited_once(project):
    assert names(project, cut_off(project, Stretch("3栋"), Stretch("3栋", "101"))) == ["乙", "甲"]


def test_whoever_moves_out_or_leaves_the_register_needs_no_visit_any_more(project):
    outage = cut_off(project)
    first, second = (visit.resident_id for visit in listed(project, outage))

    with writing() as session:
        resident_desk.move_out(session, None, project, first, NOW)
        resident_desk.change(session, None, project, second, Person(name="甲"), NOW)

    assert names(project, outage) == []


def test_whoever_comes_onto_the_register_during_a_cut_is_listed_at_once(project):
    outage = cut_off(project)

    a_person(project, a_unit(project, "104"), name="戊", criteria=["alone"], now=NOW + HOUR)

    assert names(project, outage) == ["乙", "甲", "戊"]


def test_a_visit_says_who_was_there_when_and_how_they_were_found(project):
    outage, reception = cut_off(project), a_colleague(project, "reception")
    resident = listed(project, outage)[0].resident_id

    meet(project, outage, resident, reception, condition=Condition.NEEDS_HELP, note="带了移动电源")

    visit = listed(project, outage)[0]
    assert (visit.visited_at, visit.visited_by) == (NOW + HOUR, reception.staff_id)
    assert (visit.condition, visit.found) == (Condition.NEEDS_HELP, "带了移动电源")
    assert (line(project, outage).to_visit, line(project, outage).visited) == (2, 1)
    assert line(project, outage).open == 1


def test_nobody_is_visited_twice_in_one_outage(project):
    outage, reception = cut_off(project), a_colleague(project, "reception")
    resident = listed(project, outage)[0].resident_id
    meet(project, outage, resident, reception)

    with pytest.raises(AlreadyVisited) as refused:
        meet(project, outage, resident, reception, at=NOW + 2 * HOUR)

    assert refused.value.visited_at == NOW + HOUR
    meet(project, cut_off(project), resident, reception)


def test_of_two_who_record_the_same_visit_at_once_one_is_first(project):
    outage, reception = cut_off(project), a_colleague(project, "reception")
    resident = listed(project, outage)[0].resident_id

    def attempt(_nth: int) -> str:
        try:
            meet(project, outage, resident, reception)
        except (AlreadyVisited, ChangedMeanwhile):
            return "refused"
        return "recorded"

    with ThreadPoolExecutor(4) as threads:
        outcomes = sorted(threads.map(attempt, range(4)))

    assert outcomes == ["recorded", "refused", "refused", "refused"]


def test_a_visit_stays_on_record_for_a_person_who_is_merged_into_another(project):
    outage, reception = cut_off(project), a_colleague(project, "reception")
    first, second = (visit.resident_id for visit in listed(project, outage))
    meet(project, outage, first, reception)

    with writing() as session:
        resident_desk.merge(session, None, project, second, first, NOW)

    (both,) = listed(project, outage)
    assert (both.resident_id, both.visited_at) == (second, NOW + HOUR)


def test_when_a_cut_is_over_its_list_stays_as_it_was_then(project):
    outage, reception = cut_off(project), a_colleague(project, "reception")
    first, second = (visit.resident_id for visit in listed(project, outage))
    meet(project, outage, first, reception)
    finish(project, outage)

    with writing() as session:
        resident_desk.move_out(session, None, project, second, NOW + 3 * HOUR)
    a_person(project, a_unit(project, "104"), name="戊", criteria=["alone"], now=NOW + 3 * HOUR)

    assert names(project, outage) == ["乙", "甲"]
    assert line(project, outage).over_at == NOW + 2 * HOUR
    assert line(project, outage).open == 0


def test_after_the_end_nothing_is_recorded_and_nothing_ends_again(project):
    outage, reception = cut_off(project), a_colleague(project, "reception")
    resident = listed(project, outage)[0].resident_id
    finish(project, outage)

    with pytest.raises(OutageOver):
        meet(project, outage, resident, reception)
    with pytest.raises(OutageOver) as refused:
        finish(project, outage, NOW + 5 * HOUR)

    assert refused.value.over_at == NOW + 2 * HOUR


def test_cuts_going_on_come_first_by_their_beginning_then_the_latest_past_one(project):
    tomorrow = cut_off(project)
    now = cut_off(project, is_planned=False)
    past = [cut_off(project) for _ in range(2)]
    for hours, outage in enumerate(past, start=1):
        finish(project, outage, NOW + hours * HOUR)

    with reading() as session:
        order = [one.id for one in outages(session, project)]

    assert order == [now, tomorrow, *reversed(past)]


def test_somebody_who_is_not_on_the_list_is_not_visited(project):
    outage, reception = cut_off(project), a_colleague(project, "reception")

    with pytest.raises(NotFound):
        meet(project, outage, 999, reception)


def test_a_visit_is_made_by_a_colleague_of_the_project(project):
    outage, stranger = cut_off(project), a_colleague(a_project())
    resident = listed(project, outage)[0].resident_id
    made = NewVisit(resident, stranger.staff_id, Condition.WELL)

    with writing() as session, pytest.raises(NotFound):
        desk.visit(session, None, project, outage, made, NOW)


@pytest.mark.parametrize(("length", "fits"), [(200, True), (201, False)])
def test_a_note_is_short(project, length, fits):
    outage, reception = cut_off(project), a_colleague(project, "reception")
    resident = listed(project, outage)[0].resident_id

    if fits:
        meet(project, outage, resident, reception, note="x" * length)
        return
    with pytest.raises(WrongValue):
        meet(project, outage, resident, reception, note="x" * length)


def test_an_outage_of_another_project_is_unknown(project):
    outage = cut_off(project)

    with reading() as session, pytest.raises(NotFound):
        desk.whom_to_visit(session, None, a_project(), outage)


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.WALL])
def test_who_may_not_see_people_learns_and_does_nothing_here(project, role):
    outage, actor = cut_off(project), an_actor(role, project)
    cut = Cut(Supply.WATER, False, NOW - MINUTE, WHOLE_BUILDING)
    made = NewVisit(1, 1, Condition.WELL)
    verbs = [
        lambda session: desk.register(session, actor, project),
        lambda session: desk.record(session, actor, project, cut, NOW),
        lambda session: desk.whom_to_visit(session, actor, project, outage),
        lambda session: desk.visit(session, actor, project, outage, made, NOW),
        lambda session: desk.end(session, actor, project, outage, NOW),
    ]

    for verb in verbs:
        with writing() as session, pytest.raises(NotAllowed) as refused:
            verb(session)
        assert refused.value.action == Action.SEE_PEOPLE


@pytest.fixture
def visited(project) -> int:
    outage, reception = cut_off(project), a_colleague(project, "reception")
    meet(project, outage, listed(project, outage)[0].resident_id, reception, note="王芳")
    return outage


FACTS = [column.name for column in OutageVisit.__table__.columns if column.name != "note"]


@pytest.mark.parametrize("column", FACTS)
def test_no_fact_of_a_visit_can_be_changed(visited, column):
    changed = update(OutageVisit).values({column: getattr(OutageVisit, column)})

    with pytest.raises(DBAPIError, match="only ever added"), writing() as session:
        session.execute(changed)


def test_a_visit_cannot_be_deleted_but_its_note_may_be_emptied(visited):
    with pytest.raises(DBAPIError, match="only ever added"), writing() as session:
        session.execute(delete(OutageVisit))

    with writing() as session:
        session.execute(update(OutageVisit).values(note=""))

    with reading() as session:
        assert session.scalar(text("SELECT note FROM outage_visits")) == ""
