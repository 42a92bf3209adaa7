"""Reports: what they say of known tickets, and that what was kept stays as it was."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

import clockwork
from db import outages as outages_db
from db import reports as reports_db
from db import reports_rates
from db.engine import reading, writing
from db.schema import FeeRate, Notice, Report
from desk import fee_rates, notices, reports
from desk.callbacks import Which
from desk.fee_rates import WrongRow
from desk.reports import Wanted
from domain.access import Actor, Role
from domain.errors import ChangedMeanwhile, NotAllowed, NotFound, WrongValue
from domain.notices import Channel, NoticeKind
from domain.outages import Cut, Stretch, Supply
from domain.plan_reviews import MOST
from domain.reports import Document, NotOver, Period, ReportKind, named
from domain.tickets import Category, Rung, Severity, Step
from tests.builders import (
    CONTENT,
    DAY,
    HOUR,
    LET_DOWN,
    MOMENT,
    MONDAY_MORNING,
    SHANGHAI,
    a_campaign,
    a_colleague,
    a_filled_form,
    a_household,
    a_project,
    a_resolved_ticket,
    a_ticket,
    letters_of,
    make_callback,
    receive,
    take,
)

MARCH = named(ReportKind.COMPLAINTS, "2026-03")
APRIL = datetime(2026, 4, 1, tzinfo=SHANGHAI)
HOOK = "https://erp.example/hook"
# What asks the database nothing of its own is tried on one.
ON_ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def lead(database) -> Actor:
    return a_colleague(a_project("翠湖花园"), Role.SUPERVISOR)


def of(who: Actor) -> int:
    (project,) = who.roles
    return project


def wanted(who: Actor, kind: ReportKind = ReportKind.COMPLAINTS, period: Period = MARCH) -> Wanted:
    return Wanted(of(who), kind, period)


def said(who: Actor, kind: ReportKind, now: datetime = APRIL, code: str = "2026-03") -> Document:
    with reading() as session:
        period = reports.period_named(session, of(who), kind, code)
        return reports.figures(session, who, Wanted(of(who), kind, period), now)


def restate(who: Actor, one: Wanted, note: str = "", now: datetime = APRIL) -> int:
    with reading() as session:
        document = reports.figures(session, who, one, now)
    with writing() as session:
        return reports.restate(session, who, one, document, note, now)


def kept(who: Actor, kind: ReportKind, edition: int = 1, code: str = "2026-03") -> Document:
    with reading() as session:
        return reports_db.document(session, of(who), kind, code, edition)


def row(document: Document, block: str, **facts: object) -> dict[str, object]:
    """The one row of the block that has these facts."""
    (found,) = [
        one
        for one in document.blocks[block]
        if all(one[name] == fact for name, fact in facts.items())
    ]
    return dict(found)


def complaints_of_march(who: Actor) -> Iterator[int]:
    """Three about the lift of one building, four days apart, the last one still open."""
    place = a_household(of(who), building="3 栋")
    facts: dict[str, Any] = {
        "kind": "complaint",
        "place_id": place,
        "category": Category.PROPERTY_MANAGEMENT,
    }
    for days, took in ((0, 10), (4, 60)):
        began = MONDAY_MORNING + days * DAY
        yield a_resolved_ticket(of(who), now=began, resolved_at=began + took * HOUR, **facts)
    yield a_ticket(of(who), now=MONDAY_MORNING + 8 * DAY, **facts)


def test_a_complaint_summary_says_what_the_tickets_say(lead):
    numbers = list(complaints_of_march(lead))
    take(of(lead), numbers[2], Step.ESCALATED, MONDAY_MORNING + 9 * DAY, rung=Rung.SUPERVISOR)

    found = said(lead, ReportKind.COMPLAINTS)

    in_short = {one["figure"]: one["count"] for one in found.blocks["headline"]}
    assert in_short == {
        "received": 3,
        "resolved": 2,
        "open": 1,
        "escalated": 1,
        "reopened": 0,
        "repeats": 2,
    }
    category = row(found, "by_category", category="property_management")
    assert (category["received"], category["median_hours"], category["p90_hours"]) == (3, 35, 55)
    building = row(found, "by_building", building="3 栋")
    assert (building["received"], building["repeats"]) == (3, 2)
    # Two days are the limit: sixty hours are over it, and so is the one still open.
    minor = row(found, "by_severity", severity="minor")
    assert (minor["counted"], minor["late"]) == (3, 2)
    assert row(found, "stages", step="dispatched")["median_hours"] == 1
    assert row(found, "escalations", rung="supervisor")["tickets"] == 1


def test_a_ticket_belongs_to_the_day_it_has_where_the_project_is(lead):
    midnight = datetime(2026, 4, 1, tzinfo=SHANGHAI)
    for received in (midnight - MOMENT, midnight):
        a_ticket(of(lead), kind="complaint", now=received)

    march, april = (
        said(lead, ReportKind.COMPLAINTS, midnight + DAY, code) for code in ("2026-03", "2026-04")
    )

    assert row(march, "headline", figure="received")["count"] == 1
    assert row(april, "headline", figure="received") == {
        "figure": "received",
        "count": 1,
        "before": 1,
    }


def test_a_month_before_the_project_was_at_work_is_not_nought(lead):
    a_ticket(of(lead), kind="complaint")

    found = said(lead, ReportKind.COMPLAINTS)

    assert {one["before"] for one in found.blocks["headline"]} == {None}


def test_a_blueprint_sets_what_was_measured_beside_its_standard_and_marks_the_weakest(lead):
    for late in range(6):
        began = MONDAY_MORNING + late * DAY
        number = a_ticket(of(lead), now=began)
        take(of(lead), number, Step.DISPATCHED, began + 3 * HOUR)
        take(of(lead), number, Step.ARRIVED, began + 4 * HOUR)
        take(of(lead), number, Step.RESOLVED, began + 5 * HOUR)

    found = said(lead, ReportKind.BLUEPRINT)

    dispatch = row(found, "steps", link="dispatch")
    assert (dispatch["standard_hours"], dispatch["median_hours"], dispatch["p90_hours"]) == (
        2,
        3,
        3,
    )
    assert (dispatch["counted"], dispatch["late"], dispatch["mark"]) == (6, 6, "weakest")
    arrive = row(found, "steps", link="arrive")
    assert (arrive["median_hours"], arrive["late"], arrive["mark"]) == (1, 0, None)
    assert found.facts["weakest"] == "dispatch"


def test_a_step_that_was_passed_over_is_not_called_late(lead):
    number = a_ticket(of(lead))
    take(of(lead), number, Step.DISPATCHED, MONDAY_MORNING + HOUR)
    take(of(lead), number, Step.RESOLVED, MONDAY_MORNING + 2 * HOUR)

    found = said(lead, ReportKind.BLUEPRINT)

    assert row(found, "steps", link="arrive")["counted"] == 0
    assert row(found, "steps", link="arrive")["share_late"] is None


def test_the_owners_committee_reads_of_cuts_and_kinds_and_of_nobody(lead):
    resident = "李强"
    a_ticket(of(lead), kind="enquiry", subject=f"{resident} 13800000000")
    cut = Cut(Supply.LIFT, False, MONDAY_MORNING, (Stretch("3 栋", "1202"),), None, "1202 的老人")
    with writing() as session:
        number = outages_db.add(session, of(lead), cut, lead.staff_id, MONDAY_MORNING)
        outages_db.end(session, of(lead), number, lead.staff_id, MONDAY_MORNING + 3 * HOUR)

    found = said(lead, ReportKind.OWNERS)

    assert row(found, "by_kind", kind="enquiry")["received"] == 1
    event = row(found, "events", supply="lift")
    assert (event["day"], event["hours"], event["where"]) == ("2026-03-02", 3, "3 栋")
    assert not {resident, "13800000000", "1202"} & set(json.dumps(found.as_dict()).split('"'))
    told = json.dumps(found.as_dict(), ensure_ascii=False)
    assert resident not in told
    assert "1202" not in told


def test_callbacks_of_a_quarter_are_counted_by_row_and_cause(lead):
    caller = a_colleague(of(lead), Role.SUPERVISOR, "陈静")
    for place in range(2):
        number = a_resolved_ticket(of(lead), kind="complaint", replied=True)
        if place == 0:
            which = Which(of(lead), number, 1)
            when = MONDAY_MORNING + 2 * DAY
            make_callback(which, caller, when, satisfied=False, quality=2, effect=4)

    found = said(lead, ReportKind.CALLBACKS, code="2026-Q1")

    complaint = row(found, "by_row", callback_row="complaint")
    assert (complaint["done"], complaint["counted"], complaint["completion"]) == (1, 2, 0.5)
    causes = {one["cause"]: one["callbacks"] for one in found.blocks["causes"]}
    assert (causes["quality_low"], causes["effect_low"], causes["never_tried"]) == (1, 0, 1)
    # One voice is not a share.
    assert row(found, "heard", callback_row="complaint")["share"] is None
    assert row(found, "heard", callback_row="complaint")["n"] is None


def test_an_annual_survey_is_told_by_building_and_term_once_enough_answered(lead):
    campaign = a_campaign(of(lead), households=12)
    for place, token in enumerate(letters_of(of(lead), campaign).values()):
        if place < 10:
            marks = LET_DOWN if place < 2 else CONTENT
            receive(token, a_filled_form(marks), MONDAY_MORNING + HOUR)

    found = said(lead, ReportKind.SURVEY, code=f"campaign-{campaign}")

    assert (found.facts["asked"], found.facts["answered"]) == (12, 10)
    assert row(found, "turnout", building="3 栋")["share"] == pytest.approx(10 / 12)
    assert row(found, "satisfaction", method="formula")["share"] == pytest.approx(0.8)
    adds = sum(one["adds"] for one in found.blocks["terms"])
    assert adds == pytest.approx(row(found, "gap", measure="gap")["points"])
    assert row(found, "factors", term="high_quality_service")["dissatisfied"] == pytest.approx(0.2)


def test_an_annual_survey_that_few_answered_tells_no_term(lead):
    campaign = a_campaign(of(lead), households=12)
    for token in list(letters_of(of(lead), campaign).values())[:9]:
        receive(token, a_filled_form(CONTENT), MONDAY_MORNING + HOUR)

    found = said(lead, ReportKind.SURVEY, code=f"campaign-{campaign}")

    assert row(found, "satisfaction", method="formula")["n"] == 9
    assert row(found, "satisfaction", method="formula")["share"] is None
    assert found.blocks["terms"] == []
    assert found.blocks["fix_first"] == []


def test_the_clockwork_drafts_each_report_once_and_tells_of_it(lead):
    list(complaints_of_march(lead))
    with writing() as session:
        notices.add_target(
            session, lead, of(lead), "值班群", Channel.WEBHOOK, HOOK, [NoticeKind.REPORTED]
        )

    before_midnight = clockwork.draft_reports(APRIL - MOMENT)
    told = [clockwork.draft_reports(at) for at in (APRIL, APRIL + HOUR)]

    # Four each month, and the quarter's callbacks; in March February lay before the project.
    assert (before_midnight, told) == (0, [5, 0])
    with reading() as session:
        (line,) = reports_db.editions(session, of(lead), ReportKind.OWNERS)
        outbox = session.scalars(select(Notice.facts).where(Notice.kind == NoticeKind.REPORTED))
        facts = sorted(outbox, key=lambda one: one["report"])
    assert (line.code, line.edition, line.made_by, line.made_at) == ("2026-03", 1, None, APRIL)
    assert {"report": "owners", "period": "2026-03"} in facts
    assert len(facts) == 5


@ON_ONE
def test_a_project_that_was_not_at_work_is_reported_on_by_nobody(lead):
    a_ticket(of(lead), now=APRIL)

    assert clockwork.draft_reports(APRIL + HOUR) == 0


def test_an_annual_survey_is_reported_on_when_it_is_over(lead):
    campaign = a_campaign(of(lead), closes_at=MONDAY_MORNING + DAY)

    running = clockwork.draft_reports(MONDAY_MORNING + DAY - MOMENT)
    over = clockwork.draft_reports(MONDAY_MORNING + DAY)

    assert (running, over) == (0, 1)
    assert kept(lead, ReportKind.SURVEY, code=f"campaign-{campaign}").facts["asked"] == 0


def test_two_that_draft_at_once_keep_one(lead):
    document = said(lead, ReportKind.COMPLAINTS)
    with writing() as session:
        reports.draft(session, wanted(lead), document, APRIL)

    with pytest.raises(ChangedMeanwhile), writing() as session:
        reports.draft(session, wanted(lead), document, APRIL)


def test_what_was_kept_reads_as_it_was_however_the_tickets_go_on(lead):
    *_others, still_open = complaints_of_march(lead)
    clockwork.draft_reports(APRIL)
    as_drafted = kept(lead, ReportKind.COMPLAINTS)
    take(of(lead), still_open, Step.RESOLVED, APRIL + HOUR)

    edition = restate(lead, wanted(lead), "补记一件", APRIL + DAY)

    assert edition == 2
    assert kept(lead, ReportKind.COMPLAINTS) == as_drafted
    assert row(as_drafted, "headline", figure="open")["count"] == 1
    restated = kept(lead, ReportKind.COMPLAINTS, 2)
    assert row(restated, "headline", figure="open")["count"] == 0
    with reading() as session:
        second, first = reports_db.editions(session, of(lead), ReportKind.COMPLAINTS)
    assert (second.edition, second.made_by, second.note) == (2, "王芳", "补记一件")
    assert (first.edition, first.made_by) == (1, None)


@pytest.mark.parametrize("table", [Report, FeeRate])
def test_neither_a_report_nor_a_rate_is_ever_changed(lead, table):
    restate(lead, wanted(lead))
    with writing() as session:
        fee_rates.type_rate(session, lead, of(lead), date(2026, 2, 1), 0.9, APRIL)

    for change in (update(table).values(project_id=table.project_id), table.__table__.delete()):
        with pytest.raises(DBAPIError, match="only ever added"), writing() as session:
            session.execute(change)


@ON_ONE
def test_the_first_edition_needs_no_word_and_the_second_does(lead):
    restate(lead, wanted(lead))

    with pytest.raises(WrongValue):
        restate(lead, wanted(lead), "  ")


@ON_ONE
def test_nothing_is_kept_of_a_month_before_it_is_over(lead):
    with pytest.raises(NotOver) as refused:
        restate(lead, wanted(lead), now=APRIL - MOMENT)

    assert refused.value.last == date(2026, 3, 31)


@ON_ONE
@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CUSTOMER_MANAGER, Role.TECHNICIAN])
def test_only_who_administers_keeps_a_report_types_a_rate_or_reviews_a_plan(lead, role):
    who, document = a_colleague(of(lead), role), said(lead, ReportKind.COMPLAINTS)

    with pytest.raises(NotAllowed), writing() as session:
        reports.restate(session, who, wanted(lead), document, "", APRIL)
    with pytest.raises(NotAllowed), writing() as session:
        fee_rates.type_rate(session, who, of(lead), date(2026, 2, 1), 0.9, APRIL)
    with pytest.raises(NotAllowed), writing() as session:
        fee_rates.read_rates(session, who, of(lead), b"2026-02,90%", APRIL)
    with pytest.raises(NotAllowed), writing() as session:
        reports.review_plan(session, who, of(lead), "春节灯饰", MOST, "", APRIL)


@ON_ONE
def test_a_report_is_for_those_who_may_see_results_in_this_project(lead):
    stranger = a_colleague(a_project(), Role.SUPERVISOR)
    technician = a_colleague(of(lead), Role.TECHNICIAN)

    for who in (stranger, technician):
        with pytest.raises(NotAllowed), reading() as session:
            reports.figures(session, who, wanted(lead), APRIL)
    with pytest.raises(NotAllowed), writing() as session:
        reports.restate(session, stranger, wanted(lead), Document({}), "", APRIL)
    with pytest.raises(NotFound), reading() as session:
        reports_db.document(session, of(stranger), ReportKind.COMPLAINTS, "2026-03", 1)


def test_rates_are_read_from_a_file_of_a_spreadsheet(lead):
    content = "月份,收费率\n2026年1月,88%\n2026-02,0.915\n".encode("gb18030")

    with writing() as session:
        count = fee_rates.read_rates(session, lead, of(lead), content, APRIL)

    assert count == 2
    found = said(lead, ReportKind.KEY_FIGURES).blocks["months"]
    by_month = {one["month"]: one["fee_rate"] for one in found}
    assert (by_month["2026-01"], by_month["2026-02"], by_month["2026-03"]) == (0.88, 0.915, None)


def test_a_rate_that_is_typed_again_counts_and_a_kept_report_does_not_follow(lead):
    february = date(2026, 2, 1)
    with writing() as session:
        fee_rates.type_rate(session, lead, of(lead), february, 0.9, APRIL)
    restate(lead, wanted(lead, ReportKind.KEY_FIGURES))
    with writing() as session:
        fee_rates.type_rate(session, lead, of(lead), february, 0.95, APRIL)

    with reading() as session:
        assert reports_rates.fee_rates(session, of(lead), february, february) == {february: 0.95}
    before = row(kept(lead, ReportKind.KEY_FIGURES), "months", month="2026-02")
    after = row(said(lead, ReportKind.KEY_FIGURES), "months", month="2026-02")
    assert (before["fee_rate"], after["fee_rate"]) == (0.9, 0.95)


@ON_ONE
@pytest.mark.parametrize(
    ("content", "line", "field"),
    [(b"month,rate\n2026-02,90%\nsoon,90%", 3, "month"), (b"2026-02,many", 1, "rate")],
)
def test_a_file_with_a_wrong_row_is_not_taken_in_at_all(lead, content, line, field):
    with pytest.raises(WrongRow) as refused, writing() as session:
        fee_rates.read_rates(session, lead, of(lead), content, APRIL)

    assert (refused.value.line, refused.value.field) == (line, field)
    with reading() as session:
        assert session.scalars(select(FeeRate.rate)).all() == []


@ON_ONE
def test_no_rate_is_typed_for_a_month_to_come(lead):
    with writing() as session:
        fee_rates.type_rate(session, lead, of(lead), date(2026, 4, 1), 0.9, APRIL)

    with pytest.raises(WrongValue), writing() as session:
        fee_rates.type_rate(session, lead, of(lead), date(2026, 5, 1), 0.9, APRIL)


def test_a_plan_is_given_points_and_may_be_given_others_beside_them(lead):
    with writing() as session:
        reports.review_plan(session, lead, of(lead), "春节灯饰", MOST, "", APRIL)
    with writing() as session:
        fewer = {item: most / 2 for item, most in MOST.items()}
        edition = reports.review_plan(
            session, lead, of(lead), "", fewer, "推广不足", APRIL + DAY, again="plan-1"
        )

    assert edition == 2
    assert kept(lead, ReportKind.PLAN, 1, "plan-1").facts["total"] == 100
    assert kept(lead, ReportKind.PLAN, 2, "plan-1").facts["total"] == 50
    with reading() as session:
        lines = reports_db.editions(session, of(lead), ReportKind.PLAN)
    assert [(one.title, one.edition) for one in lines] == [("春节灯饰", 2), ("春节灯饰", 1)]


@ON_ONE
def test_a_plan_that_nobody_knows_is_not_reviewed_again(lead):
    with pytest.raises(NotFound), writing() as session:
        reports.review_plan(session, lead, of(lead), "", MOST, "", APRIL, again="plan-7")


@ON_ONE
@pytest.mark.parametrize("code", ["campaign-", "campaign-x", "2026-03", "campaign-99999999999"])
def test_a_code_of_no_annual_survey_is_refused(lead, code):
    with pytest.raises((WrongValue, NotFound)), reading() as session:
        reports.period_named(session, of(lead), ReportKind.SURVEY, code)


def test_dissatisfaction_costs_what_the_material_says_by_how_each_household_fared(lead):
    at = MONDAY_MORNING + 2 * DAY

    def complaint(*, replied: bool = True) -> int:
        home = a_household(of(lead))
        return a_resolved_ticket(of(lead), kind="complaint", place_id=home, replied=replied)

    _at_once, late, _still_open = complaint(), complaint(), complaint(replied=False)
    let_down = complaint(replied=False)
    take(of(lead), late, Step.ESCALATED, at, rung=Rung.SUPERVISOR, missed=Step.RESOLVED)
    take(of(lead), let_down, Step.REPLIED, at, satisfied=False)
    for step in (Step.RESOLVED, Step.REPLIED, Step.CLOSED):
        take(of(lead), let_down, step, at + HOUR)

    found = said(lead, ReportKind.COMPLAINTS)

    households = {one["ending"]: one["households"] for one in found.blocks["endings"]}
    # Nobody answered a survey, so the silent are estimated: 4 × .33/.67.
    assert households == {
        "perfect": 1,
        "well": 1,
        "unresolved": 1,
        "pending": 1,
        "estimated": pytest.approx(4 * 0.33 / 0.67),
    }
    silent = households["estimated"]
    at_risk = row(found, "cost", cost="at_risk")
    assert at_risk["low"] == pytest.approx(0.05 + 0.25 + 0.89 + 0.94 * silent + 0.05)
    assert at_risk["high"] == pytest.approx(0.05 + 0.25 + 0.89 + 0.94 * silent + 0.89)


def test_who_was_dissatisfied_in_a_survey_and_never_complained_is_silent(lead):
    campaign = a_campaign(of(lead), households=10)
    for place, token in enumerate(letters_of(of(lead), campaign).values()):
        marks = LET_DOWN if place < 3 else CONTENT
        receive(token, a_filled_form(marks), MONDAY_MORNING + HOUR)

    found = said(lead, ReportKind.COMPLAINTS)

    assert row(found, "endings", ending="silent")["households"] == 3


def test_an_important_ticket_is_judged_by_when_it_was_handed_up(lead):
    number = a_ticket(of(lead), kind="complaint", severity=Severity.IMPORTANT)
    at = MONDAY_MORNING + timedelta(minutes=61)
    take(of(lead), number, Step.ESCALATED, at, rung=Rung.SUPERVISOR)

    found = said(lead, ReportKind.BLUEPRINT)

    handed_up = row(found, "steps", link="raise_important")
    assert (handed_up["counted"], handed_up["late"]) == (1, 1)
    assert handed_up["median_hours"] == pytest.approx(61 / 60)
