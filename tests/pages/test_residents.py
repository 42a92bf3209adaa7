"""The residents' page: found, described, visited, compared, handed out and erased at the desk."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db import homes, outages
from db.engine import reading, writing
from db.residents import Known, everybody
from desk import outages as outage_desk
from desk import residents as resident_desk
from domain.access import Actor, Role
from domain.outages import Cut, Stretch, Supply
from domain.residents import Criterion, Person, Tenure
from tests.builders import (
    DAY,
    a_colleague,
    a_person,
    a_project,
    a_ticket,
    a_unit,
    take,
)
from tests.pages.desks import BOTH, COOKIE, Desk, forget, signed_in, sit

# What a page shows does not depend on where it is kept; tests/db and tests/desk try both.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NOW = datetime.now(UTC)
MARKUP = ":material/home: **bold** <b>tag</b>"
SEARCH = "Unit, phone or name"


@pytest.fixture(autouse=True)
def fresh(database, monkeypatch) -> Iterator[None]:
    monkeypatch.setenv("HUIFANG_LANGUAGE", "en")
    forget()
    yield
    forget()


def people(project: int) -> list[Known]:
    with reading() as session:
        return everybody(session, project)


def opened(project: int, who: Any, place: int | None, resident: int | None = None) -> Desk:
    """The page with this household already chosen."""
    desk = sit("residents", project, who)
    desk.page.session_state["household"] = (project, place, resident)
    return desk.look()


def pressed(desk: Desk, label: str, nth: int = -1) -> Desk:
    [button for button in desk.page.button if button.label == label][nth].click().run()
    assert not desk.page.exception
    return desk


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.WALL])
@BOTH
def test_who_may_not_see_people_sees_nobody(role, language):
    project = a_project()
    a_person(project, a_unit(project), name="李强", criteria=["alone"])

    for view in ("homes", "safety", "fairness", "roll"):
        words = sit("residents", project, a_colleague(project, role), language, view=view).words()
        assert {"zh_CN": "您的岗位在这里不能", "en": "Your role does not allow"}[language] in words
        assert "李强" not in words


@BOTH
def test_an_empty_page_says_how_to_begin(language):
    project = a_project()
    who = a_colleague(project)

    told = {
        view: sit("residents", project, who, language, view=view).words()
        for view in ("homes", "safety", "fairness", "roll")
    }

    assert {"zh_CN": "先报房号、电话或姓名", "en": "what they say first"}[language] in told["homes"]
    assert {"zh_CN": "尚无停供记录", "en": "No cut is recorded"}[language] in told["safety"]
    assert {"zh_CN": "名册中还没有人", "en": "Nobody is on the register"}[language] in told[
        "safety"
    ]
    assert {"zh_CN": "暂无可比数据", "en": "Nothing to compare yet"}[language] in told["fairness"]
    assert {"zh_CN": "每人一行", "en": "One row for each person"}[language] in told["roll"]


def test_a_roll_is_offered_to_who_administers_only():
    project = a_project()

    views = sit("residents", project, a_colleague(project, "reception")).choices("view")
    lead = sit("residents", project, a_colleague(project, "supervisor")).choices("view")

    assert "Import a roll" not in views
    assert lead == [*views, "Import a roll"]


def test_a_resident_is_found_by_unit_and_nothing_typed_stands_in_the_address():
    project = a_project()
    a_person(project, a_unit(project, "1202"), name="李强", phone="13800001111")
    a_person(project, a_unit(project, "1203"), name="王芳", phone="13900001111")

    desk = sit("residents", project, a_colleague(project, "reception"))
    desk.field(SEARCH).set_value("1380000").run()

    (row,) = desk.rows()
    assert (row["Unit"], row["Name"], row["Phone"]) == ("3栋 1202", "李强", "13800001111")
    assert "1380000" not in str(desk.page.query_params)


def test_a_search_without_result_says_what_else_to_try():
    project = a_project()

    desk = sit("residents", project, a_colleague(project))
    desk.field(SEARCH).set_value("nobody").run()

    assert "Nobody is found" in desk.words()


def test_a_household_shows_who_lives_there_what_they_are_and_its_tickets():
    project = a_project()
    home = a_unit(project, "1202", area=90.0, household_size=2)
    resident = a_person(
        project,
        home,
        name=MARKUP,
        phone="110",
        tenure=Tenure.OWNER,
        criteria=["alone", "committee"],
        note="rings twice",
    )
    number = a_ticket(project, resident_id=resident, place_id=home, subject="水管漏水")

    words = opened(project, a_colleague(project, "reception"), home).words()

    for told in ("3栋 1202", "90.0 m²", "2 people", MARKUP):
        assert told in words
    for told in ("110", "rings twice", "Key customer", "Owner", "100.0 % of", "水管漏水"):
        assert told in words
    assert f"#{number}" in words


def test_who_owns_less_than_five_percent_and_meets_no_criterion_is_no_key_customer():
    project = a_project()
    home = a_unit(project, "1202", area=4.9)
    a_unit(project, "1203", area=95.1)
    a_person(project, home, tenure=Tenure.OWNER)

    words = opened(project, a_colleague(project), home).words()

    assert "Key customer" not in words
    assert "of the known floor area" not in words


def test_a_resident_is_added_to_a_household():
    project = a_project()
    home = a_unit(project)

    desk = opened(project, a_colleague(project, "reception"), home)
    desk.field("Name").set_value("李强")
    desk.field("Phone").set_value("13800001111")
    desk.field("Tenure").set_value("owner")
    desk.press("Add the resident")

    (one,) = people(project)
    assert (one.name, one.phone, one.tenure, one.place_id) == (
        *("李强", "13800001111", Tenure.OWNER),
        home,
    )


def test_a_wrong_phone_is_refused_in_words_and_nothing_is_lost():
    project = a_project()
    home = a_unit(project)

    desk = opened(project, a_colleague(project), home)
    desk.field("Name").set_value("李强")
    desk.field("Phone").set_value("at the gate")
    desk.press("Add the resident")

    assert "it must be a phone number" in desk.words()
    assert desk.field("Name").value == "李强"
    assert people(project) == []


def details(project: int, who: Actor, resident: int) -> Desk:
    """The dialog by itself: a whole run of the page would close it."""
    script = f"""
