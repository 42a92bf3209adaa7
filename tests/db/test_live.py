"""One reader for all screens: notices every commit, asks once per change, outlives a silence."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text

import settings
from db import live, projects
from db.board import board
from db.engine import DatabaseUnreachable, reading, writing
from db.live import Reader, Sighting
from domain.errors import NotFound
from tests.builders import (
    DAY,
    MONDAY_MORNING,
    a_colleague,
    a_project,
    a_session,
    a_ticket,
    an_account,
)
from tests.databases import Silence

SECOND = timedelta(seconds=1)
# Two are promised and a bench measures them; a busy machine may take its time.
LONG = 60


class PowerCut(Exception):
    pass


class Clock:
    """Stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = MONDAY_MORNING

    def __call__(self) -> datetime:
        return self.now


class Questions:
    """What the database was asked through the reading engine."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, _connection, _cursor, statement, *_rest) -> None:
        self.asked.append(statement)

    @property
    def boards(self) -> int:
        """How many boards were built: each begins with its project."""
        return sum("FROM projects" in one and "is_sample" in one for one in self.asked)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reader(database, clock) -> Iterator[Reader]:
    """Asks when it is looked at, with no thread of its own."""
    made = Reader(clock)
    yield made
    made.stop()


@pytest.fixture
def running(database) -> Iterator[Reader]:
    made = Reader(lambda: datetime.now(UTC))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def questions(database) -> Questions:
    heard = Questions()
    event.listen(database.reader, "before_cursor_execute", heard)
    return heard


def until(condition: Callable[[], bool], seconds: float) -> float:
    """How long it took; fails when it takes longer than `seconds`."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "it did not happen"
        time.sleep(0.01)
    return time.monotonic() - began


def waiting(reader: Reader, project: int) -> int:
    """How many tickets the newest board counts as open."""
    return reader.look(project).board.queue.open


def test_after_the_clock_is_set_back_the_board_is_of_the_new_hour(reader, clock):
    project = a_project()
    reader.look(project)

    clock.now -= DAY

    assert reader.look(project).board.as_of == clock.now


ELSEWHERE = """
import sys
from db import engine
from tests.builders import a_ticket
engine.use(sys.argv[1])
a_ticket(int(sys.argv[2]))
"""


def test_what_another_process_commits_is_seen_by_itself(database, running):
    project = a_project()
    assert waiting(running, project) == 0

    subprocess.run(
        [sys.executable, "-c", ELSEWHERE, database.url, str(project)],
        cwd=settings.ROOT,
        env=os.environ | {"PYTHONPATH": str(settings.ROOT)},
        check=True,
    )

    until(lambda: waiting(running, project) == 1, seconds=LONG)


def test_every_commit_is_a_new_version(reader):
    project = a_project()

    versions = [reader.look(project).version]
    for _ticket in range(3):
        a_ticket(project)
        versions.append(reader.look(project).version)

    assert versions == sorted(set(versions))


def test_while_nothing_is_committed_no_board_is_built(reader, questions):
    project = a_project()
    first = reader.look(project)
    questions.asked.clear()

    again = [reader.look(project) for _look in range(20)]

    assert questions.boards == 0
    assert len([one for one in questions.asked if not one.startswith("BEGIN")]) == 20
    assert {id(sighting.board) for sighting in again} == {id(first.board)}


def test_a_commit_rebuilds_the_board_of_its_own_project_alone(reader, questions):
    project, other = a_project(), a_project()
    before = reader.look(other)
    reader.look(project)
    a_ticket(project)
    questions.asked.clear()

    reader._notice()
    reader._refresh()

    assert questions.boards == 1
    assert reader.look(other).board is before.board
    assert waiting(reader, project) == 1


def test_what_no_board_shows_is_a_change_all_the_same(reader, questions):
    boss = an_account(a_colleague(project := a_project()))
    reader.look(project)
    before = reader.changes()
    questions.asked.clear()

    a_session(boss.staff_id)

    assert reader.changes() == before + 1
    reader.look(project)
    assert questions.boards == 0


