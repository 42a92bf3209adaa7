"""What the board tells beyond counts: majors just in, the last days, both sides of the gap."""

from datetime import datetime, timedelta

import pytest

from db.board import DAYS, Board, board
from db.engine import reading, writing
from db.urgent import NEWS
from desk import surveys
from domain.tickets import Kind, Severity
from tests.builders import (
    DAY,
    HOUR,
    LET_DOWN,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    a_callback,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_resolved_ticket,
    a_ticket,
    a_unit,
    make_callback,
)

SECOND = timedelta(seconds=1)


def told(project_id: int, now: datetime) -> Board:
    with reading() as session:
        return board(session, project_id, now)


def a_major(project_id: int, now: datetime) -> int:
    return a_ticket(project_id, kind=Kind.COMPLAINT, severity=Severity.MAJOR, now=now)


def answers(project_id: int, units: range) -> None:
    for unit in units:
        ticket = a_resolved_ticket(project_id, replied=True, place_id=a_unit(project_id, str(unit)))
        code = a_code(project_id, ticket)
        with writing() as session:
            surveys.receive(session, code, a_filled_form(LET_DOWN), TUESDAY_MORNING)


def test_majors_of_the_last_day_are_told_the_newest_first(database):
    project_id, other = a_project(), a_project("别处")
    a_ticket(project_id)
    first = a_major(project_id, MONDAY_MORNING)
    second = a_major(project_id, MONDAY_MORNING + HOUR)
    a_major(other, MONDAY_MORNING)

    last_moment = told(project_id, MONDAY_MORNING + NEWS)
    too_late = told(project_id, MONDAY_MORNING + NEWS + SECOND)

    assert [line.number for line in last_moment.majors] == [second, first]
    assert [line.number for line in too_late.majors] == [second]


def test_the_last_days_are_told_without_a_gap_and_end_today(database):
    project_id, today = a_project(), TUESDAY_MORNING
    made = a_callback(project_id, kind=Kind.COMPLAINT)
    make_callback(made, a_colleague(project_id), today)

    days = told(project_id, today).callbacks.days

    assert [day for day, _ in days] == [
        today.date() - (DAYS - 1 - count) * DAY for count in range(DAYS)
    ]
    assert [rates.done for _, rates in days] == [0] * (DAYS - 1) + [1]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_residents_expected_is_told_where_the_gap_is(database):
    project_id = a_project()
    answers(project_id, range(9))
    hidden = told(project_id, TUESDAY_MORNING + HOUR).surveys
    answers(project_id, range(9, 10))
    shown = told(project_id, TUESDAY_MORNING + HOUR).surveys

    assert (hidden.gap.mean, hidden.expectation) == (None, None)
    assert shown.expectation == 81.25
    assert shown.gap.mean == pytest.approx(25 / 3 - 81.25)