from db.engine import reading
from db.residents import known
from pages.parts import person
with reading() as session:
    one = known(session, {project}, {resident})
person._ask_change(one)
"""
    return Desk(script, "en", **{"project": project, COOKIE: signed_in(who)}).look()


def test_the_button_opens_the_details():
    project = a_project()
    home = a_unit(project)
    a_person(project, home, name="李强")

    desk = opened(project, a_colleague(project), home).press("Details")

    assert [one.value for one in desk.page.text_input if one.label == "Name"] == ["", "李强"]


def test_details_are_changed_and_put_somebody_on_the_register():
    project = a_project()
    resident = a_person(project, a_unit(project))

    desk = details(project, a_colleague(project, "reception"), resident)
    desk.page.multiselect[0].set_value(["alone"])
    desk.press("Save")

    (one,) = people(project)
    assert one.criteria == {Criterion.ALONE}


def test_details_that_somebody_else_changed_meanwhile_are_not_overwritten():
    project = a_project()
    resident = a_person(project, a_unit(project))
    desk = details(project, a_colleague(project), resident)
    with writing() as session:
        resident_desk.change(session, None, project, resident, Person(name="李刚"), NOW)

    desk.field("Name").set_value("李明")
    desk.press("Save")

    assert [one.name for one in people(project)] == ["李刚"]
    assert "Somebody else has just changed this" in desk.words()


def test_somebody_moves_out_and_stays_on_record():
    project = a_project()
    home = a_unit(project)
    a_person(project, home)

    desk = opened(project, a_colleague(project), home)
    pressed(desk, "Has moved out")

    assert people(project)[0].moved_out_at is not None
    assert "moved out" in desk.words()


def test_two_records_of_one_person_are_made_one():
    project = a_project()
    home = a_unit(project)
    kept, other = a_person(project, home, name="甲"), a_person(project, home, name="乙")

    desk = opened(project, a_colleague(project), home)
    desk.field("Is the same person as").set_value(other)
    pressed(desk, "Make one record of both", 0)

    assert [one.id for one in people(project)] == [kept]


def test_a_unit_is_described_and_added():
    project = a_project()
    home = a_unit(project)
    who = a_colleague(project, "reception")

    desk = opened(project, who, home)
    desk.field("Floor area").set_value(88.5)
    pressed(desk, "Save", 0)
    desk.field("Building").set_value("9栋")
    desk.page.text_input[2].set_value("101")
    pressed(desk, "Add the unit")

    with reading() as session:
        known = {place.label: unit.area for place, unit in homes.units(session, project)}
    assert known == {"3栋 1202": 88.5, "9栋 101": None}


def test_export_and_erasure_are_for_who_administers():
    project = a_project()
    home = a_unit(project)
    a_person(project, home)

    labels = opened(project, a_colleague(project, "reception"), home).buttons()

    assert "Erase for good" not in labels
    assert "Gather their data" not in labels


def test_everything_held_is_gathered_and_offered_as_file_and_page():
    project = a_project()
    home = a_unit(project)
    resident = a_person(project, home, name="李强")
    a_ticket(project, resident_id=resident, words="水管")

    desk = opened(project, a_colleague(project), home)
    pressed(desk, "Gather their data")

    _whose, files = desk.page.session_state["held"]
    assert "李强" in files["json"]
    assert "水管" in files["html"]
    assert "李强" not in str(desk.page.query_params)


def test_nobody_is_erased_without_the_check_of_who_asks():
    project = a_project()
    home = a_unit(project)
    a_person(project, home, name="李强")

    desk = opened(project, a_colleague(project), home)
    pressed(desk, "Erase for good")
    assert [one.name for one in people(project)] == ["李强"]

    desk.page.checkbox[0].check()
    pressed(desk, "Erase for good")
    assert people(project) == []
    assert "李强" not in desk.words()


def test_an_erasure_with_an_open_ticket_is_refused_in_words():
    project = a_project()
    home = a_unit(project)
    a_ticket(project, resident_id=a_person(project, home, name="李强"))

    desk = opened(project, a_colleague(project), home)
    desk.page.checkbox[0].check()
    pressed(desk, "Erase for good")

    assert "1 of their tickets are still open" in desk.words()
    assert [one.name for one in people(project)] == ["李强"]


@pytest.fixture
def cut_off(database) -> tuple[int, int]:
    """A project, and a cut of power tomorrow for somebody who lives alone."""
    project = a_project()
    a_person(project, a_unit(project), name="李强", phone="110", criteria=["alone"])
    cut = Cut(Supply.POWER, is_planned=True, starts_at=NOW + DAY, where=(Stretch("3栋"),))
    with writing() as session:
        return project, outage_desk.record(session, None, project, cut, NOW)


@BOTH
@pytest.mark.parametrize("view", ["homes", "safety", "fairness", "roll"])
def test_an_open_visit_comes_forward_on_every_view(cut_off, view, language):
    project, _outage = cut_off

    words = sit("residents", project, a_colleague(project), language, view=view).words()

    assert {"zh_CN": "事前还须走访 1 人", "en": "1 still to be visited before"}[language] in words


def test_a_visit_is_recorded_and_closes_the_call(cut_off):
    project, outage = cut_off
    reception = a_colleague(project, "reception", name="何佳")

    desk = sit("residents", project, reception, view="safety")
    assert "3栋 1202 李强" in desk.words()
    desk.field("Note (no diagnosis)").set_value("has a torch")
    pressed(desk, "Record the visit")

    words = desk.words()
    assert "✓ Visited" in words
    assert "has a torch" in words
    assert "still to be visited" not in words
    with reading() as session:
        assert outages.outage(session, project, outage).open == 0


def test_a_cut_that_is_over_is_among_the_past_ones(cut_off):
    project, _outage = cut_off

    desk = sit("residents", project, a_colleague(project), view="safety")
    pressed(desk, "Called off")

    (row,) = [row for row in desk.rows() if "Over" in row]
    assert row["Visited"] == "0 / 1"


def test_an_unplanned_cut_is_recorded_and_calls_for_visits_at_once():
    project = a_project()
    a_person(project, a_unit(project), name="李强", criteria=["medical_device"])

    desk = sit("residents", project, a_colleague(project), view="safety")
    kind = next(one for one in desk.page.button_group if len(one.options) == 2)
    kind.set_value("unplanned").run()
    desk.page.multiselect[0].set_value([desk.page.multiselect[0].options[0]])
    pressed(desk, "Record the cut")

    assert "1 still to be visited, at once" in desk.words()


def test_a_cut_of_nowhere_is_refused_in_words():
    project = a_project()

    desk = sit("residents", project, a_colleague(project), view="safety")
    pressed(desk, "Record the cut")

    assert "Buildings and units" in desk.words()
    with reading() as session:
        assert outages.outages(session, project) == []


def test_segments_are_compared_with_their_intervals_and_small_groups_hidden():
    project = a_project()
    for nth in range(12):
        tenure = Tenure.OWNER if nth < 10 else Tenure.TENANT
        number = a_ticket(project, resident_id=a_person(project, tenure=tenure), now=NOW - 2 * DAY)
        take(project, number, "dispatched", NOW - 2 * DAY + timedelta(hours=nth + 1))

    desk = sit("residents", project, a_colleague(project), view="fairness")

    words = desk.words()
    assert "Too few households to compare" in words
    assert "Tenant: too few households to say anything" in words
    assert "May not be concluded" in words
    chart = desk.page.get("vega_lite_chart") or desk.page.get("arrow_vega_lite_chart")
    assert len(chart) == 1


def upload(project: int, who: Actor, content: str) -> Desk:
    """The roll's view with this file chosen."""
    desk = sit("residents", project, who, view="roll")
    desk.page.file_uploader[0].set_value(("roll.csv", content.encode(), "text/csv")).run()
    assert not desk.page.exception
    return desk


