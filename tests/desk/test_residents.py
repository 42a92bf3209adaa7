"""The desk finds, describes, moves and merges residents, for those who may see people."""

from collections.abc import Callable
from typing import Any

import pytest

from db import audit, people
from db.engine import reading, writing
from db.homes import tickets_of
from db.residents import Known, known
from desk import residents as desk
from domain.access import Action, Actor, Role
from domain.errors import ChangedMeanwhile, NotAllowed, NotFound, WrongValue
from domain.residents import Criterion, Importance, Person, PropertyType, Tenure, Unit
from tests.builders import (
    DAY,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    a_colleague,
    a_person,
    a_project,
    a_ticket,
    a_unit,
    an_actor,
)

pytestmark = pytest.mark.usefixtures("database")

NOW = MONDAY_MORNING


def found(project: int, words: str) -> list[tuple[str, str | None]]:
    with reading() as session:
        lines = desk.find(session, None, project, words)
    return [(line.where, line.name) for line in lines]


def home(project: int, place: int) -> list[str]:
    with reading() as session:
        return [one.name for one in desk.household(session, None, project, place).residents]


def record(project: int, resident: int) -> Known:
    with reading() as session:
        return known(session, project, resident)


def do(verb: Callable[..., Any], project: int, *facts: Any, actor: Actor | None = None) -> Any:
    with writing() as session:
        return verb(session, actor, project, *facts)


@pytest.fixture
def project() -> int:
    """Four units; somebody in each but the last, and one without a home."""
    project = a_project()
    a_person(project, a_unit(project, "1202"), name="李强", phone="138 0000-1111")
    a_person(project, a_unit(project, "1203"), name="王芳", phone="13900001111")
    a_person(project, a_unit(project, "1202", building="13栋"), name="Smith", phone="13800002222")
    a_unit(project, "1501")
    a_person(project, name="赵敏", phone="12020000")
    return project


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("3栋1203", {("3栋 1203", "王芳")}),
        ("3-1203", {("3栋 1203", "王芳")}),
        ("1203", {("3栋 1203", "王芳")}),
        ("13 栋", {("13栋 1202", "Smith")}),
        ("1501", {("3栋 1501", None)}),
        ("1380000", {("3栋 1202", "李强"), ("13栋 1202", "Smith")}),
        ("138-0000 11", {("3栋 1202", "李强")}),
        ("+138 0000 1", {("3栋 1202", "李强")}),
        ("smi", {("13栋 1202", "Smith")}),
        ("赵", {("", "赵敏")}),
        ("1202", {("3栋 1202", "李强"), ("13栋 1202", "Smith"), ("", "赵敏")}),
        ("13", {("13栋 1202", "Smith")}),
        ("%", set()),
        ("_", set()),
        ("/", set()),
        ("'; drop table residents", set()),
        ("", set()),
        ("   ", set()),
        ("nobody", set()),
    ],
)
def test_somebody_is_found_by_unit_or_the_beginning_of_phone_or_name(project, words, expected):
    lines = found(project, words)

    assert set(lines) == expected
    assert len(lines) == len(expected)


def test_a_search_finds_nobody_of_another_project(project):
    assert found(a_project(), "1380000") == []


def test_whoever_moved_out_is_still_found_and_comes_last():
    project = a_project()
    unit = a_unit(project)
    gone, here = a_person(project, unit, name="甲"), a_person(project, unit, name="乙")

    do(desk.move_out, project, gone, TUESDAY_MORNING)

    assert [name for _where, name in found(project, "1202")] == ["乙", "甲"]
    assert home(project, unit) == ["乙", "甲"]
    assert record(project, gone).moved_out_at == TUESDAY_MORNING
    with reading() as session:
        assert people.resident_at(session, project, unit) == here


def test_a_household_is_bounded_to_its_unit(project):
    with reading() as session, pytest.raises(NotFound):
        desk.household(session, None, project, 999)


def test_a_common_place_is_no_household(project):
    with writing() as session:
        gate = people.add_place(session, project, name="南门岗")

    with reading() as session, pytest.raises(NotFound):
        desk.household(session, None, project, gate)


def test_a_resident_of_another_project_is_unknown(project):
    stranger = a_person(a_project(), name="外人")

    with pytest.raises(NotFound):
        do(desk.change, project, stranger + 100, Person(name="x"), NOW)


def test_a_change_describes_the_person_anew_and_keeps_when_a_criterion_was_noted(project):
    resident = a_person(project, criteria=["alone", "committee"])
    described = Person(
        name="李强",
        tenure=Tenure.OWNER,
        importance=Importance.IMPORTANT,
        criteria=frozenset({Criterion.ALONE, Criterion.MEDICAL_DEVICE}),
    )

    do(desk.change, project, resident, described, NOW + DAY)

    assert record(project, resident).person == described


def test_a_change_thought_up_on_an_old_description_is_refused(project):
    resident = a_person(project)
    seen = record(project, resident).person
    do(desk.change, project, resident, Person(name="李强", note="rings twice"), NOW)

    with writing() as session, pytest.raises(ChangedMeanwhile):
        desk.change(session, None, project, resident, Person(name="x"), NOW, seen=seen)

    assert record(project, resident).note == "rings twice"


def test_a_change_that_cannot_stand_changes_nothing(project):
    resident = a_person(project)

    with pytest.raises(WrongValue):
        do(desk.change, project, resident, Person(name="李强", phone="?"), NOW)

    assert record(project, resident).phone == ""


