"""A roll of units and residents comes in whole, twice is once, and a bad row says why it stayed."""

from typing import Any

import pytest
import xlsxwriter

from db import homes, imports
from db.engine import reading, writing
from db.residents import Known, everybody
from desk import households, residents, rolls
from desk.guesses import ColumnNotFound
from desk.households import Outcome
from desk.roll_words import Column
from desk.texts import FileUnreadable
from domain.access import Action, Role
from domain.errors import NotAllowed
from domain.imports import Fault
from domain.residents import Criterion, Importance, Mindset, Party, PropertyType, Tenure, Unit
from tests.builders import MONDAY_MORNING, a_colleague, a_person, a_project, a_unit

NOW = MONDAY_MORNING
HEAD = "楼栋,房号,姓名,联系电话,身份,建筑面积,独居老人"
ROW = "3栋,1202,李强,13800000000,业主,89.5,是"


def a_roll(*rows: str, head: str = HEAD, encoding: str = "utf-8") -> bytes:
    return "\n".join((head, *rows)).encode(encoding)


def read(*rows: str, **facts: Any) -> rolls.Roll:
    return rolls.read(a_roll(*rows, **facts), file_name="名册.csv")


def bring_in(project: int, roll: rolls.Roll, *, dry_run: bool = False, at=NOW) -> Outcome:
    with writing() as session:
        return households.bring_in(session, None, project, roll, at, dry_run=dry_run)


def people(project: int) -> list[Known]:
    with reading() as session:
        return everybody(session, project)


def units(project: int) -> dict[str, Unit]:
    with reading() as session:
        return {place.label: unit for place, unit in homes.units(session, project)}


def test_headings_are_known_by_what_others_call_them():
    head = "Block,Unit No,Resident,Mobile,Tenure,Floor area,Lives alone,Colour of the door"

    roll = read("3,1202,Li Qiang,13800000000,tenant,89.5 m2,no,green", head=head)

    (entry,) = roll.entries
    assert (entry.building, entry.unit, entry.facts.area) == ("3", "1202", 89.5)
    assert (entry.person.name, entry.person.tenure) == ("Li Qiang", Tenure.TENANT)
    assert entry.denied == {Criterion.ALONE}
    assert roll.unused == ("Colour of the door",)
    assert roll.columns[Column.PHONE] == "Mobile"


def test_every_column_has_a_value_in_words():
    head = "房号,姓名,客户类型,客户级别,关注点,物业类型,家庭人数,呼吸机,备注"

    roll = read("底商8,某公司,单位,重点,成本,商铺,3人,有,先打电话", head=head)

    (entry,) = roll.entries
    assert entry.facts == Unit(PropertyType.SHOP, None, 3)
    person = entry.person
    assert (person.party, person.importance) == (Party.ORGANISATION, Importance.IMPORTANT)
    assert (person.mindset, person.note) == (Mindset.COST, "先打电话")
    assert person.criteria == {Criterion.MEDICAL_DEVICE}


def test_building_and_number_in_one_cell_are_told_apart():
    roll = read("12号楼 3单元501", "商铺8", head="房号")

    assert [(e.building, e.unit) for e in roll.entries] == [("12号楼", "3单元501"), ("", "商铺8")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_roll_may_come_in_any_usual_encoding(encoding):
    assert read(ROW, encoding=encoding).entries == read(ROW).entries


def test_a_workbook_is_read_like_a_text(tmp_path):
    file = tmp_path / "roll.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["云栖花园住户名册"])
        sheet.write_row(1, 0, HEAD.split(","))
        sheet.write_row(2, 0, ["3栋", 1202.0, "李强", 13800000000.0, "业主", 89.5, "是"])

    roll = rolls.read(file.read_bytes())

    assert [e.person for e in roll.entries] == [e.person for e in read(ROW).entries]
    assert (roll.entries[0].unit, roll.entries[0].facts.area) == ("1202", 89.5)


@pytest.mark.parametrize(
    ("row", "fault", "column"),
    [
        ("3栋,,李强,13800000000,业主,89.5,是", Fault.EMPTY, "房号"),
        ("3栋,1202,李强,见门岗,业主,89.5,是", Fault.NOT_A_PHONE, "联系电话"),
        ("3栋,1202,李强,12,业主,89.5,是", Fault.NOT_A_PHONE, "联系电话"),
        ("3栋,1202,李强,,房东,89.5,是", Fault.UNKNOWN_VALUE, "身份"),
        ("3栋,1202,李强,,业主,八十,是", Fault.NOT_AN_AREA, "建筑面积"),
        ("3栋,1202,李强,,业主,0,是", Fault.NOT_AN_AREA, "建筑面积"),
        ("3栋,1202,李强,,业主,nan,是", Fault.NOT_AN_AREA, "建筑面积"),
        ("3栋,1202,李强,,业主,89.5,可能", Fault.UNKNOWN_VALUE, "独居老人"),
        ("3栋,1202," + "李" * 61 + ",,业主,89.5,是", Fault.TOO_LONG, "姓名"),
        ("3栋,1202,李强", Fault.TOO_FEW_CELLS, ""),
    ],
)
def test_a_bad_row_stays_outside_with_its_reason_and_good_ones_are_kept(row, fault, column):
    roll = read(ROW, row, "3栋,1203,王芳,,租户,60,否")

    assert [(r.line, r.fault, r.column) for r in roll.rejects] == [(3, fault, column)]
    assert [entry.unit for entry in roll.entries] == ["1202", "1203"]


def test_the_same_person_twice_in_one_unit_counts_once():
    roll = read(ROW, "3栋,1202,老李,138-0000-0000,,,", "3栋,1203,李强,13800000000,业主,,")

    assert [(r.line, r.fault) for r in roll.rejects] == [(3, Fault.REPEATED)]
    assert [entry.unit for entry in roll.entries] == ["1202", "1203"]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileUnreadable),
        (HEAD.encode(), FileUnreadable),
        ("姓名,电话\n李强,110".encode(), ColumnNotFound),
        (b"PK\x03\x04 not a workbook", FileUnreadable),
    ],
)
def test_a_file_that_is_no_roll_is_refused(content, refusal):
    with pytest.raises(refusal):
        rolls.read(content)