ROLL = "楼栋,房号,姓名,联系电话\n3栋,1202,李强,13800001111\n3栋,,王芳,110\n"


def test_a_roll_is_looked_at_before_it_is_brought_in():
    project = a_project()
    who = a_colleague(project)

    desk = upload(project, who, ROLL)

    words = desk.words()
    for told in ("Rows 2", "New 1", "New units 1", "Rejected 1", "房号", "it is empty"):
        assert told in words
    assert people(project) == []

    desk.press("Bring it in")

    assert [one.name for one in people(project)] == ["李强"]


def test_a_file_that_is_no_roll_is_refused_in_words():
    project = a_project()

    words = upload(project, a_colleague(project), "颜色,大小\n红,1\n").words()

    assert "No column of this file could be taken for “Unit”" in words


def test_open_visits_come_forward_at_the_queue_for_who_may_see_people(cut_off):
    project, _outage = cut_off

    told = [
        sit("queue", project, a_colleague(project, role)).words()
        for role in ("reception", "technician")
    ]

    assert ["still to be visited" in words for words in told] == [True, False]
    assert not [words for words in told if "李强" in words]


@BOTH
def test_handling_hints_are_at_hand_on_a_ticket(language):
    project = a_project()
    number = a_ticket(project)

    words = sit("queue", project, a_colleague(project), language, ticket=number).words()

    assert {"zh_CN": "办事要快，不要激怒对方。", "en": "Serve fast, do not provoke."}[
        language
    ] in words