def test_what_was_undone_changes_no_figure(reader):
    project = a_project()
    reader.look(project)

    with suppress(PowerCut), writing() as session:
        session.execute(text("UPDATE projects SET contact = 'x'"))
        raise PowerCut

    assert reader.look(project).board.project.contact == ""


def test_many_lookers_cost_one_board_per_change(running, questions):
    project = a_project()
    running.look(project)
    questions.asked.clear()

    a_ticket(project)
    until(lambda: waiting(running, project) == 1, seconds=LONG)
    lookers = [threading.Thread(target=running.look, args=[project]) for _looker in range(20)]
    for looker in lookers:
        looker.start()
    for looker in lookers:
        looker.join()

    assert questions.boards == 1


def test_waiting_grows_without_a_commit(reader, clock):
    project = a_project()
    a_ticket(project)
    assert reader.look(project).board.queue.late == 0

    clock.now += DAY

    assert reader.look(project).board.queue.late == 1


@pytest.mark.parametrize(("seconds", "rebuilt"), [(live.REBUILD_SECONDS - 1, 0), (10, 1), (11, 1)])
def test_a_board_is_counted_again_when_it_is_old(reader, clock, questions, seconds, rebuilt):
    project = a_project()
    reader.look(project)
    questions.asked.clear()

    clock.now += seconds * SECOND
    reader.look(project)

    assert questions.boards == rebuilt


@pytest.mark.parametrize(("seconds", "kept"), [(live.FORGET_SECONDS - 1, True), (30, False)])
def test_a_board_that_nobody_looks_at_is_not_kept_ready(reader, clock, questions, seconds, kept):
    project = a_project()
    reader.look(project)
    questions.asked.clear()

    clock.now += seconds * SECOND
    reader._refresh()
    a_ticket(project)
    reader._refresh()

    assert bool(questions.boards) is kept


def test_whoever_hurries_sees_their_own_commit_at_once(database, clock):
    project = a_project()
    reader = Reader(clock)
    # A thread that has not come round yet.
    reader._thread = threading.Thread()
    reader.hurry()
    before = reader.changes()

    a_ticket(project)

    assert reader.changes() == before
    reader.hurry()
    assert reader.changes() == before + 1
    reader._hang_up()


def test_whoever_looks_after_a_change_was_noticed_waits_for_its_board(running, monkeypatch):
    monkeypatch.setattr(live, "PATIENCE_SECONDS", 60)
    project = a_project()
    running.look(project)

    a_ticket(project)
    running.hurry()

    assert waiting(running, project) == 1


def test_whoever_looks_while_a_board_takes_long_sees_the_one_before(running, monkeypatch):
    monkeypatch.setattr(live, "PATIENCE_SECONDS", 0.05)
    project, counted = a_project(), threading.Event()
    before = running.look(project)

    def take_long(session, project_id, now):
        counted.wait(60)
        return board(session, project_id, now)

    monkeypatch.setattr(live, "board", take_long)
    a_ticket(project)
    running.hurry()
    after = running.look(project)
    counted.set()

    assert after.board is before.board


def test_boards_that_take_long_leave_the_processor_to_others(reader, monkeypatch):
    project, rests = a_project(), []
    reader.look(project)
    reader._age = lambda _moment: live.REBUILD_SECONDS
    monkeypatch.setattr(live, "board", lambda _session, _project, _now: time.sleep(0.2))

    def rest(seconds: float) -> bool:
        rests.append(seconds)
        return len(rests) == 2

    reader._is_stopped_within = rest
    reader._watch()

    assert rests[0] == live.POLL_SECONDS
    assert rests[1] >= live.REST * 0.2


def test_a_project_that_was_removed_is_not_found(reader):
    project = a_project()
    reader.look(project)

    with writing() as session:
        projects.remove(session, project, MONDAY_MORNING)

    with pytest.raises(NotFound):
        reader.look(project)


