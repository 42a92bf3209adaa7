"""When a limit runs out in working time: boundaries, nights, holidays, changed clocks, laws."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendars import WEEK, CalendarRule, Hours, Weekday, around_the_clock, due
from domain.deadlines import Terms, deadlines
from domain.errors import WrongValue
from domain.holidays import Year, read_year
from domain.policy import WrongPolicy
from domain.tickets import Event, Kind, Pause, Severity, Step
from tests.builders import DAY, HOUR, MINUTE, MOMENT, MONDAY_MORNING, SHANGHAI, a_policy, progress

MORNING, AFTERNOON = Hours(time(8, 30), time(12)), Hours(time(13, 30), time(18))
OFFICE = CalendarRule(dict.fromkeys(WEEK[:5], (MORNING, AFTERNOON)))
NIGHTS = CalendarRule(dict.fromkeys(WEEK, (Hours(time(22), time(6)),)))
ALWAYS = CalendarRule(dict.fromkeys(WEEK, (Hours(time(), time()),)))
CLOCK = CalendarRule()
BERLIN = ZoneInfo("Europe/Berlin")


def at(said: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=zone).astimezone(UTC)


def runs_out(
    begins: str,
    within: timedelta,
    *pauses: Pause,
    rule: CalendarRule = OFFICE,
    zone: ZoneInfo = SHANGHAI,
) -> str:
    found = due(at(begins, zone), within, pauses, rule, zone)
    return f"{found.astimezone(zone):%a %m-%d %H:%M}"


@pytest.mark.parametrize(
    ("begins", "within", "ends"),
    [
        # Monday 2 March 2026.
        ("2026-03-02T09:00", 2 * HOUR, "Mon 03-02 11:00"),
        ("2026-03-02T11:00", 2 * HOUR, "Mon 03-02 14:30"),
        ("2026-03-02T12:00", 1 * HOUR, "Mon 03-02 14:30"),
        ("2026-03-02T17:00", 2 * HOUR, "Tue 03-03 09:30"),
        ("2026-03-02T23:59", 2 * HOUR, "Tue 03-03 10:30"),
        ("2026-03-03T00:00", 2 * HOUR, "Tue 03-03 10:30"),
        ("2026-03-06T17:00", 2 * HOUR, "Mon 03-09 09:30"),
        ("2026-03-07T10:00", 2 * HOUR, "Mon 03-09 10:30"),
        # What runs out as the office closes, is due then and not the next morning.
        ("2026-03-02T16:00", 2 * HOUR, "Mon 03-02 18:00"),
        ("2026-03-02T16:01", 2 * HOUR, "Tue 03-03 08:31"),
        ("2026-03-02T10:00", 2 * HOUR, "Mon 03-02 12:00"),
        # A day is a working day, across a weekend and the end of a month.
        ("2026-03-02T10:00", DAY, "Tue 03-03 10:00"),
        ("2026-03-02T10:00", 2 * DAY, "Wed 03-04 10:00"),
        ("2026-03-06T10:00", 2 * DAY, "Tue 03-10 10:00"),
        ("2026-02-27T17:00", DAY, "Mon 03-02 17:00"),
        ("2026-03-02T10:00", timedelta(), "Mon 03-02 10:00"),
        ("2026-03-07T10:00", timedelta(), "Sat 03-07 10:00"),
    ],
)
def test_a_limit_runs_in_working_time(begins, within, ends):
    assert runs_out(begins, within) == ends


@pytest.mark.parametrize(
    ("begins", "within", "ends"),
    [
        ("2026-03-02T21:00", HOUR, "Mon 03-02 23:00"),
        ("2026-03-02T23:00", 2 * HOUR, "Tue 03-03 01:00"),
        ("2026-03-03T05:00", 2 * HOUR, "Tue 03-03 23:00"),
        ("2026-03-03T02:00", 4 * HOUR, "Tue 03-03 06:00"),
        ("2026-02-28T23:00", 2 * HOUR, "Sun 03-01 01:00"),
    ],
)
def test_a_night_shift_spans_midnight(begins, within, ends):
    assert runs_out(begins, within, rule=NIGHTS) == ends


def test_shifts_that_overlap_count_once():
    overlapping = (Hours(time(8), time(12)), Hours(time(10), time(14)), Hours(time(22), time(9)))
    rule = CalendarRule(dict.fromkeys(WEEK, overlapping))

    assert runs_out("2026-03-02T09:00", 6 * HOUR, rule=rule) == "Mon 03-02 23:00"


HOLIDAYS = CalendarRule(
    OFFICE.hours,
    years=(2026,),
    off=(date(2026, 2, 16), date(2026, 2, 17), date(2026, 2, 18)),
    made_up=(date(2026, 2, 14), date(2026, 2, 28)),
)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        # Friday before the holidays: Saturday the 14th is worked, Monday to Wednesday are not.
        ("2026-02-13T17:00", "Sat 02-14 09:30"),
        ("2026-02-14T17:00", "Thu 02-19 09:30"),
        ("2026-02-16T10:00", "Thu 02-19 10:30"),
        ("2026-02-27T17:00", "Sat 02-28 09:30"),
        ("2026-02-28T17:00", "Mon 03-02 09:30"),
    ],
)
def test_holidays_are_not_worked_and_make_up_days_are(begins, ends):
    assert runs_out(begins, 2 * HOUR, rule=HOLIDAYS) == ends


def test_the_night_before_a_holiday_is_worked_to_its_end():
    rule = CalendarRule(NIGHTS.hours, off=(date(2026, 3, 3),))

    assert runs_out("2026-03-02T23:00", 7 * HOUR, rule=rule) == "Tue 03-03 06:00"
    assert runs_out("2026-03-02T23:00", 8 * HOUR, rule=rule) == "Wed 03-04 23:00"


def test_a_year_is_covered_once_its_holidays_are_known_or_do_not_matter():
    assert HOLIDAYS.covers(date(2026, 12, 31))
    assert not HOLIDAYS.covers(date(2027, 1, 1))
    assert CLOCK.covers(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        # The hour from two to three is missing in March, and comes twice in October.
        ("2026-03-28T22:00", "Sun 03-29 06:00"),
        ("2026-10-24T22:00", "Sun 10-25 04:00"),
        ("2026-07-01T22:00", "Thu 07-02 05:00"),
    ],
)
def test_a_night_in_which_the_clock_changes_is_as_long_as_it_is(begins, ends):
    until_six = CalendarRule(dict.fromkeys(WEEK, (Hours(time(22), time(8)),)))

    assert runs_out(begins, 7 * HOUR, rule=until_six, zone=BERLIN) == ends


@pytest.mark.parametrize(
    ("begins", "until", "ends"),
    [
        # Wholly outside working time: nothing is given back.
        ("2026-03-02T18:00", "2026-03-03T08:30", "Tue 03-03 09:30"),
        ("2026-03-02T17:30", "2026-03-03T09:00", "Tue 03-03 10:30"),
        ("2026-03-03T09:30", "2026-03-03T11:00", "Tue 03-03 09:30"),
        ("2026-03-03T09:29", "2026-03-03T11:00", "Tue 03-03 11:01"),
    ],
)
def test_waiting_stops_a_clock_that_runs(begins, until, ends):
    pause = Pause(at(begins), at(until))

    assert runs_out("2026-03-02T17:00", 2 * HOUR, pause) == ends


def test_an_office_that_never_opens_again_is_late_in_the_end():
    off = tuple(date(2026, 1, 1) + timedelta(days=day) for day in range(4100))
    rule = CalendarRule(OFFICE.hours, off=off)

    assert due(MONDAY_MORNING, HOUR, (), rule, SHANGHAI) > MONDAY_MORNING + 3650 * DAY


POLICY = a_policy(calendar={"hours": {day: ["08:30-12:00", "13:30-18:00"] for day in WEEK[:5]}})
EVENING = at("2026-03-02T20:00")


def due_of(step: Step, policy=POLICY, severity: Severity = Severity.MINOR) -> datetime:
    found = deadlines(Terms(Kind.REPAIR, severity), progress(begins=EVENING), policy, SHANGHAI)
    return next(deadline.due_at for deadline in found if deadline.step is step)


def test_standards_run_in_working_time_and_reports_do_not():
    assert due_of(Step.DISPATCHED) == at("2026-03-03T10:30")
    assert due_of(Step.RESOLVED) == at("2026-03-04T18:00")
    assert due_of(Step.ESCALATED, severity=Severity.IMPORTANT) == EVENING + HOUR
    assert due_of(Step.ESCALATED, severity=Severity.MAJOR) == at("2026-03-03T00:00") - MOMENT


def test_a_project_may_count_the_report_in_working_time_but_never_the_same_day():
    hours = {day: ["08:30-12:00"] for day in WEEK[:5]}
    policy = a_policy(calendar={"hours": hours, "reports_too": True})

    assert due_of(Step.ESCALATED, policy, Severity.IMPORTANT) == at("2026-03-03T09:30")
    assert due_of(Step.ESCALATED, policy, Severity.MAJOR) == at("2026-03-03T00:00") - MOMENT


def test_an_appointment_and_a_date_of_ones_own_are_what_they_are():
    sunday = at("2026-03-08T10:00")
    told = progress(Event(Step.DISPATCHED, MONDAY_MORNING, promised_at=sunday))
    found = deadlines(Terms(Kind.REPAIR, Severity.MINOR, sunday), told, POLICY, SHANGHAI)

    assert {d.due_at for d in found if d.step in {Step.ARRIVED, Step.RESOLVED}} == {sunday}


@pytest.mark.parametrize(
    ("calendar", "key"),
    [
        ({"hours": {"monday": ["8:30-12:00"]}}, "calendar.hours.monday"),
        ({"hours": {"monday": ["08:30"]}}, "calendar.hours.monday"),
        ({"hours": {"monday": [830]}}, "calendar.hours.monday"),
        ({"hours": {"holiday": []}}, "calendar.hours.holiday"),
        ({"off": ["2026-02-30"]}, "calendar.off"),
        ({"years": ["2026"]}, "calendar.years"),
    ],
)
def test_a_calendar_that_cannot_be_used_is_refused(calendar, key):
    with pytest.raises(WrongPolicy) as refused:
        a_policy(calendar=calendar)

    assert refused.value.key == key


def test_a_day_that_ends_at_midnight_may_be_written_so():
    policy = a_policy(calendar={"hours": {"sunday": ["18:00-24:00"]}})

    assert policy.calendar.hours[Weekday.SUNDAY][0].length == 6 * HOUR


MOMENTS = st.integers(0, 400 * 24 * 60).map(lambda minutes: MONDAY_MORNING + minutes * MINUTE)
PAUSES = st.lists(st.builds(Pause, MOMENTS, MOMENTS, st.none() | MOMENTS), max_size=4)
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
SHIFTS = st.lists(st.builds(Hours, TIMES, TIMES), max_size=3).map(tuple)
RULES = st.dictionaries(st.sampled_from(WEEK), SHIFTS, min_size=1).map(CalendarRule)
ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/St_Johns"]).map(ZoneInfo)
LIMITS = st.integers(0, 23).map(lambda hours: hours * HOUR)


@given(MOMENTS, st.integers(0, 240).map(lambda hours: hours * HOUR), PAUSES, ZONES)
def test_around_the_clock_is_what_it_was_before_there_were_calendars(begins, within, pauses, zone):
    plain = around_the_clock(begins, within, pauses)

    assert due(begins, within, pauses, CLOCK, zone) == plain
    assert due(begins, within, pauses, ALWAYS, zone) == plain


@given(MOMENTS, MOMENTS, LIMITS, PAUSES, RULES, ZONES)
def test_who_begins_later_is_not_due_sooner(one, other, within, pauses, rule, zone):
    first, second = sorted((one, other))

    sooner, later = (due(begins, within, pauses, rule, zone) for begins in (first, second))

    assert first <= sooner
    assert within == timedelta() or sooner <= later


@given(MOMENTS, LIMITS, LIMITS, PAUSES, RULES, ZONES)
def test_a_longer_limit_is_not_due_sooner(begins, one, other, pauses, rule, zone):
    shorter, longer = sorted((one, other))

    assert due(begins, shorter, pauses, rule, zone) <= due(begins, longer, pauses, rule, zone)


@given(MOMENTS, LIMITS, PAUSES, RULES, ZONES)
def test_a_pause_never_brings_time_back(begins, within, pauses, rule, zone):
    found = [due(begins, within, pauses[:count], rule, zone) for count in range(len(pauses) + 1)]

    assert all(earlier <= later for earlier, later in pairwise(found))


@given(MOMENTS, LIMITS, RULES, ZONES)
def test_working_time_is_never_faster_than_the_clock(begins, within, rule, zone):
    assert due(begins, within, (), rule, zone) >= begins + within


DAYS = [{"name": "元旦", "date": "2026-01-01", "isOffDay": True}]


def test_a_file_of_holidays_says_what_is_off_and_what_is_made_up():
    made_up = {"name": "元旦", "date": "2026-01-04", "isOffDay": False}

    year = read_year({"year": 2026, "papers": [], "days": [*DAYS, made_up]})

    assert year == Year(2026, frozenset({date(2026, 1, 1)}), frozenset({date(2026, 1, 4)}))


def test_a_year_read_again_replaces_its_days_and_leaves_the_others():
    known = CalendarRule(
        years=(2025, 2026),
        off=(date(2025, 10, 1), date(2026, 5, 1)),
        made_up=(date(2026, 1, 1),),
    )

    added = read_year({"year": 2026, "days": DAYS}).added_to(known)

    assert added == {
        "years": [2025, 2026],
        "off": ["2025-10-01", "2026-01-01"],
        "made_up": [],
    }


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        {},
        {"year": 2026},
        {"year": 2026, "days": []},
        {"year": "2026", "days": DAYS},
        {"year": True, "days": DAYS},
        {"year": 2028, "days": DAYS},
        {"year": 2027, "days": DAYS},
        {"year": 2026, "days": [{"date": "2026-01-01"}]},
        {"year": 2026, "days": [{"date": "2026-02-30", "isOffDay": True}]},
        {"year": 2026, "days": [{"date": "2026-01-01", "isOffDay": "yes"}]},
        {"year": 2026, "days": ["2026-01-01"]},
        {"year": 2026, "days": DAYS * 401},
    ],
)
def test_what_is_no_file_of_holidays_is_refused(tree):
    with pytest.raises(WrongValue) as refused:
        read_year(tree)

    assert refused.value.reason == "not_a_holiday_file"
