"""The page of working time: hours by weekday, a year's file, and what is warned about."""

import json
from datetime import UTC, datetime

import pytest

from db import projects
from db.engine import reading, writing
from desk import calendars
from domain.access import Actor, Role
from domain.calendars import WEEK, CalendarRule, Weekday
from tests.builders import a_colleague, a_project, a_ticket
from tests.pages.desks import BOTH, Desk, forget, sit

OFFICE = dict.fromkeys(WEEK[:5], ("08:30-12:00",))
HOLIDAY = {"name": "元旦", "date": "2026-01-01", "isOffDay": True}
YEAR = json.dumps({"year": 2026, "days": [HOLIDAY]}).encode()


@pytest.fixture(autouse=True)
def _fresh(database):
    forget()
    yield
    forget()


@pytest.fixture
def lead() -> Actor:
    return a_colleague(a_project(), Role.SUPERVISOR)


def of(lead: Actor) -> int:
    (project,) = lead.roles
    return project


def rule(lead: Actor) -> CalendarRule:
    with reading() as session:
        return projects.policy(session, of(lead)).calendar


def at_working_time(lead: Actor, language: str = "en") -> Desk:
    return sit("project", of(lead), lead, language, view="hours")


@BOTH
def test_a_new_project_is_told_that_limits_run_around_the_clock(lead, language):
    said = at_working_time(lead, language).words()

    assert {"en": "around the clock", "zh_CN": "时限全天候计算"}[language] in said
    assert {"en": "No year is known yet", "zh_CN": "还没有导入任何年份"}[language] in said


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.TECHNICIAN])
def test_only_who_administers_the_project_sees_it(role):
    assert "administer the project" in at_working_time(a_colleague(a_project(), role)).words()


def test_hours_are_kept_however_they_are_typed(lead):
    desk = at_working_time(lead)
    desk.field("Monday").set_value(" 08：30–12:00，13:30 - 18:00 ")
    desk.field("Sunday").set_value("22:00-06:00")

    desk.press("Keep these hours")

    hours = rule(lead).hours
    assert [str(one) for one in hours[Weekday.MONDAY]] == ["08:30-12:00", "13:30-18:00"]
    assert [str(one) for one in hours[Weekday.SUNDAY]] == ["22:00-06:00"]
    assert desk.field("Monday").value == "08:30-12:00, 13:30-18:00"


@BOTH
def test_hours_that_cannot_be_read_are_refused_and_stay_as_typed(lead, language):
    monday, keep = {
        "en": ("Monday", "Keep these hours"),
        "zh_CN": ("星期一", "保存时间设置"),
    }[language]
    desk = at_working_time(lead, language)
    desk.field(monday).set_value("8.30 to 12")

    desk.press(keep)

    assert rule(lead).is_round_the_clock
    assert "calendar.hours.monday" in desk.page.error[0].value
    assert desk.field(monday).value == "8.30 to 12"


def test_a_years_file_is_read_and_its_days_listed(lead):
    desk = at_working_time(lead)
    desk.page.file_uploader[0].set_value(("2026.json", YEAR, "application/json"))

    desk.press("Read")

    assert rule(lead).years == (2026,)
    assert "2026: 1 days off, 0 made up" in desk.words().replace("*", "")
    assert desk.rows("table") == [{"Day": "1 Jan", "Worked": "off"}]


def test_a_file_of_something_else_is_refused_in_words(lead):
    desk = at_working_time(lead)
    desk.page.file_uploader[0].set_value(("2026.json", b"{}", "application/json"))

    desk.press("Read")

    assert rule(lead).years == ()
    assert "isOffDay" in desk.page.error[0].value


@BOTH
def test_a_deadline_in_a_year_nobody_told_of_is_warned_about(lead, language):
    with writing() as session:
        calendars.set_hours(session, None, of(lead), OFFICE, datetime.now(UTC))
    ticket = a_ticket(of(lead), now=datetime(2026, 12, 31, 9, tzinfo=UTC))

    here = at_working_time(lead, language).words()
    there = sit("queue", of(lead), lead, language, ticket=ticket).words()

    warned = {
        "en": ("Deadlines lie in 2027", "The holidays of 2027 are not known"),
        "zh_CN": ("有时限落在 2027 年", "尚未导入 2027 年的节假日"),
    }[language]
    assert warned[0] in here
    assert warned[1] in there
