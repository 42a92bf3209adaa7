"""What residents ask by themselves: numbers to call, how often one urges, how long one reopens."""

from datetime import timedelta

import pytest

from domain.requests import (
    NothingToReopen,
    NothingToUrge,
    ReopenTooLate,
    UrgedTooSoon,
    WrongPhone,
    must_be_reopenable,
    must_be_urgeable,
    must_have_phone,
    tidy_phone,
)
from domain.tickets import Event, Stage, Step
from tests.builders import DAY, HOUR, MOMENT, MONDAY_MORNING, progress

EVERY = timedelta(hours=4)
WITHIN = timedelta(days=30)


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("", ""),
        ("  ", ""),
        ("13800000000", "13800000000"),
        ("138 0000-0000", "13800000000"),
        ("+86 138 0000 0000", "+8613800000000"),
        ("(0571) 8688 1234", "057186881234"),
        ("１３８００００００００", "13800000000"),
        ("1234567", "1234567"),
        ("123456789012345", "123456789012345"),
    ],
)
def test_a_number_is_read_however_it_is_typed(typed, tidy):
    assert tidy_phone(typed) == tidy


@pytest.mark.parametrize(
    "typed", ["123456", "1234567890123456", "call me", "138a0000000", "1380000=0000", "١٢٣٤٥٦٧٨"]
)
def test_what_nobody_can_dial_is_no_number(typed):
    with pytest.raises(WrongPhone) as refused:
        tidy_phone(typed)

    assert refused.value.reason == "unreadable"


def test_whoever_is_to_be_called_leaves_a_number():
    must_have_phone("13800000000")

    with pytest.raises(WrongPhone) as refused:
        must_have_phone("")
    assert refused.value.reason == "missing"


@pytest.mark.parametrize("steps", [(), (Step.DISPATCHED,), (Step.DISPATCHED, Step.ARRIVED)])
def test_a_job_under_way_can_be_urged(steps):
    must_be_urgeable(progress(*steps), MONDAY_MORNING + DAY, EVERY)


def test_a_job_that_waits_can_be_urged_too():
    waiting = Event(Step.PAUSED, MONDAY_MORNING, promised_at=MONDAY_MORNING + 2 * DAY)
    paused = progress(waiting)

    must_be_urgeable(paused, MONDAY_MORNING + DAY, EVERY)

    assert Step.URGED in paused.possible(MONDAY_MORNING + DAY)


@pytest.mark.parametrize("step", [Step.RESOLVED, Step.CLOSED])
def test_a_job_that_is_done_cannot_be_urged(step):
    with pytest.raises(NothingToUrge):
        must_be_urgeable(progress(step), MONDAY_MORNING + DAY, EVERY)


@pytest.mark.parametrize(("wait", "may"), [(EVERY - MOMENT, False), (EVERY, True)])
def test_a_job_can_be_urged_again_after_a_while(wait, may):
    urged = progress(Event(Step.URGED, MONDAY_MORNING))

    if may:
        must_be_urgeable(urged, MONDAY_MORNING + wait, EVERY)
        return
    with pytest.raises(UrgedTooSoon) as refused:
        must_be_urgeable(urged, MONDAY_MORNING + wait, EVERY)
    assert refused.value.possible_at == MONDAY_MORNING + EVERY


def test_urges_are_counted_in_each_round():
    urged = progress(Step.URGED, Step.URGED)
    again = progress(Step.URGED, Step.RESOLVED, Step.REOPENED)

    assert (urged.urges, urged.urged_at) == (2, MONDAY_MORNING + 2 * HOUR)
    assert (again.urges, again.urged_at) == (0, None)
    assert urged.stage is Stage.RECEIVED


def test_work_in_hand_needs_no_reopening():
    with pytest.raises(NothingToReopen):
        must_be_reopenable(progress(Step.DISPATCHED), MONDAY_MORNING + DAY, WITHIN)


@pytest.mark.parametrize(("late", "may"), [(timedelta(), True), (MOMENT, False)])
def test_a_job_can_be_reopened_for_so_long_after_it_was_done(late, may):
    done = progress(Step.RESOLVED, Step.CLOSED)
    last = MONDAY_MORNING + HOUR + WITHIN

    if may:
        must_be_reopenable(done, last + late, WITHIN)
        return
    with pytest.raises(ReopenTooLate) as refused:
        must_be_reopenable(done, last + late, WITHIN)
    assert refused.value.until == last