@pytest.mark.usefixtures("database")
def test_a_roll_fills_an_empty_project():
    project = a_project()

    outcome = bring_in(project, read(ROW, "3栋,1202,王芳,,家属,,", "3栋,1203,,,,60,"))

    assert (outcome.units, outcome.added, outcome.updated, outcome.unchanged) == (2, 3, 0, 0)
    assert units(project) == {"3栋 1202": Unit(area=89.5), "3栋 1203": Unit(area=60.0)}
    first, second = people(project)
    assert (first.name, first.tenure) == ("李强", Tenure.OWNER)
    assert first.criteria == {Criterion.ALONE}
    assert (second.name, second.place_id) == ("王芳", first.place_id)
    with reading() as session:
        (line,) = imports.latest(session, project)
    assert (line.rows, line.added, line.rejected) == (3, 3, 0)


@pytest.mark.usefixtures("database")
def test_the_same_roll_twice_changes_nothing():
    project, roll = a_project(), read(ROW, "3栋,1202,王芳,,家属,,", "3栋,1203,,,,60,")
    bring_in(project, roll)
    before = (people(project), units(project))

    again = bring_in(project, roll)

    assert (again.units, again.added, again.updated, again.unchanged) == (0, 0, 0, 3)
    assert (people(project), units(project)) == before


@pytest.mark.usefixtures("database")
def test_a_dry_run_says_the_same_and_stores_nothing():
    project, roll = a_project(), read(ROW)

    with reading() as session:
        would = households.bring_in(session, None, project, roll, NOW, dry_run=True)

    assert (would.units, would.added, would.is_dry_run) == (1, 1, True)
    assert people(project) == []
    assert units(project) == {}


@pytest.mark.usefixtures("database")
def test_a_later_roll_says_what_changed_and_an_empty_cell_leaves_what_is_known():
    project = a_project()
    bring_in(project, read(ROW))

    outcome = bring_in(project, read("3 栋,1202,李强,138 0000 0000,,,否"))

    (resident,) = people(project)
    assert (outcome.added, outcome.updated) == (0, 1)
    assert resident.phone == "13800000000"
    assert (resident.tenure, resident.criteria) == (Tenure.OWNER, frozenset())
    assert units(project) == {"3栋 1202": Unit(area=89.5)}


@pytest.mark.usefixtures("database")
def test_units_and_people_that_the_desk_knows_are_recognised():
    project = a_project()
    resident = a_person(project, a_unit(project, "1202", building="3 栋"), name="李强")

    outcome = bring_in(project, read(ROW))

    (known,) = people(project)
    assert (known.id, known.phone) == (resident, "13800000000")
    assert (outcome.units, outcome.added, outcome.updated) == (0, 0, 1)


@pytest.mark.usefixtures("database")
def test_two_phones_are_two_people_even_of_one_name():
    project = a_project()
    bring_in(project, read(ROW))

    bring_in(project, read("3栋,1202,李强,13911112222,,,"))

    assert [one.phone for one in people(project)] == ["13800000000", "13911112222"]


@pytest.mark.usefixtures("database")
def test_whoever_moved_out_is_not_brought_back_by_a_file():
    project = a_project()
    bring_in(project, read(ROW))
    with writing() as session:
        residents.move_out(session, None, project, people(project)[0].id, NOW)

    outcome = bring_in(project, read(ROW))

    (known,) = people(project)
    assert known.moved_out_at == NOW
    assert outcome.unchanged == 1


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.TECHNICIAN, Role.WALL}))
def test_only_who_administers_the_project_brings_a_roll_in(role):
    project = a_project()
    actor = a_colleague(project, role)

    with writing() as session:
        if actor.may(Action.ADMINISTER, project):
            assert households.bring_in(session, actor, project, read(ROW), NOW).added == 1
            return
        with pytest.raises(NotAllowed):
            households.bring_in(session, actor, project, read(ROW), NOW)
