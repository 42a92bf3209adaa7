"""Who is told of a missed limit, and from when on: just before, at, and just after."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.deadlines import Terms, deadlines, still_owed
from domain.escalations import Raise, follow_up, raises
from domain.tickets import Event, Kind, Progress, Rung, Severity, Step
from tests.builders import DAY, HOUR, MOMENT, MONDAY_MORNING, SHANGHAI, a_policy, progress

POLICY = a_policy()
MIDNIGHT = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
SUPERVISOR, LEADER = Rung.SUPERVISOR, Rung.COMPANY_LEADER


def owed(
    told: Progress,
    *,
    kind: Kind = Kind.REPAIR,
    severity: Severity = Severity.MINOR,
    own_deadline: datetime | None = None,
    zone: ZoneInfo = SHANGHAI,
    **policy,
) -> list[Raise]:
    rules = a_policy(**policy)
    found = deadlines(Terms(kind, severity, own_deadline), told, rules, zone)
    return list(raises(still_owed(found, told.stage), told, rules, zone))


def of(step: Step, found: list[Raise]) -> dict[Rung, datetime]:
    return {one.rung: one.after for one in found if one.missed is step}


@pytest.mark.parametrize(
    ("beside", "due"), [(-MOMENT, False), (timedelta(), False), (MOMENT, True)]
)
@pytest.mark.parametrize(
    ("severity", "rung", "limit"),
    [
        (Severity.MAJOR, Rung.BRANCH_LEADER, MIDNIGHT - MOMENT),
        (Severity.IMPORTANT, Rung.SUPERVISOR, MONDAY_MORNING + HOUR),
    ],
)
def test_a_report_that_nobody_made_goes_where_it_belongs(severity, rung, limit, beside, due):
    found = owed(progress(), severity=severity)
    report = next(one for one in found if one.missed is Step.ESCALATED)

    assert report.rung is rung
    assert report.is_due(limit + beside) is due


def test_a_report_that_was_made_is_not_made_again():
    reported = progress(Event(Step.ESCALATED, MONDAY_MORNING, rung=Rung.BRANCH_LEADER))

    assert of(Step.ESCALATED, owed(reported, severity=Severity.MAJOR)) == {}


@pytest.mark.parametrize(
    ("steps", "missed", "limit"),
    [
        ((), Step.DISPATCHED, 2 * HOUR),
        ((Step.DISPATCHED,), Step.ARRIVED, HOUR + DAY),
        ((Step.DISPATCHED, Step.ARRIVED), Step.RESOLVED, 2 * DAY),
        ((Step.DISPATCHED, Step.RESOLVED), Step.REPLIED, 2 * HOUR + DAY),
    ],
)
def test_a_missed_standard_climbs_the_ladder_from_its_foot(steps, missed, limit):
    found = of(missed, owed(progress(*steps)))

    assert found == {
        SUPERVISOR: MONDAY_MORNING + limit,
        LEADER: MONDAY_MORNING + limit + DAY,
    }


def test_a_project_may_keep_a_missed_limit_with_the_first_rung():
    found = of(Step.DISPATCHED, owed(progress(), escalation={"climb_after": None}))

    assert list(found) == [SUPERVISOR]


def test_a_rung_that_stands_on_the_ladder_twice_is_told_once():
    found = owed(progress(), escalation={"ladder": ["supervisor", "supervisor"]})

    assert of(Step.DISPATCHED, found) == {SUPERVISOR: MONDAY_MORNING + 2 * HOUR}


def test_whoever_has_been_told_is_not_told_again():
    late = MONDAY_MORNING + 3 * HOUR
    told = progress(Event(Step.ESCALATED, late, rung=SUPERVISOR, missed=Step.DISPATCHED))

    assert list(of(Step.DISPATCHED, owed(told))) == [LEADER]
    assert SUPERVISOR in of(Step.RESOLVED, owed(told))


def test_raising_by_hand_is_no_word_about_a_limit():
    raised = progress(Event(Step.ESCALATED, MONDAY_MORNING, rung=SUPERVISOR))

    assert SUPERVISOR in of(Step.DISPATCHED, owed(raised))


def test_a_new_round_tells_every_rung_anew():
    again = MONDAY_MORNING + 3 * DAY
    told = progress(
        Event(Step.ESCALATED, MONDAY_MORNING + 3 * HOUR, rung=SUPERVISOR, missed=Step.DISPATCHED),
        Step.RESOLVED,
        Event(Step.REOPENED, again),
    )

    assert of(Step.DISPATCHED, owed(told))[SUPERVISOR] == again + 2 * HOUR


def test_what_is_done_is_raised_no_more():
    assert owed(progress(Step.DISPATCHED, Step.RESOLVED, Step.REPLIED)) == []
    assert of(Step.DISPATCHED, owed(progress(Step.DISPATCHED))) == {}


def test_a_ticket_that_waits_is_not_raised_meanwhile():
    begins, until = MONDAY_MORNING + HOUR, MONDAY_MORNING + 5 * DAY
    waiting = progress(Step.DISPATCHED, Event(Step.PAUSED, begins, promised_at=until))

    found = of(Step.RESOLVED, owed(waiting))

    assert found[SUPERVISOR] == until + 2 * DAY - HOUR
    assert found[LEADER] == found[SUPERVISOR] + DAY


def test_waiting_after_the_limit_puts_off_the_next_rung_only():
    missed = MONDAY_MORNING + 2 * DAY
    waiting = progress(
        Step.DISPATCHED,
        Event(Step.PAUSED, missed + HOUR, promised_at=missed + 3 * DAY),
    )

    found = of(Step.RESOLVED, owed(waiting))

    assert found[SUPERVISOR] == missed
    assert found[LEADER] == missed + 3 * DAY + 23 * HOUR


def test_waiting_puts_off_no_report():
    waiting = progress(
        Event(Step.PAUSED, MONDAY_MORNING + MOMENT, promised_at=MONDAY_MORNING + DAY)
    )

    found = of(Step.ESCALATED, owed(waiting, severity=Severity.IMPORTANT))

    assert found == {SUPERVISOR: MONDAY_MORNING + HOUR}


def test_what_is_due_first_is_told_first():
    found = owed(progress(), severity=Severity.IMPORTANT)

    assert [one.after for one in found] == sorted(one.after for one in found)
    assert found[0].missed is Step.ESCALATED


@pytest.mark.parametrize(
    ("beside", "due"), [(-MOMENT, False), (timedelta(), False), (MOMENT, True)]
)
@pytest.mark.parametrize(
    ("zone", "closes", "last"),
    [
        ("Asia/Shanghai", date(2026, 3, 10), "2026-03-13T15:59:59.999999"),
        ("Asia/Shanghai", date(2026, 2, 26), "2026-03-01T15:59:59.999999"),
        # The clock is put forward on the last of the three days, and back.
        ("Europe/Berlin", date(2026, 3, 26), "2026-03-29T21:59:59.999999"),
        ("Europe/Berlin", date(2026, 10, 22), "2026-10-25T22:59:59.999999"),
    ],
)
def test_a_callback_more_than_three_days_late_is_the_supervisors(zone, closes, last, beside, due):
    later = follow_up(closes, POLICY.escalation, ZoneInfo(zone))

    assert (later.missed, later.rung) == (Step.CALLBACK_MADE, SUPERVISOR)
    assert later.is_due(datetime.fromisoformat(last).replace(tzinfo=UTC) + beside) is due
