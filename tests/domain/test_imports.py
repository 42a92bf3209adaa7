"""What a row of another system means for a ticket: its history, and later its news."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.imports import Case, Oddity, news, oddities, whole_history
from domain.tickets import Event, Intake, Kind, Stage, Step, fold
from tests.builders import DAY, HOUR, MONDAY_MORNING, progress

CLOSED_AT = MONDAY_MORNING + DAY
OPEN = Case(2, Intake(Kind.REPAIR, "厨房漏水", source_ref="A1"), MONDAY_MORNING)
CLOSED = replace(OPEN, closed_at=CLOSED_AT, note="换了接头")


def steps(events):
    return [event.step for event in events]


def test_an_open_case_has_been_received_and_no_more():
    (event,) = whole_history(OPEN)

    assert (event.step, event.at, event.actor_id) == (Step.RECEIVED, MONDAY_MORNING, None)


def test_a_closed_case_was_resolved_and_closed_at_the_time_of_the_source():
    _, resolved, closed = whole_history(CLOSED)

    assert (resolved.step, resolved.at, resolved.note) == (
        Step.RESOLVED,
        CLOSED.closed_at,
        "换了接头",
    )
    assert (closed.step, closed.at, closed.seq) == (Step.CLOSED, CLOSED.closed_at, 3)


def test_a_reply_is_an_event_with_its_words():
    events = whole_history(replace(CLOSED, reply="您好,已修好。"))

    assert steps(events) == [Step.RECEIVED, Step.RESOLVED, Step.REPLIED, Step.CLOSED]
    assert events[2].note == "您好,已修好。"
    assert [event.seq for event in events] == [1, 2, 3, 4]


def test_resolved_and_not_closed_is_known_as_such():
    events = whole_history(replace(OPEN, resolved_at=MONDAY_MORNING + HOUR))

    assert fold(events).stage is Stage.RESOLVED


def test_times_that_run_backwards_are_kept():
    early = replace(CLOSED, closed_at=MONDAY_MORNING - timedelta(seconds=12))

    assert fold(whole_history(early)).reached[Step.CLOSED] == early.closed_at
    assert oddities(early, MONDAY_MORNING + DAY) == [Oddity.CLOSED_BEFORE_RECEIVED]


def test_what_the_source_has_closed_meanwhile_is_news():
    events = news(CLOSED, progress())

    assert [(e.step, e.seq) for e in events] == [(Step.RESOLVED, 2), (Step.CLOSED, 3)]


def test_what_is_known_is_no_news():
    assert news(OPEN, progress()) == []
    assert news(CLOSED, fold(whole_history(CLOSED))) == []
    assert news(CLOSED, progress(Step.RESOLVED, Step.REPLIED, Step.CLOSED)) == []


def test_only_the_steps_that_are_missing_are_news():
    assert steps(news(CLOSED, progress(Step.DISPATCHED, Step.RESOLVED))) == [Step.CLOSED]


def test_a_round_that_began_after_the_source_closed_is_ours():
    reopened = Event(Step.REOPENED, CLOSED_AT + HOUR)

    assert news(CLOSED, progress(Step.RESOLVED, reopened)) == []


def test_a_round_that_the_source_closed_later_is_closed_in_that_round():
    reopened = Event(Step.REOPENED, CLOSED_AT - HOUR)

    assert {e.round for e in news(CLOSED, progress(Step.RESOLVED, reopened))} == {2}


def test_a_ticket_that_waits_is_resumed_before_it_is_closed():
    waiting = Event(Step.PAUSED, MONDAY_MORNING + HOUR, promised_at=MONDAY_MORNING + 9 * DAY)

    events = news(CLOSED, progress(waiting))

    assert steps(events) == [Step.RESUMED, Step.RESOLVED, Step.CLOSED]


@pytest.mark.parametrize(
    ("case", "odd"),
    [
        (CLOSED, []),
        (replace(CLOSED, said_open=True), [Oddity.OPEN_WITH_CLOSING_TIME]),
        (replace(OPEN, said_open=True), []),
        (replace(OPEN, received_at=MONDAY_MORNING + 3 * DAY), [Oddity.IN_THE_FUTURE]),
        (replace(CLOSED, closed_at=MONDAY_MORNING + 3 * DAY), [Oddity.IN_THE_FUTURE]),
    ],
)
def test_odd_rows_are_told_apart_from_sound_ones(case, odd):
    assert oddities(case, MONDAY_MORNING + 2 * DAY) == odd
