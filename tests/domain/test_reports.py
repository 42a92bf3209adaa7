"""Reports: their periods, what is kept of them, the weakest step, points of a plan, typed rates."""

import json
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.blueprints import LEAST_JUDGED, Kept, Link, Spread, spread, weakest
from domain.deadlines import Deadline
from domain.errors import WrongValue
from domain.fee_rates import read_month, read_rate
from domain.plan_reviews import MOST, ReviewItem, checked_plan, checked_points
from domain.reports import (
    LONGEST_NOTE,
    SCHEMA,
    Cycle,
    Document,
    ReportKind,
    UnknownSchema,
    before,
    checked_note,
    holding,
    month,
    months_up_to,
    named,
    quarter,
)
from domain.tickets import Step
from tests.builders import HOUR, MOMENT, MONDAY_MORNING, SHANGHAI

FULL = dict(MOST)


@pytest.mark.parametrize(
    ("day", "code", "first", "last"),
    [
        (date(2026, 1, 1), "2026-01", date(2026, 1, 1), date(2026, 1, 31)),
        (date(2028, 2, 29), "2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 12, 31), "2026-12", date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_month_holds_its_first_and_its_last_day(day, code, first, last):
    found = month(day)

    assert (found.code, found.first, found.last) == (code, first, last)


def test_a_quarter_is_three_months_and_the_one_before_the_first_lies_in_the_year_before():
    first = quarter(date(2026, 3, 31))

    assert (first.code, first.first, first.last) == (
        "2026-Q1",
        date(2026, 1, 1),
        date(2026, 3, 31),
    )
    assert before(first).code == "2025-Q4"
    assert before(before(month(date(2026, 2, 1)))).code == "2025-12"


def test_a_period_begins_and_ends_at_the_projects_midnight():
    since, until = month(date(2026, 3, 5)).limits(SHANGHAI)

    assert since == datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert until == datetime(2026, 3, 31, 16, tzinfo=UTC)


def test_a_period_is_over_the_day_after_its_last_one():
    march = month(date(2026, 3, 5))

    assert not march.is_over(date(2026, 3, 31))
    assert march.is_over(date(2026, 4, 1))


def test_twelve_months_end_with_the_one_asked_for():
    found = [one.code for one in months_up_to(month(date(2026, 3, 5)), 12)]

    assert found[0] == "2025-04"
    assert found[-1] == "2026-03"
    assert len(found) == 12


@given(
    st.dates(date(2020, 1, 1), date(2099, 12, 31)), st.sampled_from([Cycle.MONTH, Cycle.QUARTER])
)
def test_a_code_names_the_period_that_it_was_made_of(day, cycle):
    kind = ReportKind.CALLBACKS if cycle is Cycle.QUARTER else ReportKind.COMPLAINTS
    period = holding(cycle, day)

    assert named(kind, period.code) == period
    assert period.first <= day <= period.last


@pytest.mark.parametrize("code", ["", "2026-13", "2026-0", "1999-01", "2026-Q1", "2026-01-01"])
def test_a_code_that_is_no_month_is_refused(code):
    with pytest.raises(WrongValue):
        named(ReportKind.COMPLAINTS, code)


def test_a_quarterly_report_has_no_months():
    with pytest.raises(WrongValue):
        named(ReportKind.CALLBACKS, "2026-01")


def test_a_document_is_the_same_after_it_was_kept():
    document = Document(
        {"steps": [{"link": "dispatch", "n": 3, "median_hours": None, "share": 0.5}]},
        {"project": "翠湖花园", "weakest": None},
    )

    kept = json.loads(json.dumps(document.as_dict()))

    assert Document.from_dict(SCHEMA, kept) == document


def test_a_document_of_an_unknown_shape_is_refused():
    with pytest.raises(UnknownSchema):
        Document.from_dict(SCHEMA + 1, {"blocks": {}, "facts": {}})


def test_a_further_edition_says_why():
    assert checked_note("  迟到的   工单 ") == "迟到的 工单"
    for typed in ("", "  ", "长" * (LONGEST_NOTE + 1)):
        with pytest.raises(WrongValue):
            checked_note(typed)


def a_deadline(met_at: datetime | None = None) -> Deadline:
    return Deadline(Step.DISPATCHED, MONDAY_MORNING, met_at)


def test_a_step_is_late_after_its_time_and_counts_once_its_time_is_over():
    met = Kept().and_one(a_deadline(MONDAY_MORNING), MONDAY_MORNING + HOUR)
    late = Kept().and_one(a_deadline(MONDAY_MORNING + MOMENT), MONDAY_MORNING + HOUR)
    pending = Kept().and_one(a_deadline(), MONDAY_MORNING)
    overdue = Kept().and_one(a_deadline(), MONDAY_MORNING + MOMENT)

    assert (met, late) == (Kept(1, 0), Kept(1, 1))
    assert (pending, overdue) == (Kept(0, 0), Kept(1, 1))


def test_the_weakest_step_is_late_most_often():
    links = {Link.DISPATCH: Kept(100, 20), Link.ARRIVE: Kept(10, 5), Link.REPLY: Kept(50, 1)}

    assert weakest(links) is Link.ARRIVE


def test_too_few_mark_no_step_and_nothing_late_marks_none():
    few = {Link.ARRIVE: Kept(LEAST_JUDGED - 1, LEAST_JUDGED - 1)}
    enough = {Link.ARRIVE: Kept(LEAST_JUDGED, 1)}

    assert weakest(few) is None
    assert weakest({Link.ARRIVE: Kept(50, 0)}) is None
    assert weakest(enough) is Link.ARRIVE
    assert Kept().share_late is None


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=40))
def test_a_spread_is_what_linear_interpolation_finds(hours):
    ranked, n = sorted(hours), len(hours)
    low, high = (n + 1) // 2 - 1, (n - 1) * 9 // 10

    found = spread(n, ranked[low : low + 2], ranked[high : high + 2])

    assert found.median == pytest.approx(float(np.quantile(hours, 0.5)))
    assert found.p90 == pytest.approx(float(np.quantile(hours, 0.9)))
    assert Spread().median is None


def test_the_points_of_a_plan_add_up_to_a_hundred():
    assert sum(checked_points(FULL).values()) == 100


@pytest.mark.parametrize("item", ReviewItem)
def test_no_item_has_more_points_than_it_can_or_less_than_none(item):
    assert checked_points(FULL | {item: 0})[item] == 0
    for points in (-0.5, MOST[item] + 0.5, float("nan")):
        with pytest.raises(WrongValue):
            checked_points(FULL | {item: points})


def test_every_item_is_given_points_and_a_plan_has_a_name():
    with pytest.raises(WrongValue):
        checked_points({item: most for item, most in FULL.items() if item is not ReviewItem.IDEA})
    with pytest.raises(WrongValue):
        checked_plan("  ")


@pytest.mark.parametrize(
    "typed",
    ["2026-02", "2026/2", "2026.02", "2026年2月", " 2026年 2月 ", "2026-02-28", date(2026, 2, 9)],
)
def test_a_month_is_read_however_it_is_written(typed):
    assert read_month(typed) == date(2026, 2, 1)


@pytest.mark.parametrize("typed", ["", "二月", "2026-13", "2026-0", 2026.1, None])
def test_what_is_no_month_is_refused(typed):
    with pytest.raises(WrongValue):
        read_month(typed)


@pytest.mark.parametrize(
    ("typed", "share"),
    [("95.2%", 0.952), ("95.2％", 0.952), ("95.2", 0.952), (0.952, 0.952), ("1", 1), ("0", 0)],
)
def test_a_rate_is_read_as_a_share(typed, share):
    assert read_rate(typed) == share


@pytest.mark.parametrize("typed", ["", "95,2", "-1", "101", "100.1%", "nan", None])
def test_what_is_no_rate_is_refused(typed):
    with pytest.raises(WrongValue):
        read_rate(typed)
