"""When a notice may go out: quiet hours over midnight and changed clocks, digests, attempts."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import WrongValue
from domain.intake import Kind, Severity
from domain.notices import (
    EVENT_TYPES,
    FIRST_WAIT,
    FOR_PROGRAMS,
    JITTER,
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    PATIENCE,
    TOLD,
    Channel,
    NoticeKind,
    NoticeRule,
    about_registering,
    about_step,
    checked_target,
    earliest,
    next_time,
    shown,
    wait_after,
)
from domain.tickets import Event, Rung, Step
from tests.builders import MINUTE, MONDAY_MORNING, SHANGHAI, a_policy, an_intake

NIGHT = NoticeRule((), 2, time(22), time(7))
BERLIN = ZoneInfo("Europe/Berlin")


def at(said: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=zone).astimezone(UTC)


def goes_out(now: datetime, rule: NoticeRule = NIGHT, **news) -> datetime:
    kind = news.get("kind", NoticeKind.ESCALATED)
    severity = news.get("severity", Severity.MINOR)
    return earliest(kind, severity, now, rule, news.get("zone", SHANGHAI))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-03-02T21:59:59.999999", "2026-03-02T21:59:59.999999"),
        ("2026-03-02T22:00:00", "2026-03-03T07:00:00"),
        ("2026-03-02T23:59:59.999999", "2026-03-03T07:00:00"),
        ("2026-03-03T00:00:00", "2026-03-03T07:00:00"),
        ("2026-03-03T06:59:59.999999", "2026-03-03T07:00:00"),
        ("2026-03-03T07:00:00", "2026-03-03T07:00:00"),
        ("2026-02-28T23:00:00", "2026-03-01T07:00:00"),
    ],
)
def test_quiet_hours_span_midnight(now, then):
    assert goes_out(at(now)) == at(then)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-03-02T11:59:59.999999", "2026-03-02T11:59:59.999999"),
        ("2026-03-02T12:00:00", "2026-03-02T14:00:00"),
        ("2026-03-02T14:00:00", "2026-03-02T14:00:00"),
    ],
)
def test_quiet_hours_may_lie_within_a_day(now, then):
    siesta = NoticeRule((), 2, time(12), time(14))

    assert goes_out(at(now), siesta) == at(then)


def test_what_is_about_a_major_ticket_breaks_through():
    now = at("2026-03-02T23:00:00")

    assert goes_out(now, severity=Severity.MAJOR) == now
    assert goes_out(now, severity=Severity.IMPORTANT) > now


def test_a_test_notice_does_not_wait():
    now = at("2026-03-02T23:00:00")

    assert goes_out(now, kind=NoticeKind.TEST, severity=None) == now


def test_equal_or_missing_hours_are_no_quiet_hours():
    now = at("2026-03-02T23:00:00")

    assert goes_out(now, NoticeRule((), 2, time(7), time(7))) == now
    assert goes_out(now, NoticeRule((), 2)) == now


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        # The night of the change is an hour shorter, and an hour longer.
        ("2026-03-28T22:00:00", 8),
        ("2026-10-24T22:00:00", 10),
        ("2026-07-01T22:00:00", 9),
    ],
)
def test_the_morning_comes_by_the_clock_of_the_place(now, hours):
    begins = at(now, BERLIN)

    assert goes_out(begins, zone=BERLIN) - begins == timedelta(hours=hours)


def test_an_hour_that_comes_twice_is_never_in_the_past():
    second_time = at("2026-10-25T02:10:00", BERLIN) + timedelta(hours=1)
    until_half_past_two = NoticeRule((), 2, time(22), time(2, 30))

    then = goes_out(second_time, until_half_past_two, zone=BERLIN)

    assert then - second_time == timedelta(minutes=20)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-03-02T08:29:59", "2026-03-02T08:30:00"),
        ("2026-03-02T08:30:00", "2026-03-03T08:30:00"),
        ("2026-03-02T23:00:00", "2026-03-03T08:30:00"),
        ("2026-12-31T09:00:00", "2027-01-01T08:30:00"),
    ],
)
def test_small_news_is_gathered_until_its_time_of_day(now, then):
    rule = NoticeRule((NoticeKind.DISPATCHED,), 2, time(22), time(7), time(8, 30))

    assert goes_out(at(now), rule, kind=NoticeKind.DISPATCHED) == at(then)
    assert goes_out(at("2026-03-02T12:00:00"), rule) == at("2026-03-02T12:00:00")


def test_a_digest_in_the_quiet_hours_waits_for_their_end():
    rule = NoticeRule((NoticeKind.DISPATCHED,), 2, time(22), time(7), time(23))

    then = goes_out(at("2026-03-02T12:00:00"), rule, kind=NoticeKind.DISPATCHED)

    assert then == at("2026-03-03T07:00:00")


def test_half_a_pair_of_quiet_hours_is_refused():
    with pytest.raises(WrongValue):
        NoticeRule((), 2, quiet_from=time(22))
    with pytest.raises(WrongValue):
        NoticeRule((), 2, quiet_until=time(7))


MOMENTS = st.integers(0, 365 * 24 * 60).map(lambda minutes: MONDAY_MORNING + minutes * MINUTE)
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
ZONES = st.sampled_from(
    ["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]
)


@given(MOMENTS, TIMES, TIMES, ZONES)
def test_a_notice_never_goes_out_in_the_past_nor_in_the_quiet(now, begins, ends, name):
    rule, zone = NoticeRule((), 2, begins, ends), ZoneInfo(name)

    then = goes_out(now, rule, zone=zone)

    assert now <= then <= now + timedelta(hours=26)
    is_skipped = then.astimezone(zone).time() != ends
    assert then == now or not rule.is_quiet(then.astimezone(zone).time()) or is_skipped


@given(MOMENTS, TIMES, ZONES)
def test_the_next_time_of_day_lies_ahead_and_within_a_day(after, of_day, name):
    then = next_time(of_day, after, ZoneInfo(name))

    assert after < then <= after + timedelta(hours=25)


def test_each_wait_is_twice_the_last_and_none_is_longer_than_an_hour():
    told = [wait_after(attempts, 0.5) for attempts in range(1, MOST_ATTEMPTS)]
    waits = [wait for wait in told if wait is not None]

    assert waits[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert waits == sorted(waits)
    assert len(waits) == MOST_ATTEMPTS - 1
    assert max(waits) <= LONGEST_WAIT


def test_the_last_attempt_is_the_last():
    assert wait_after(MOST_ATTEMPTS - 1, 0.5) is not None
    assert wait_after(MOST_ATTEMPTS, 0.5) is None


def test_waits_are_scattered_by_a_fifth():
    assert wait_after(1, 0.0) == FIRST_WAIT * (1 - JITTER)
    assert wait_after(1, 1.0) == FIRST_WAIT * (1 + JITTER)


@pytest.mark.parametrize(
    ("intake", "kind"),
    [
        (an_intake(Kind.COMPLAINT, Severity.MAJOR, parent=4), NoticeKind.MAJOR),
        (an_intake(Kind.REPAIR, Severity.MAJOR), NoticeKind.MAJOR),
        (an_intake(Kind.COMPLAINT, parent=4), NoticeKind.LET_DOWN),
        (an_intake(Kind.COMPLAINT), None),
        (an_intake(Kind.REPAIR, parent=4), None),
    ],
)
def test_what_is_told_of_a_new_ticket_and_to_programs_of_every_one(intake, kind):
    assert about_registering(intake) == tuple(filter(None, (kind, NoticeKind.REGISTERED)))


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (Event(Step.DISPATCHED, MONDAY_MORNING), NoticeKind.DISPATCHED),
        (Event(Step.ESCALATED, MONDAY_MORNING, rung=Rung.SUPERVISOR), NoticeKind.ESCALATED),
        (
            Event(Step.ESCALATED, MONDAY_MORNING, missed=Step.CALLBACK_MADE),
            NoticeKind.CALLBACK_LATE,
        ),
        (Event(Step.URGED, MONDAY_MORNING), NoticeKind.URGED),
        (Event(Step.NOTED, MONDAY_MORNING), None),
        (Event(Step.CALLBACK_MADE, MONDAY_MORNING), NoticeKind.CALLBACK_MADE),
    ],
)
def test_what_is_told_of_a_step_and_to_programs_of_every_one(event, kind):
    assert about_step(event) == tuple(filter(None, (kind, NoticeKind.STEP)))


def test_people_are_not_told_of_every_step():
    assert not set(FOR_PROGRAMS) & set(Channel.WECOM.kinds)
    assert set(Channel.WEBHOOK.kinds) == {*FOR_PROGRAMS, *TOLD}


def test_every_kind_has_a_name_that_programs_know_it_by():
    assert set(EVENT_TYPES) == set(NoticeKind)
    assert len(set(EVENT_TYPES.values())) == len(NoticeKind)


def test_a_program_that_was_down_for_a_day_still_gets_everything():
    most = Channel.WEBHOOK.most_attempts
    waits = [wait_after(attempts, 0.0, most) for attempts in range(1, most)]

    assert wait_after(most, 0.0, most) is None
    assert timedelta(hours=18) < sum((wait for wait in waits if wait), timedelta()) < PATIENCE


@pytest.mark.parametrize(
    ("name", "channel", "address", "field"),
    [
        (" ", Channel.MAIL, "mailto://localhost", "target_name"),
        ("x" * 61, Channel.MAIL, "mailto://localhost", "target_name"),
        ("群", Channel.WECOM, " ", "address"),
        ("群", Channel.WECOM, "wecombot://" + "x" * 500, "address"),
        ("群", Channel.WECOM, "https://qyapi.weixin.qq.com", "address"),
        ("群", Channel.WEBHOOK, "file:///etc/passwd", "address"),
    ],
)
def test_a_target_that_cannot_stand_is_refused(name, channel, address, field):
    with pytest.raises(WrongValue) as refused:
        checked_target(name, channel, address)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("wecombot://693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa", "wecombot://•••"),
        ("dingtalk://secret@token", "dingtalk://•••"),
        ("https://user:pw@erp.example/hook?key=1", "https://erp.example/•••"),
        ("mailtos://desk:pw@mail.example:465?to=x@y.example", "mailtos://mail.example:465/•••"),
        ("mailto://mail.example?to=x@y.example&pass=geheim", "mailto://mail.example/•••"),
    ],
)
def test_an_address_is_shown_without_its_secrets(address, told):
    assert shown(address) == told


def test_the_default_policy_is_quiet_at_night():
    rule = a_policy().notices

    assert rule.is_quiet(time(22))
    assert not rule.is_quiet(time(21, 59, 59, 999_999))
    assert rule.gathers(NoticeKind.CALLBACK_CLOSING)
