"""The page of reports: read by who may see results, kept and put right by who administers."""

from datetime import UTC, date, datetime

import pytest
import time_machine

import clockwork
from db import reports as reports_db
from db import reports_rates
from db.engine import reading
from domain.access import Actor, Role
from domain.reports import ReportKind
from tests.builders import MONDAY_MORNING, SHANGHAI, a_colleague, a_project, a_ticket
from tests.pages.desks import BOTH, Desk, forget, sit

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
APRIL = datetime(2026, 4, 1, 9, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _fresh(database):
    with time_machine.travel(APRIL, tick=False):
        forget()
        yield
    forget()


@pytest.fixture
def lead() -> Actor:
    return a_colleague(a_project("翠湖花园"), Role.SUPERVISOR)


def of(who: Actor) -> int:
    (project,) = who.roles
    return project


def at_reports(who: Actor, language: str = "en", **asked: object) -> Desk:
    return sit("reports", of(who), who, language, **asked)


def a_drafted_march(who: Actor) -> None:
    a_ticket(of(who), kind="complaint", now=MONDAY_MORNING)
    assert clockwork.draft_reports(APRIL.astimezone(UTC)) == 5


@BOTH
def test_the_newest_report_that_was_kept_is_read_first(lead, language):
    a_drafted_march(lead)

    said = at_reports(lead, language).words()

    assert {"en": "Complaint summary", "zh_CN": "投诉汇总"}[language] in said
    assert {"en": "March 2026", "zh_CN": "2026年3月"}[language] in said
    assert {"en": "drafted by itself", "zh_CN": "自动生成"}[language] in said
    assert {"en": "What the figures mean", "zh_CN": "指标说明"}[language] in said


def test_the_running_month_is_told_as_far_as_it_is(lead):
    a_drafted_march(lead)

    said = at_reports(lead, report="complaints", period="2026-04").words()

    assert "Nothing of this is kept yet" in said
    assert "drafts itself on the first day after" in said


@pytest.mark.parametrize("kind", ReportKind)
def test_every_report_opens_in_an_empty_project(lead, kind):
    said = at_reports(lead, "zh_CN", report=kind.value).words()

    assert ("指标说明" in said) == (kind not in {ReportKind.SURVEY, ReportKind.PLAN})


def test_who_administers_makes_a_further_edition_and_reads_both(lead):
    a_drafted_march(lead)
    a_ticket(of(lead), kind="complaint", now=MONDAY_MORNING)

    desk = at_reports(lead)
    desk.fill(What_it_puts_right="One was late on paper").press("Make a further edition")

    said = desk.look().words()
    assert "One was late on paper" in said
    assert not desk.field("What it puts right").value
    assert desk.field("Edition").options == ["2", "1"]
    desk.field("Edition").set_value("1").run()
    assert "Edition 1 ·" in desk.words()


def test_a_further_edition_without_a_word_is_refused(lead):
    a_drafted_march(lead)

    desk = at_reports(lead).press("Make a further edition")

    assert "it is empty" in desk.words()
    with reading() as session:
        assert len(reports_db.editions(session, of(lead), ReportKind.COMPLAINTS)) == 1


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CUSTOMER_MANAGER])
def test_the_front_reads_and_changes_nothing(lead, role):
    a_drafted_march(lead)
    who = a_colleague(of(lead), role)

    for kind in (ReportKind.COMPLAINTS, ReportKind.KEY_FIGURES, ReportKind.PLAN):
        desk = at_reports(who, report=kind.value)
        assert desk.buttons() == []
    assert "翠湖花园" in at_reports(who).words()


def test_a_technician_is_refused(lead):
    a_drafted_march(lead)
    who = a_colleague(of(lead), Role.TECHNICIAN)

    said = at_reports(who).words()

    assert "see survey results" in said
    assert "翠湖花园" not in said


def test_a_rate_is_typed(lead):
    desk = at_reports(lead, report="key_figures", period="2026-03")
    desk.field("Rate, %").set_value(95.5)

    desk.press("Keep the rate")

    march = date(2026, 3, 1)
    with reading() as session:
        assert reports_rates.fee_rates(session, of(lead), march, march) == {march: 0.955}
    # 95.5 % of the month before, which is offered first.
    assert "96%" in desk.look().words()


def test_a_plan_is_reviewed_and_its_sheet_is_read(lead):
    desk = at_reports(lead, report="plan")
    points = (8, 9, 7, 10, 32, 15)
    for field, given in zip(desk.page.number_input, points, strict=True):
        field.set_value(given)
    desk.fill(Service_plan="春节灯饰")

    desk.press("Keep the review")

    said = desk.look().words()
    assert "81 of 100 points" in said
    assert "春节灯饰" in said
