"""Together: one transaction for all who wait, and nobody suffers for a neighbour."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select, text

from db import projects, together
from db.engine import DatabaseUnreachable, reading, writing
from db.faults import DatabaseFull
from db.schema import Project
from db.together import Together, Wish, writers
from desk.surveys import open_code, receive
from domain.errors import ChangedMeanwhile, NotFound
from tests.builders import (
    CONTENT,
    LET_DOWN,
    MONDAY_MORNING,
    WEDNESDAY_MORNING,
    a_code,
    a_filled_form,
    a_project,
    a_resolved_ticket,
)

PATIENCE = 20


def a_new_project(name):
    def work(session):
        return projects.add(
            session, name=name, zone="Asia/Shanghai", language="en", now=MONDAY_MORNING
        )

    return work


def names():
    with reading() as session:
        return {project.name for project in projects.every(session)}


def told(*works, by=writers, code=""):
    """What each of these works leads to when all of them come while the thread is busy."""
    busy, go = threading.Event(), threading.Event()

    def hold(_session):
        busy.set()
        assert go.wait(PATIENCE)

    held = by.ask(hold)
    assert busy.wait(PATIENCE)
    try:
        asked = [by.ask(work, code) for work in works]
    finally:
        go.set()
    wait([held, *asked], timeout=PATIENCE)
    return asked


def in_a_loop(work):
    """On a thread of its own: where a browser is open, this one has a loop already."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, work).result(PATIENCE)


def refused(session):
    a_new_project("refused")(session)
    raise NotFound("code", "X")


def broken(session):
    a_new_project("broken")(session)
    session.execute(text("SELECT nothing FROM nowhere"))


def test_all_who_wait_are_stored(database):
    asked = told(*(a_new_project(str(number)) for number in range(10)))

    assert {one.result() for one in asked} == set(range(1, 11))
    assert names() == {str(number) for number in range(10)}


def test_all_who_wait_share_one_transaction(database):
    def transaction(session):
        return id(session.connection())

    assert len({one.result() for one in told(transaction, transaction, transaction)}) == 1


def test_a_refusal_undoes_one_and_no_neighbour(database):
    first, second, third = told(a_new_project("before"), refused, a_new_project("after"))

    assert isinstance(second.exception(), NotFound)
    assert not first.exception()
    assert not third.exception()
    assert names() == {"before", "after"}


def test_a_failure_undoes_one_and_no_neighbour(database):
    _, second, _ = told(a_new_project("before"), broken, a_new_project("after"))

    assert "nowhere" in str(second.exception())
    assert names() == {"before", "after"}


def test_two_who_want_the_same_key_get_one_of_it(database):
    first, second = told(a_new_project("same"), a_new_project("same"))

    assert not first.exception()
    assert isinstance(second.exception(), ChangedMeanwhile)
    assert names() == {"same"}


def test_nobody_is_told_before_the_commit(database):
    def seen(_session):
        return names()

    _, second = told(a_new_project("first"), seen)

    assert second.result() == set()


def test_when_the_common_transaction_fails_everybody_is_tried_alone(database):
    opened = iter([True, True])

    def failing_twice():
        if next(opened, False):
            raise OSError("the line is cut")
        return writing()

    unlucky = Together("test", failing_twice, together._undone_by_itself)
    wishes = [Wish(a_new_project(name)) for name in ("first", "second")]

    unlucky._grant(wishes)

    assert [wish.told.exception() for wish in wishes] == [None, None]
    assert names() == {"first", "second"}


def test_a_database_that_takes_nothing_in_is_asked_once_for_all_who_wait(database):
    asked = []

    def shut():
        asked.append(True)
        raise DatabaseFull("full")

    unlucky = Together("test", shut, together._undone_by_itself)
    wishes = [Wish(a_new_project(name)) for name in ("first", "second")]

    unlucky._grant(wishes)

    assert [type(wish.told.exception()) for wish in wishes] == [DatabaseFull] * 2
    assert asked == [True]


def test_whoever_waits_in_a_loop_is_told_there(database):
    async def residents():
        works = (a_new_project("first"), refused, a_new_project("second"))
        return await asyncio.gather(*map(writers.grant, works), return_exceptions=True)

    first, second, third = in_a_loop(residents())

    # PostgreSQL gives no number twice, not even one that was undone.
    assert 0 < first < third
    assert isinstance(second, NotFound)
    assert names() == {"first", "second"}


def test_whoever_has_gone_away_is_no_trouble_to_the_others(database):
    begun, go = threading.Event(), threading.Event()

    def slow(session):
        begun.set()
        assert go.wait(PATIENCE)
        return a_new_project("slow")(session)

    async def residents():
        gone = asyncio.create_task(writers.grant(slow))
        assert await asyncio.to_thread(begun.wait, PATIENCE)
        gone.cancel()
        stays = asyncio.create_task(writers.grant(a_new_project("stays")))
        go.set()
        return await stays

    assert in_a_loop(residents()) > 1
    assert names() == {"slow", "stays"}


def test_too_many_are_asked_for_patience(database, monkeypatch):
    monkeypatch.setattr(together, "MOST_WAITING", 2)
    small = Together("test", writing, together._undone_by_itself)

    def nothing(_session):
        """What is still waiting when the test ends must not write into the next one's database."""

    with pytest.raises(DatabaseUnreachable):
        told(*[nothing] * 4, by=small)


def test_where_some_came_together_the_next_waits_a_moment_for_company(database, monkeypatch):
    transactions, moments, latecomers = [], [], []

    @contextmanager
    def counted():
        transactions.append(True)
        with reading() as session:
            yield session

    by = Together("test", counted, together._as_it_is)

    def one_more_comes(seconds):
        moments.append(seconds)
        latecomers.append(by.ask(lambda _session: "late"))

    monkeypatch.setattr(together, "sleep", one_more_comes)
    told(*[lambda _session: None] * 2, by=by)
    before = len(transactions), list(moments)

    assert by.ask(lambda _session: "early").result(PATIENCE) == "early"
    assert latecomers[0].result(PATIENCE) == "late"
    assert before == (2, [])
    assert (len(transactions), moments) == (3, [together.MOMENT])


def test_two_phones_that_answer_by_one_code_at_once_give_one_answer_and_its_correction(database):
    project = a_project()
    code = a_code(project, a_resolved_ticket(project))

    def answering(marks):
        return lambda session: receive(session, code, a_filled_form(marks), WEDNESDAY_MORNING)

    receipts = [
        one.result().version for one in told(*map(answering, (CONTENT, LET_DOWN)), code=code)
    ]

    assert receipts == [1, 2]


def test_a_code_that_leads_nowhere_holds_up_nobody_who_came_with_it(database):
    project = a_project()
    code = a_code(project, a_resolved_ticket(project))

    def look(wanted):
        return lambda session: open_code(session, wanted, WEDNESDAY_MORNING).code.token

    nowhere, somewhere = told(look("NOWHERE"), look(code), by=together.readers, code=code)

    assert isinstance(nowhere.exception(), NotFound)
    assert somewhere.result() == code


def test_reading_together_changes_nothing(database):
    counted = together.readers.ask(lambda session: session.scalar(select(func.count(Project.id))))

    assert counted.result(PATIENCE) == 0
