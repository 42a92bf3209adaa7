"""The rates the database counts are those of the rules."""

import random
from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import insert, select

from db import callback_rates
from db import callbacks as callbacks_db
from db.engine import reading, writing
from db.schema import CallbackOwed
from desk import callbacks as desk
from domain import callbacks as rules
from domain.callbacks import CallbackStage
from domain.policy import CallbackRow
from tests.builders import (
    DAY,
    THURSDAY_MORNING,
    TUESDAY_MORNING,
    a_callback,
    a_colleague,
    a_project,
    a_ticket,
    make_callback,
)

pytestmark = pytest.mark.usefixtures("database")
MARCH = date(2026, 3, 1)


def random_callbacks(
    project: int, chance: random.Random, count: int, hands: Sequence[int | None] = (None,)
) -> None:
    rows = []
    for number in range(1, count + 1):
        opens = MARCH + chance.randint(0, 30) * DAY
        made = opens + chance.randint(-3, 12) * DAY if chance.random() < 0.6 else None
        withdrawn = None if made or chance.random() < 0.7 else opens + chance.randint(0, 12) * DAY
        rows.append(
            {
                "project_id": project,
                "ticket": 1,
                "round": number,
                "row": chance.choice(list(CallbackRow)),
                "opens_on": opens,
                "closes_on": opens + chance.randint(0, 8) * DAY,
                "stage": CallbackStage.WITHDRAWN if withdrawn else CallbackStage.OWED,
                "assignee_id": chance.choice(hands),
                "made_on": made,
                "withdrawn_on": withdrawn,
            }
        )
    with writing() as session:
        session.execute(insert(CallbackOwed), rows)


def by_the_rules(lines, today: date, since: date, until: date):
    here = [line for line in lines if since <= line.callback.period_day() <= until]
    found = {
        row: rules.rates([line.callback for line in here if line.row is row], today)
        for row in CallbackRow
    }
    return {row: rates for row, rates in found.items() if rates.counted + rates.pending}


@pytest.mark.parametrize("seed", range(5))
def test_rates_in_the_database_are_those_of_the_rules(seed):
    chance = random.Random(seed)  # noqa: S311  # examples, not secrets
    project = a_project()
    a_ticket(project)
    random_callbacks(project, chance, 150)

    with reading() as session:
        lines = callbacks_db.of_ticket(session, project, 1)
        for _ in range(10):
            today = MARCH + chance.randint(0, 45) * DAY
            since = MARCH + chance.randint(0, 20) * DAY
            until = since + chance.randint(0, 20) * DAY
            counted = callback_rates.by_row(session, project, today, since, until)

            assert counted == by_the_rules(lines, today, since, until)


def test_what_is_due_is_what_has_opened_the_soonest_to_close_first():
    project = a_project()
    help_wanted = a_callback(project, kind="help")
    complaint = a_callback(project, kind="complaint")
    a_callback(project, kind="repair")
    done = a_callback(project, kind="complaint")
    make_callback(done, a_colleague(project), THURSDAY_MORNING)

    with reading() as session:
        due = callbacks_db.due(session, project, opens_by=TUESDAY_MORNING.date())

    assert [line.ticket for line in due] == [complaint.ticket, help_wanted.ticket]


def test_what_was_made_and_waits_for_review_comes_first():
    project = a_project()
    supervisor = a_colleague(project)
    early, late = a_callback(project), a_callback(project)
    make_callback(early, supervisor, THURSDAY_MORNING)
    make_callback(late, supervisor, THURSDAY_MORNING + DAY)

    with reading() as session:
        before = [line.ticket for line in callbacks_db.made(session, project)]
    with writing() as session:
        desk.review(session, supervisor, late, "好", THURSDAY_MORNING + 2 * DAY)
    with reading() as session:
        after = [line.ticket for line in callbacks_db.made(session, project)]

    assert before == [late.ticket, early.ticket]
    assert after == [early.ticket, late.ticket]


def test_another_projects_callbacks_are_not_counted():
    project, other = a_project(), a_project()
    make_callback(a_callback(other), a_colleague(other), THURSDAY_MORNING)

    with reading() as session:
        assert callbacks_db.made(session, project) == []
        assert callback_rates.by_row(session, project, MARCH, MARCH, MARCH + 60 * DAY) == {}
        assert len(session.scalars(select(CallbackOwed)).all()) == 1


@pytest.mark.parametrize("seed", range(3))
def test_rates_by_assignee_and_by_month_are_those_of_the_rules(seed):
    chance = random.Random(seed)  # noqa: S311  # examples, not secrets
    project, today = a_project(), MARCH + 20 * DAY
    hands = [None, a_colleague(project).staff_id, a_colleague(project).staff_id]
    a_ticket(project)
    random_callbacks(project, chance, 150, hands)

    with reading() as session:
        lines = callbacks_db.of_ticket(session, project, 1)
        period = (project, today, MARCH - 60 * DAY, MARCH + 90 * DAY)
        by_hand = callback_rates.by_assignee(session, *period)
        by_month = callback_rates.by_month(session, *period)

    assert by_hand == {
        hand: rules.rates([line.callback for line in lines if line.assignee_id == hand], today)
        for hand in hands
    }
    months = sorted({line.callback.period_day().replace(day=1) for line in lines} & set(by_month))
    assert list(by_month) == months
    assert by_month == {
        month: rules.rates(
            [line.callback for line in lines if line.callback.period_day().replace(day=1) == month],
            today,
        )
        for month in months
    }


def test_the_list_of_one_colleague_of_nobody_and_of_one_kind():
    project = a_project()
    caller = a_colleague(project, "reception")
    given = a_callback(project, resolved_at=TUESDAY_MORNING, kind="help")
    nobodys = a_callback(project, resolved_at=TUESDAY_MORNING, kind="complaint")
    with writing() as session:
        desk.assign(session, caller, given, caller.staff_id, TUESDAY_MORNING)

    def due(**chosen):
        with reading() as session:
            lines = callbacks_db.due(session, project, opens_by=date.max, **chosen)
        return [line.ticket for line in lines]

    assert due(hands=caller.staff_id) == [given.ticket]
    assert due(hands=callbacks_db.NOBODY) == [nobodys.ticket]
    assert due(row=CallbackRow.COMPLAINT) == [nobodys.ticket]
    assert sorted(due()) == sorted([given.ticket, nobodys.ticket])
