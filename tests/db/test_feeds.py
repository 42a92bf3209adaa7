"""Feeds: whoever reads on from a position misses nothing and reads nothing twice."""

import runpy
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from db import feeds, upgrade
from db.engine import reading, rehearsing, writing
from db.feeds import Stretch
from desk import tickets as ticket_desk
from domain.callbacks import CallbackStage
from domain.feeds import AheadOfUs
from domain.tickets import Event, Step
from tests.builders import (
    MONDAY_MORNING,
    TUESDAY_MORNING,
    WEDNESDAY_MORNING,
    a_callback,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_resolved_ticket,
    a_ticket,
    an_intake,
    make_callback,
    receive,
)

ON_POSTGRESQL = pytest.mark.parametrize(
    "database", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
MIGRATION = "versions/0028_feeds_in_their_order.py"
READ: dict[str, Callable[[Session, Stretch], list[Any]]] = {
    "event": feeds.steps,
    "callback": feeds.callbacks,
    "response": feeds.answers,
}


def read(project_id: int, noun: str = "event", after: int = 0, limit: int = 100) -> list[Any]:
    """As the door reads: first what is settled, then in a newer view the rows."""
    with reading() as session:
        until = feeds.settled(session, project_id, noun, after)
    with reading() as session:
        return READ[noun](session, Stretch(project_id, after, until, limit))


def tickets(found: list[Any]) -> list[int]:
    return [one.ticket for one in found]


def register(session: Session, project_id: int) -> int:
    return ticket_desk.register(session, None, project_id, an_intake(), MONDAY_MORNING).number


def test_every_step_is_told_once_in_its_order_and_page_by_page(database):
    project_id, other = a_project(), a_project()
    a_resolved_ticket(project_id)
    a_ticket(other)
    a_ticket(project_id)

    whole = read(project_id)
    pages, after = [], 0
    for _ in range(5):
        page = read(project_id, after=after, limit=1)
        pages += page
        after = page[-1].position if page else after

    assert [(one.ticket, one.step) for one in whole] == [
        (1, Step.RECEIVED),
        (1, Step.DISPATCHED),
        (1, Step.RESOLVED),
        (2, Step.RECEIVED),
    ]
    assert pages == whole
    assert read(project_id, after=whole[-1].position) == []


def test_a_callback_comes_again_whenever_it_came_to_something_else(database):
    project_id = a_project()
    which = a_callback(project_id)

    [owed] = read(project_id, "callback")
    make_callback(which, a_colleague(project_id), WEDNESDAY_MORNING)
    later = read(project_id, "callback", after=owed.position)

    assert (owed.ticket, owed.round, owed.stage) == (which.ticket, 1, CallbackStage.OWED)
    assert [one.stage for one in later] == [CallbackStage.MADE] * len(later)
    assert later
    assert [one.position for one in later] == sorted({one.position for one in later})


def test_what_changes_nothing_that_others_are_told_of_is_no_news(database):
    project_id = a_project()
    a_callback(project_id)
    [owed] = read(project_id, "callback")

    with writing() as session:
        session.execute(text("UPDATE callbacks SET raise_at = NULL, stage = stage"))

    assert read(project_id, "callback", after=owed.position) == []


def test_an_answer_and_its_correction_are_two_of_one(database):
    project_id = a_project()
    code = a_code(project_id, a_resolved_ticket(project_id))
    receive(code, a_filled_form(), TUESDAY_MORNING)

    [answer] = read(project_id, "response")

    assert (answer.ticket, answer.version, answer.code_kind) == (1, 1, "ticket")
    assert answer.d1 is not None


def test_what_was_undone_never_happened(database):
    project_id = a_project()
    a_ticket(project_id)
    with rehearsing() as session:
        register(session, project_id)

    a_ticket(project_id)

    assert tickets(read(project_id)) == [1, 2]


def test_a_position_that_was_not_reached_is_refused(database):
    project_id = a_project()
    a_ticket(project_id)
    last = read(project_id)[-1].position

    assert read(project_id, after=last) == []
    with pytest.raises(AheadOfUs):
        read(project_id, after=last + 10)


def test_a_feed_of_nothing_is_empty(database):
    assert read(a_project()) == []


@ON_POSTGRESQL
def test_what_is_still_under_way_holds_up_whatever_came_after_it(database):
    """Two connections: the one that took its numbers first is the last to be seen."""
    slow, quick = a_project(), a_project()
    a_ticket(quick)
    [before] = read(quick)

    with writing() as session:
        register(session, slow)
        a_ticket(quick)
        # The newer number is there to be seen, the older is not: neither is told.
        assert read(quick, after=before.position) == []
        assert read(slow) == []

    [first], [second] = read(slow), read(quick, after=before.position)
    assert first.position < second.position


@ON_POSTGRESQL
def test_in_one_project_too_the_lower_number_is_waited_for(database):
    project_id = a_project()
    first, second = a_ticket(project_id), a_ticket(project_id)
    known = read(project_id)[-1].position

    with writing() as session:
        _step(session, project_id, first)
        with writing() as other:
            _step(other, project_id, second)
        assert read(project_id, after=known) == []
        # A lookout that does not wait would go past the first, and never come back to it.
        assert tickets(hasty(project_id, known)) == [second]

    assert tickets(read(project_id, after=known)) == [first, second]


def hasty(project_id: int, after: int) -> list[Any]:
    with reading() as session:
        return feeds.steps(session, Stretch(project_id, after, 2**62, 100))


def _step(session: Session, project_id: int, number: int) -> None:
    step = Event(Step.NOTED, TUESDAY_MORNING, note="x")
    ticket_desk.take_step(session, None, project_id, number, step)


@ON_POSTGRESQL
def test_a_transaction_holds_one_lock_however_much_it_writes(database):
    project_id = a_project()

    with writing() as session:
        for _ in range(5):
            register(session, project_id)
        assert held() == 1
    assert held() == 0


@ON_POSTGRESQL
def test_what_a_savepoint_undid_leaves_the_next_writing_of_it_held(database):
    project_id = a_project()

    with writing() as session:
        undone = session.begin_nested()
        register(session, project_id)
        undone.rollback()
        assert held() == 0
        register(session, project_id)
        assert held() == 1


def held() -> int:
    with reading() as session:
        locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
        return int(session.scalar(text(locks)) or 0)


def test_what_happened_before_anybody_read_on_is_told_first(database):
    migration = runpy.run_path(str(upgrade.MIGRATIONS / MIGRATION))
    project_id, other = a_project(), a_project()
    number = a_resolved_ticket(project_id, kind="complaint")
    a_ticket(other)
    receive(a_code(project_id, number), a_filled_form(), TUESDAY_MORNING)
    told = {noun: [_facts(one) for one in read(project_id, noun)] for noun in READ}

    with writing() as session:
        session.execute(text("DELETE FROM happenings"))
        for noun in READ:
            session.execute(text(migration["_what_was"](noun)))

    assert {noun: [_facts(one) for one in read(project_id, noun)] for noun in READ} == told


def _facts(one: Any) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name != "position"}


def test_what_residents_brought_before_climbs_from_the_upgrade_on(database):
    migration = runpy.run_path(str(upgrade.MIGRATIONS / MIGRATION))
    project_id = a_project()
    for reference in ("qr:a", "boston:1"):
        a_ticket(project_id, source_ref=reference)

    with writing() as session:
        session.execute(text("UPDATE tickets SET raise_at = NULL"))
        session.execute(text(migration["CLIMB"]))

    with reading() as session:
        looked_at = "SELECT number FROM tickets WHERE raise_at = due_at"
        assert session.scalars(text(looked_at)).all() == [1]