def test_somebody_moves_from_one_unit_to_another_and_back_after_leaving(project):
    first, second = a_unit(project, "201"), a_unit(project, "202")
    resident = a_person(project, first)

    do(desk.move_in, project, resident, second, NOW)
    assert (home(project, first), home(project, second)) == ([], ["李强"])

    do(desk.move_out, project, resident, NOW)
    do(desk.move_in, project, resident, first, NOW)
    assert record(project, resident).moved_out_at is None
    assert home(project, first) == ["李强"]


def test_nobody_moves_out_twice(project):
    resident = a_person(project)
    do(desk.move_out, project, resident, NOW)

    with pytest.raises(ChangedMeanwhile):
        do(desk.move_out, project, resident, NOW + DAY)

    assert record(project, resident).moved_out_at == NOW


def test_a_unit_is_one_of_its_kind(project):
    with pytest.raises(ChangedMeanwhile):
        a_unit(project, "1202")


@pytest.mark.parametrize(
    ("building", "unit", "field"), [("3栋", " ", "unit"), ("3" * 41, "1", "building")]
)
def test_a_unit_needs_a_number_that_fits(project, building, unit, field):
    with pytest.raises(WrongValue) as refused:
        do(desk.add_unit, project, (building, unit), Unit(), NOW)

    assert refused.value.field == field


def test_a_unit_is_described(project):
    unit = a_unit(project, "801")
    described = Unit(PropertyType.SHOP, 88.5, 3)

    do(desk.describe_unit, project, unit, described, NOW)

    with reading() as session:
        assert desk.household(session, None, project, unit).unit == described


def test_two_records_of_one_person_become_one_with_the_tickets_of_both(project):
    unit = a_unit(project, "301")
    kept = a_person(project, name="李强", criteria=["alone"])
    other = a_person(project, unit, name="老李", phone="110", criteria=["committee"])
    tickets = [a_ticket(project, resident_id=one) for one in (kept, other)]

    do(desk.merge, project, kept, other, NOW)

    both = record(project, kept)
    assert (both.name, both.phone, both.place_id) == ("李强", "110", unit)
    assert both.criteria == {Criterion.ALONE, Criterion.COMMITTEE}
    with reading() as session:
        lines = tickets_of(session, project, place_id=None, residents=[kept])
    assert sorted(line.number for line in lines) == tickets
    with pytest.raises(NotFound):
        record(project, other)
    assert found(project, "老李") == []


def test_a_record_is_not_merged_with_itself(project):
    resident = a_person(project)

    with pytest.raises(WrongValue):
        do(desk.merge, project, resident, resident, NOW)

    assert record(project, resident).name == "李强"


def test_shares_of_the_floor_area_are_counted_over_all_units_of_one_owner():
    project = a_project()
    places = [a_unit(project, str(n), area=area) for n, area in enumerate((30.0, 20.0, 950.0))]
    a_unit(project, "unmeasured")
    owner = a_person(project, places[0], tenure=Tenure.OWNER, phone="13800000000")
    a_person(project, places[1], tenure=Tenure.OWNER, phone="13800000000")
    tenant = a_person(project, places[0], tenure=Tenure.TENANT, phone="110")

    with reading() as session:
        home = desk.household(session, None, project, places[0])
        held = desk.shares(session, None, project, home.residents)

    assert held[owner].share == pytest.approx(0.05)
    assert held[owner].is_large(0.05)
    assert held[tenant].own == 0


def test_every_change_is_written_down_by_number_and_without_a_name(project):
    who = a_colleague(project)
    unit, other = a_unit(project, "701"), a_person(project, name="重复")

    resident = do(desk.add, project, Person(name="赵云"), None, NOW, actor=who)
    do(desk.change, project, resident, Person(name="赵云", phone="110"), NOW, actor=who)
    do(desk.move_in, project, resident, unit, NOW, actor=who)
    do(desk.describe_unit, project, unit, Unit(area=80.0), NOW, actor=who)
    do(desk.move_out, project, resident, NOW, actor=who)
    do(desk.merge, project, resident, other, NOW, actor=who)

    with reading() as session:
        entries = [one for one in audit.newest(session, project) if one.actor_id == who.staff_id]
    assert [one.action for one in reversed(entries)] == [
        *("resident_added", "resident_changed", "resident_moved_in", "unit_changed"),
        *("resident_moved_out", "residents_merged"),
    ]
    assert {one.subject for one in entries} == {f"resident/{resident}", f"place/{unit}"}
    assert "赵云" not in repr(entries)


VERBS: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    (desk.find, ("1202",)),
    (desk.household, (1,)),
    (desk.one, (1,)),
    (desk.shares, ([],)),
    (desk.add, (Person(name="x"), None, NOW)),
    (desk.add_unit, (("9栋", "1"), Unit(), NOW)),
    (desk.describe_unit, (1, Unit(), NOW)),
    (desk.change, (1, Person(name="x"), NOW)),
    (desk.move_in, (1, 2, NOW)),
    (desk.move_out, (1, NOW)),
    (desk.merge, (1, 2, NOW)),
]


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.WALL])
@pytest.mark.parametrize(("verb", "facts"), VERBS)
def test_who_may_not_see_people_may_do_nothing_about_them(project, role, verb, facts):
    with pytest.raises(NotAllowed) as refused:
        do(verb, project, *facts, actor=an_actor(role, project))

    assert refused.value.action == Action.SEE_PEOPLE


@pytest.mark.parametrize(("verb", "facts"), VERBS)
def test_a_colleague_of_another_project_may_do_nothing_here(project, verb, facts):
    with pytest.raises(NotAllowed):
        do(verb, project, *facts, actor=an_actor(Role.SUPERVISOR, project + 1))