def test_a_removed_project_leaves_the_others_alive(running):
    gone, stays = a_project(), a_project()
    running.look(gone)
    running.look(stays)

    with writing() as session:
        projects.remove(session, gone, MONDAY_MORNING)
    a_ticket(stays)

    until(lambda: waiting(running, stays) == 1, seconds=LONG)
    a_ticket(stays)
    until(lambda: waiting(running, stays) == 2, seconds=LONG)


def test_a_project_with_a_wrong_policy_leaves_the_others_alive(running):
    wrong, stays = a_project(), a_project()
    running.look(wrong)
    running.look(stays)

    with writing() as session:
        session.execute(
            text("UPDATE projects SET policy = '{\"nonsense\": 1}' WHERE id = :id"), {"id": wrong}
        )
    running.hurry()
    until(lambda: wrong in running._refusals, seconds=LONG)
    a_ticket(stays)

    until(lambda: waiting(running, stays) == 1, seconds=LONG)


@pytest.fixture
def silence(database) -> Silence:
    return Silence(database)


def test_a_silent_database_leaves_the_last_board_and_its_hour(reader, clock, silence):
    project = a_project()
    a_ticket(project)
    before = reader.look(project)

    silence.lasts = True
    clock.now += 5 * SECOND
    after = reader.look(project)

    assert after == Sighting(before.board, before.version, before.seen_at)


def test_a_board_too_old_is_still_shown_while_the_database_is_silent(reader, clock, silence):
    project = a_project()
    before = reader.look(project)

    silence.lasts = True
    clock.now += DAY

    assert reader.look(project).board is before.board


def test_of_a_silent_database_nothing_is_known_at_first(reader, silence):
    project = a_project()
    silence.lasts = True

    with pytest.raises(DatabaseUnreachable):
        reader.look(project)


def test_a_commit_during_the_silence_is_seen_when_the_database_is_back(reader, silence):
    project = a_project()
    reader.look(project)

    silence.lasts = True
    reader.look(project)
    a_ticket(project)
    silence.lasts = False

    assert waiting(reader, project) == 1


def test_a_running_reader_comes_back_by_itself(running, silence, monkeypatch, caplog):
    monkeypatch.setattr(live, "SILENCE_SECONDS", 0.1)
    project = a_project()
    running.look(project)

    silence.lasts = True
    until(lambda: bool(caplog.records), seconds=LONG)
    seen_at = running.look(project).seen_at
    time.sleep(0.3)  # three silences: it has asked again meanwhile
    assert running.look(project).seen_at == seen_at
    a_ticket(project)
    silence.lasts = False

    until(lambda: waiting(running, project) == 1, seconds=LONG)
    assert running.look(project).seen_at > seen_at
    assert len(caplog.records) == 1


def test_hurrying_into_a_silence_is_no_fault_of_whoever_stored(reader, silence):
    project = a_project()
    reader.look(project)
    silence.lasts = True

    reader.hurry()

    assert reader.look(project).version == 1


def test_a_database_that_neither_answers_nor_refuses_holds_up_no_screen(reader, monkeypatch):
    monkeypatch.setattr(live, "PATIENCE_SECONDS", 0.05)
    project = a_project()
    before = reader.look(project)
    asking, answer = threading.Event(), threading.Event()

    def ask_forever() -> None:
        with reader._asking:
            asking.set()
            answer.wait(5)

    stuck = threading.Thread(target=ask_forever)
    stuck.start()
    asking.wait(5)
    after = reader.look(project)
    with pytest.raises(DatabaseUnreachable):
        reader.look(project + 1)
    answer.set()
    stuck.join()

    assert after.board is before.board


def test_a_database_that_cannot_be_reached_is_a_refusal_whoever_asks(database, silence):
    silence.lasts = True
    event.listen(database.writer, "do_connect", silence._connect)
    database.dispose()

    with pytest.raises(DatabaseUnreachable), reading() as session:
        session.execute(text("SELECT 1"))
    with pytest.raises(DatabaseUnreachable), writing() as session:
        session.execute(text("SELECT 1"))
