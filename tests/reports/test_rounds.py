"""Whom to visit is printed to be carried along; what is held on somebody is printed for them."""

import json
from datetime import timedelta

import pytest

from db import projects
from db.engine import reading, writing
from db.visits import NewVisit
from desk import erasures, outages
from domain.outages import Condition, Cut, Stretch, Supply
from lang import LANGUAGES
from reports.held import as_json, as_page
from reports.rounds import ROWS_A_PAGE, register_sheet, round_sheet
from tests.builders import (
    DAY,
    HOUR,
    LET_DOWN,
    MONDAY_MORNING,
    WEDNESDAY_MORNING,
    a_code,
    a_colleague,
    a_filled_form,
    a_person,
    a_project,
    a_resolved_ticket,
    a_unit,
    receive,
)
from tests.printing import printed

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NOW = MONDAY_MORNING
HOSTILE = '<script>alert(1)</script>"&{{ 7*7 }}'
LONG = "请先联系住在 5 栋的女儿再上门，" * 11


@pytest.fixture
def project(database) -> int:
    return a_project(name="翠湖花园")


def on_register(project: int, count: int, **facts) -> list[int]:
    return [
        a_person(project, a_unit(project, str(nth)), criteria=["medical_device", "alone"], **facts)
        for nth in range(101, 101 + count)
    ]


def a_round(project: int, language: str = "en", *, visited: int = 0, note: str = "") -> str:
    cut = Cut(Supply.POWER, True, NOW + DAY, (Stretch("3栋"),), NOW + DAY + HOUR, note)
    who = a_colleague(project)
    with writing() as session:
        outage = outages.record(session, None, project, cut, NOW)
        _line, visits = outages.whom_to_visit(session, None, project, outage)
        for visit in visits[:visited]:
            made = NewVisit(visit.resident_id, who.staff_id, Condition.WELL)
            outages.visit(session, None, project, outage, made, NOW)
        line, visits = outages.whom_to_visit(session, None, project, outage)
        return round_sheet(projects.card(session, project), line, visits, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_round_says_who_where_why_and_until_when(project, language):
    on_register(project, 1, name="李强", phone="110", note="按门铃两次")

    page = a_round(project, language)

    told = {
        "zh_CN": ("停电", "请在 3月3日 09:00 前走访", "家中有维持生命的医疗设备"),
        "en": ("Power cut", "Visit before 3 Mar 09:00", "Life-sustaining medical device at home"),
    }[language]
    for words in (*told, "3栋 101", "李强", "110", "按门铃两次"):
        assert words in page


def test_whoever_was_visited_is_not_on_the_round_any_more(project):
    on_register(project, 2, name="李强")

    assert a_round(project, visited=1).count("李强") == 1
    assert "Nobody is left to be visited" in a_round(project, visited=2)


def test_what_people_typed_is_printed_letter_by_letter(project):
    on_register(project, 1, name=HOSTILE, note=HOSTILE)

    page = a_round(project, note=HOSTILE)

    assert "<script>" not in page
    assert page.count("{{ 7*7 }}") == 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("people", "pages"), [(0, 1), (ROWS_A_PAGE, 1), (ROWS_A_PAGE + 1, 2)])
def test_a_round_fills_whole_sheets_and_nothing_runs_over(
    project, browser, language, people, pages
):
    on_register(project, people, name="欧阳小满" * 15, phone="+86 138-0000-0000 (0571)", note=LONG)

    page = a_round(project, language)
    sheets = printed(browser, page)

    assert len(sheets) == pages
    assert {(round(one.width), round(one.height)) for one in sheets} == {(210, 297)}


def test_the_register_is_printed_with_the_day_it_was_true(project):
    on_register(project, 1, name="李强")
    with reading() as session:
        everybody = outages.register(session, None, project)
        page = register_sheet(projects.card(session, project), everybody, NOW, "en")

    assert "As of 2 Mar 2026 09:00" in page
    assert "李强" in page


@pytest.fixture
def held(project):
    resident = a_person(project, a_unit(project), name=HOSTILE, criteria=["alone"])
    number = a_resolved_ticket(project, resident_id=resident, words="漏水")
    answer = a_filled_form(LET_DOWN, words="太慢")
    receive(a_code(project, number), answer, WEDNESDAY_MORNING)
    with writing() as session:
        return erasures.export(session, None, project, resident, NOW + timedelta(days=9))


def test_what_is_held_is_handed_out_as_a_file_that_a_program_reads(held):
    read = json.loads(as_json(held))

    assert read["project"] == "翠湖花园"
    assert read["resident"]["name"] == HOSTILE
    assert read["tickets"][0]["words"] == "漏水"
    assert read["tickets"][0]["answers"][0]["d1"] == 1
    assert read["tickets"][0]["events"][0]["at"] == "2026-03-02T01:00:00+00:00"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_held_is_handed_out_as_a_page_in_words(held, language):
    page = as_page(held, language)

    for words in {"zh_CN": ("残障或高龄独居", "报修"), "en": ("living alone", "Repair")}[language]:
        assert words in page
    assert "漏水" in page
    assert "太慢" in page
    assert "<script>" not in page
