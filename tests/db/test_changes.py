"""A change is the affair of its own project's board, whatever was written, and of no other."""

import re
from collections.abc import Iterator
from contextlib import suppress

from sqlalchemy import event, text, update

from db import changes, people, projects, surveys
from db.board import board
from db.changes import SHOWN
from db.engine import reading, writing
from db.escalations import Due
from db.schema import Ticket
from desk import escalations, rulings
from desk.policies import override_policy
from domain.tickets import Rung, Step
from tests.builders import (
    DAY,
    HOUR,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    a_callback,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_session,
    a_ticket,
    a_unit,
    an_account,
    make_callback,
    receive,
    take,
)


class PowerCut(Exception):
    pass


def numbers(*of: int) -> list[int]:
    with reading() as session:
        found = changes.newest(session.connection(), of)
    return [found.get(project_id, 0) for project_id in of]


def deeds(project: int) -> Iterator[str]:
    """Everything that changes a board, one at a time; each is named once it is done."""
    boss = a_colleague(project)
    number = a_ticket(project)
    yield "a ticket is registered"
    take(project, number, Step.DISPATCHED, MONDAY_MORNING)
    yield "a step is taken"
    take(project, number, Step.ESCALATED, MONDAY_MORNING, rung=Rung.SUPERVISOR)
    yield "a ticket is raised by hand"
    with writing() as session:
        assert escalations.raise_limits(session, Due(project, number), MONDAY_MORNING + 9 * DAY)
    yield "missed limits are raised"
    which = a_callback(project)
    yield "a callback is owed"
    make_callback(which, boss, TUESDAY_MORNING + HOUR)
    yield "a callback is made"
    code = a_code(project, which.ticket)
    yield "a code is given out"
    receive(code, a_filled_form(), TUESDAY_MORNING)
    yield "an answer is given"
    with writing() as session:
        [given] = surveys.of_ticket(session, project, which.ticket)
        key = (given.token, given.slot)
        rulings.rule(session, boss, project, key, "家里人代填", TUESDAY_MORNING, excluded=True)
    yield "an answer is left out"
    a_unit(project)
    yield "a place is named"
    with writing() as session:
        own = {"escalation": {"late_callback_days": 9}}
        override_policy(session, None, project, own, TUESDAY_MORNING)
    yield "the policy changes"
    with writing() as session:
        projects.remove(session, project, TUESDAY_MORNING)
    yield "the project is removed"


def test_every_kind_of_change_is_numbered_in_its_own_project_alone(database):
    project, other = a_project(), a_project()
    doing, missed, spread = deeds(project), [], []

    before, before_other = numbers(project, other)
    for deed in doing:
        now, now_other = numbers(project, other)
        if now == before:
            missed.append(deed)
        if now_other != before_other:
            spread.append(deed)
        before, before_other = now, now_other

    assert missed == []
    assert spread == []


def test_what_names_no_single_project_concerns_them_all(database):
    one, other = a_project(), a_project()
    before = numbers(one, other)

    with writing() as session:
        session.execute(update(Ticket).values(topic=""))
    after = numbers(one, other)
    with writing() as session:
        session.execute(text("UPDATE tickets SET topic = ''"))

    assert [late - early for early, late in zip(before, after, strict=True)] == [1, 1]
    assert numbers(one, other) > after


def test_what_no_board_shows_and_what_was_undone_raise_no_number(database):
    project = a_project()
    boss = an_account(a_colleague(project))
    before = numbers(project)

    a_session(boss.staff_id)
    with suppress(PowerCut), writing() as session:
        session.execute(update(Ticket).values(topic=""))
        raise PowerCut
    a_session(boss.staff_id)

    assert numbers(project) == before


def test_a_transaction_raises_a_number_once_however_much_it_writes(database):
    project = a_project()
    (before,) = numbers(project)

    with writing() as session:
        people.add_places(session, project, [("3 栋", str(unit), "") for unit in range(9)])
        people.add_place(session, project, building="4 栋")

    assert numbers(project) == [before + 1]


def test_a_board_reads_nothing_but_what_is_numbered(database):
    project, asked = a_project(), []
    event.listen(
        database.reader, "before_cursor_execute", lambda *call: asked.append(call[2].lower())
    )

    with reading() as session:
        board(session, project, MONDAY_MORNING)
    read = {table for one in asked for table in re.findall(r"(?:from|join) (\w+)", one)}

    assert read <= SHOWN
