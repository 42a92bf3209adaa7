"""By when each step is due: just before, at, and just after (DOMAIN §2)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendars import around_the_clock
from domain.deadlines import (
    Deadline,
    Terms,
    deadlines,
    end_of_day,
    next_deadline,
)
from domain.tickets import Event, Kind, Pause, Progress, Rung, Severity, Stage, Step
from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    MOMENT,
    MONDAY_MORNING,
    SHANGHAI,
    a_policy,
    progress,
)

POLICY = a_policy()
MIDNIGHT = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
MILLENNIUM = datetime(2000, 1, 1, tzinfo=UTC)
BOUNDARY = [(-MOMENT, False), (timedelta(), False), (MOMENT, True)]


def due(
    step: Step,
    told: Progress,
    *,
    kind: Kind = Kind.COMPLAINT,
    severity: Severity = Severity.MINOR,
    own_deadline: datetime | None = None,
) -> Deadline | None:
    found = deadlines(Terms(kind, severity, own_deadline), told, POLICY, SHANGHAI)
    return next((deadline for deadline in found if deadline.step is step), None)


def test_a_major_ticket_is_reported_before_local_midnight():
    deadline = due(Step.ESCALATED, progress(), severity=Severity.MAJOR)

    assert deadline.rung is Rung.BRANCH_LEADER
    assert not deadline.is_late(MIDNIGHT - MOMENT)
    assert deadline.is_late(MIDNIGHT)
    assert deadline.is_late(MIDNIGHT + MOMENT)


@pytest.mark.parametrize(
    ("minutes", "days"), [(-1, 0), (0, 1), (1, 1)], ids=["23:59", "00:00", "00:01"]
)
def test_the_day_of_a_report_is_the_one_where_the_project_is(minutes, days):
    received_at = MIDNIGHT + minutes * MINUTE

    deadline = due(Step.ESCALATED, progress(begins=received_at), severity=Severity.MAJOR)

    assert deadline.due_at == MIDNIGHT + days * DAY - MOMENT


@pytest.mark.parametrize(
    ("zone", "moment", "midnight"),
    [
        ("Asia/Shanghai", "2026-03-02T15:59:59", "2026-03-02T16:00"),
        ("Asia/Shanghai", "2026-03-02T16:00:00", "2026-03-03T16:00"),
        ("UTC", "2026-03-02T12:00", "2026-03-03T00:00"),
        ("Asia/Kathmandu", "2026-03-02T18:14", "2026-03-02T18:15"),
        ("America/New_York", "2026-03-08T04:59", "2026-03-08T05:00"),
        # The clocks go forward during this day, which has 23 hours, and back during the next.
        ("America/New_York", "2026-03-08T05:00", "2026-03-09T04:00"),
        ("America/New_York", "2026-11-01T04:00", "2026-11-02T05:00"),
        # The clock is put forward at midnight itself: that day begins at one.
        ("Africa/Cairo", "2026-04-23T12:00", "2026-04-23T22:00"),
        # It is put back to midnight's eve: an hour of that day comes twice.
        ("Africa/Cairo", "2026-10-29T12:00", "2026-10-29T22:00"),
        ("Asia/Beirut", "2026-10-24T12:00", "2026-10-24T22:00"),
        ("Pacific/Apia", "2011-12-29T20:00", "2011-12-30T10:00"),
    ],
)
def test_a_day_ends_at_the_midnight_of_its_zone(zone, moment, midnight):
    moment, midnight = (
        datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (moment, midnight)
    )

    assert end_of_day(moment, ZoneInfo(zone)) == midnight - MOMENT


@given(
    st.integers(0, 37 * 365 * 24 * 60).map(lambda minutes: MILLENNIUM + minutes * MINUTE),
    st.sampled_from(["Asia/Shanghai", "Europe/London", "Africa/Cairo", "America/Santiago"]),
)
def test_a_day_never_ends_before_now_and_always_on_the_same_date(moment, zone_name):
    zone = ZoneInfo(zone_name)

    end = end_of_day(moment, zone)

    assert end >= moment
    assert end.astimezone(zone).date() == moment.astimezone(zone).date()
    assert (end + MOMENT).astimezone(zone).date() > moment.astimezone(zone).date()


@pytest.mark.parametrize(("beside", "late"), BOUNDARY)
def test_an_important_ticket_is_handed_to_the_supervisor_within_an_hour(beside, late):
    deadline = due(Step.ESCALATED, progress(), severity=Severity.IMPORTANT)

    assert deadline.rung is Rung.SUPERVISOR
    assert deadline.due_at == MONDAY_MORNING + HOUR
    assert deadline.is_late(MONDAY_MORNING + HOUR + beside) is late


@pytest.mark.parametrize(
    ("rung", "met"),
    [
        (Rung.SUPERVISOR, False),
        (Rung.REGION_LEAD, False),
        (Rung.BRANCH_LEADER, True),
        (Rung.COMPANY_LEADER, True),
    ],
)
def test_a_report_is_made_only_when_it_reaches_high_enough(rung, met):
    told = progress(Event(Step.ESCALATED, MONDAY_MORNING + HOUR, rung=rung))

    deadline = due(Step.ESCALATED, told, severity=Severity.MAJOR)

    assert deadline.is_kept() is met


def test_a_minor_ticket_owes_nobody_a_report():
    assert due(Step.ESCALATED, progress()) is None


@pytest.mark.parametrize(("beside", "late"), BOUNDARY)
def test_a_minor_ticket_is_resolved_within_two_days(beside, late):
    resolved = progress(Event(Step.RESOLVED, MONDAY_MORNING + 2 * DAY + beside))

    deadline = due(Step.RESOLVED, resolved)

    assert deadline.due_at == MONDAY_MORNING + 2 * DAY
    assert deadline.is_late(MONDAY_MORNING + 9 * DAY) is late
    assert deadline.is_kept() is not late


@pytest.mark.parametrize("days", [1, 5])
def test_the_residents_own_deadline_takes_the_place_of_two_days(days):
    own = MONDAY_MORNING + days * DAY

    assert due(Step.RESOLVED, progress(), own_deadline=own).due_at == own


def test_the_residents_own_deadline_does_not_wait_for_us():
    own = MONDAY_MORNING + 5 * DAY
    waiting = progress(Event(Step.PAUSED, MONDAY_MORNING + HOUR, promised_at=MONDAY_MORNING + DAY))

    assert due(Step.RESOLVED, waiting, own_deadline=own).due_at == own


def test_a_second_round_is_past_the_residents_own_deadline():
    reopened_at = MONDAY_MORNING + 3 * DAY
    told = progress(Step.RESOLVED, Step.REPLIED, Event(Step.REOPENED, reopened_at))

    deadline = due(Step.RESOLVED, told, own_deadline=MONDAY_MORNING + DAY)

    assert deadline.due_at == reopened_at + 2 * DAY
    assert deadline.met_at is None


@pytest.mark.parametrize(("beside", "late"), BOUNDARY)
def test_a_letter_is_answered_by_the_date_its_sender_set(beside, late):
    own = MONDAY_MORNING + 10 * DAY
    answered = progress(Step.RESOLVED, Event(Step.REPLIED, own + beside))

    deadline = due(Step.REPLIED, answered, kind=Kind.LETTER, own_deadline=own)

    assert deadline.due_at == own
    assert deadline.is_late(own) is late


def test_the_date_of_a_letter_binds_the_reply_and_not_the_work():
    found = due(Step.RESOLVED, progress(), kind=Kind.LETTER, own_deadline=MONDAY_MORNING + HOUR)

    assert found.due_at == MONDAY_MORNING + 2 * DAY


def test_the_reply_to_a_letter_is_owed_from_the_start():
    own = MONDAY_MORNING + DAY
    terms = Terms(Kind.LETTER, Severity.MINOR, own)
    told = progress(Step.DISPATCHED)

    found = deadlines(terms, told, POLICY, SHANGHAI)

    assert next_deadline(found, told.stage).step is Step.REPLIED


@pytest.mark.parametrize(
    ("step", "begins", "within"),
    [
        (Step.DISPATCHED, MONDAY_MORNING, 2 * HOUR),
        (Step.ARRIVED, MONDAY_MORNING + HOUR, DAY),
        (Step.RESOLVED, MONDAY_MORNING, 2 * DAY),
        (Step.REPLIED, MONDAY_MORNING + 3 * HOUR, DAY),
    ],
)
def test_each_step_has_its_time_standard(step, begins, within):
    told = progress(Step.DISPATCHED, Step.ARRIVED, Step.RESOLVED)

    assert due(step, told, kind=Kind.REPAIR).due_at == begins + within


def test_no_arrival_is_due_before_anybody_was_sent():
    assert due(Step.ARRIVED, progress()) is None
    assert due(Step.REPLIED, progress(Step.DISPATCHED)) is None


@pytest.mark.parametrize(("beside", "late"), BOUNDARY)
def test_an_agreed_appointment_takes_the_place_of_the_standard(beside, late):
    agreed = MONDAY_MORNING + 4 * DAY
    told = progress(
        Event(Step.DISPATCHED, MONDAY_MORNING + HOUR, promised_at=agreed),
        Event(Step.ARRIVED, agreed + beside),
    )

    deadline = due(Step.ARRIVED, told)

    assert deadline.due_at == agreed
    assert deadline.is_late(agreed) is late


def test_waiting_stops_the_clock_of_the_work():
    told = progress(
        Event(Step.PAUSED, MONDAY_MORNING + HOUR, promised_at=MONDAY_MORNING + DAY),
        Event(Step.RESUMED, MONDAY_MORNING + 4 * HOUR),
    )

    assert due(Step.RESOLVED, told).due_at == MONDAY_MORNING + 2 * DAY + 3 * HOUR


@pytest.mark.parametrize("severity", [Severity.MAJOR, Severity.IMPORTANT])
def test_waiting_never_puts_off_a_report(severity):
    pause = Event(Step.PAUSED, MONDAY_MORNING + MINUTE, promised_at=MONDAY_MORNING + 9 * DAY)

    waiting = due(Step.ESCALATED, progress(pause), severity=severity)

    assert waiting == due(Step.ESCALATED, progress(), severity=severity)


@pytest.mark.parametrize(
    ("begins", "moved"), [(2 * DAY - MOMENT, True), (2 * DAY, False), (2 * DAY + HOUR, False)]
)
def test_a_pause_after_the_deadline_brings_none_of_the_time_back(begins, moved):
    begins = MONDAY_MORNING + begins
    late = progress(Event(Step.PAUSED, begins, promised_at=begins + 9 * DAY))

    deadline = due(Step.RESOLVED, late)

    assert (deadline.due_at > MONDAY_MORNING + 2 * DAY) is moved


def test_pauses_that_overlap_stop_the_clock_once():
    first = Pause(MONDAY_MORNING + HOUR, MONDAY_MORNING + 3 * HOUR)
    second = Pause(MONDAY_MORNING + 2 * HOUR, MONDAY_MORNING + 4 * HOUR)

    assert around_the_clock(MONDAY_MORNING, DAY, [first, second]) == MONDAY_MORNING + DAY + 3 * HOUR


def test_what_was_waited_before_the_step_began_does_not_count():
    early = Pause(MONDAY_MORNING - 3 * HOUR, MONDAY_MORNING + HOUR)

    assert around_the_clock(MONDAY_MORNING, DAY, [early]) == MONDAY_MORNING + DAY + HOUR


HOURS = st.integers(-50, 200).map(lambda hours: MONDAY_MORNING + hours * HOUR)
PAUSES = st.lists(st.builds(Pause, HOURS, HOURS, st.none() | HOURS), max_size=6)


@given(PAUSES, st.integers(0, 72))
def test_pausing_never_makes_a_deadline_earlier(pauses, within):
    without = [
        around_the_clock(MONDAY_MORNING, within * HOUR, pauses[:count])
        for count in range(len(pauses) + 1)
    ]

    assert without[0] == MONDAY_MORNING + within * HOUR
    assert all(earlier <= later for earlier, later in pairwise(without))


@given(PAUSES, st.integers(0, 72))
def test_the_order_in_which_pauses_are_told_does_not_matter(pauses, within):
    forward = around_the_clock(MONDAY_MORNING, within * HOUR, pauses)

    assert around_the_clock(MONDAY_MORNING, within * HOUR, pauses[::-1]) == forward


@pytest.mark.parametrize(
    ("steps", "step"),
    [
        ((), Step.DISPATCHED),
        ((Step.DISPATCHED,), Step.ARRIVED),
        ((Step.DISPATCHED, Step.ARRIVED), Step.RESOLVED),
        ((Step.RESOLVED,), Step.REPLIED),
        ((Step.RESOLVED, Step.REPLIED), None),
        ((Step.RESOLVED, Step.REPLIED, Step.CLOSED), None),
        ((Step.RESOLVED, Step.REPLIED, Step.REOPENED), Step.DISPATCHED),
    ],
)
def test_the_next_thing_owed_follows_the_stage(steps, step):
    told = progress(*steps)
    found = deadlines(Terms(Kind.REPAIR, Severity.MINOR), told, POLICY, SHANGHAI)

    owed = next_deadline(found, told.stage)

    assert (owed.step if owed else None) is step


def test_a_report_stays_owed_when_the_work_is_done():
    told = progress(Step.RESOLVED)
    found = deadlines(Terms(Kind.COMPLAINT, Severity.MAJOR), told, POLICY, SHANGHAI)

    assert next_deadline(found, Stage.RESOLVED).step is Step.ESCALATED


def test_a_step_that_was_passed_over_is_owed_no_more():
    told = progress(Step.ARRIVED)
    found = deadlines(Terms(Kind.REPAIR, Severity.MINOR), told, POLICY, SHANGHAI)

    assert next_deadline(found, told.stage).step is Step.RESOLVED


def test_the_clock_starts_anew_with_each_round():
    reopened_at = MONDAY_MORNING + 3 * DAY
    told = progress(Step.RESOLVED, Step.REPLIED, Event(Step.REOPENED, reopened_at))

    deadline = due(Step.DISPATCHED, told)

    assert deadline.due_at == reopened_at + 2 * HOUR
    assert due(Step.RESOLVED, told).due_at == reopened_at + 2 * DAY
