"""Segments describe, criteria make key customers, and the last two of them the safety register."""

from typing import Any

import pytest

from domain.errors import WrongValue
from domain.residents import (
    Criterion,
    Holding,
    Person,
    Tenure,
    Unit,
    checked,
    checked_unit,
    is_key,
    merged,
    needs_visit,
)


@pytest.mark.parametrize(
    ("own", "is_large"), [(49.99, False), (50.0, True), (50.01, True), (0.0, False)]
)
def test_five_percent_of_the_floor_area_makes_a_key_customer(own, is_large):
    assert Holding(own, 1_000.0).is_large(0.05) is is_large
    assert is_key([], Holding(own, 1_000.0), 0.05) is is_large


def test_without_known_areas_nobody_is_large():
    assert Holding(0.0, 0.0).share is None
    assert not Holding(0.0, 0.0).is_large(0.05)


@pytest.mark.parametrize("criterion", list(Criterion))
def test_each_criterion_alone_makes_a_key_customer(criterion):
    assert is_key([criterion], Holding(0.0, 1.0), 0.05)


@pytest.mark.parametrize("criterion", list(Criterion))
def test_a_device_at_home_and_living_alone_are_the_safety_register(criterion):
    on_it = criterion in {Criterion.MEDICAL_DEVICE, Criterion.ALONE}

    assert needs_visit([criterion]) is on_it


def test_a_person_is_stored_tidied():
    tidy = checked(Person(name="  李 \n 强 ", phone=" 138 0000  0000 "))

    assert (tidy.name, tidy.phone) == ("李 强", "138 0000 0000")


@pytest.mark.parametrize(
    ("person", "field", "reason"),
    [
        (Person(), "resident", "empty"),
        (Person(name="  "), "resident", "empty"),
        (Person(name="王" * 61), "name", "too_long"),
        (Person(name="王", note="x" * 201), "note", "too_long"),
        (Person(phone="1" * 31), "phone", "too_long"),
        (Person(phone="12"), "phone", "not_a_phone"),
        (Person(phone="ask at the gate"), "phone", "not_a_phone"),
        (Person(phone="138 0000 0000 (son)"), "phone", "not_a_phone"),
        (Person(phone="１３８０００００００0"), "phone", "not_a_phone"),
    ],
)
def test_a_person_that_cannot_stand_is_refused_by_the_field(person, field, reason):
    with pytest.raises(WrongValue) as refused:
        checked(person)

    assert (refused.value.field, refused.value.reason) == (field, reason)


@pytest.mark.parametrize("phone", ["110", "+86 138-0000-0000", "(0571) 8888 0000", "400/800-1234"])
def test_a_phone_may_be_written_in_the_usual_ways(phone):
    assert checked(Person(phone=phone)).phone == phone


@pytest.mark.parametrize("name", ["王" * 60, ""])
def test_what_just_fits_stays(name):
    assert checked(Person(name=name, phone="110", note="x" * 200)).name == name


@pytest.mark.parametrize(
    ("unit", "field"),
    [
        (Unit(area=0.0), "area"),
        (Unit(area=-1.0), "area"),
        (Unit(area=1_000_001.0), "area"),
        (Unit(area=float("nan")), "area"),
        (Unit(household_size=-1), "household_size"),
        (Unit(household_size=100), "household_size"),
    ],
)
def test_a_unit_has_a_plausible_size(unit, field):
    with pytest.raises(WrongValue) as refused:
        checked_unit(unit)

    assert refused.value.field == field


def test_a_vacant_unit_and_one_of_unknown_size_are_fine():
    assert checked_unit(Unit(area=0.5, household_size=0)) == Unit(area=0.5, household_size=0)
    assert checked_unit(Unit()) == Unit()


def test_two_records_of_one_person_become_one_that_knows_more():
    kept = Person(name="李强", tenure=Tenure.OWNER, criteria=frozenset({Criterion.ALONE}))
    other = Person(name="老李", phone="110", tenure=Tenure.TENANT, note="rings twice")
    other_criteria = frozenset({Criterion.COMMITTEE})

    both = merged(kept, Person(**_facts(other), criteria=other_criteria))

    assert (both.name, both.phone, both.tenure) == ("李强", "110", Tenure.OWNER)
    assert both.note == "rings twice"
    assert both.criteria == {Criterion.ALONE, Criterion.COMMITTEE}


def _facts(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in ("name", "phone", "tenure", "note")}
