"""The clockwork as it runs: several processes, each limit raised once, and none stops the clock."""

import logging
import subprocess
import sys
import threading
from collections import Counter

from sqlalchemy import select, update

import clockwork
import settings
from db import engine, numbers, projects
from db import tickets as tickets_db
from db.engine import reading, writing
from db.schema import Project, TicketEvent
from domain.deadlines import Terms, deadlines, still_owed
from domain.escalations import raises
from domain.tickets import Event, Intake, Kind, Severity, Step, fold
from tests.builders import HOUR, MINUTE, MOMENT, MONDAY_MORNING, SHANGHAI, a_project, a_ticket

THOUSAND = 1000
LATE = MONDAY_MORNING + 2 * HOUR + MOMENT
TURN = """
import sys
from datetime import datetime
import clockwork
now = datetime.fromisoformat(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
told, quiet = 0, 0
while quiet < 3:
    found = clockwork.raise_due(now)
    told, quiet = told + found, 0 if found else quiet + 1
print(told)
"""


def a_thousand_late_tickets(project: int) -> None:
    with writing() as session:
        first = numbers.take(session, project, "ticket", THOUSAND)
        policy = projects.policy(session, project)
        events = [Event(Step.RECEIVED, MONDAY_MORNING, 1)]
        progress = fold(events)
        terms = Terms(Kind.REPAIR, Severity.MINOR)
        owed = still_owed(deadlines(terms, progress, policy, SHANGHAI), progress.stage)
        raise_at = raises(owed, progress, policy, SHANGHAI)[0].after
        intake = Intake(Kind.REPAIR, "厨房水管漏水")
        tickets_db.add(
            session,
            project,
            [
                tickets_db.NewTicket(number, intake, events, progress, owed[0], raise_at)
                for number in range(first, first + THOUSAND)
            ],
        )


def a_process(database: engine.Database) -> subprocess.Popen[str]:
    url = database.writer.url.render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, "-c", TURN, LATE.isoformat()],
        cwd=settings.ROOT,
        env={settings.DATABASE_URL.name: url, "PYTHONPATH": str(settings.ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_raise_a_thousand_limits_each_of_them_once(database):
    project = a_project()
    a_thousand_late_tickets(project)
    processes = [a_process(database) for _ in range(2)]
    for process in processes:
        process.stdout.readline()

    answers = [process.communicate("go\n", timeout=240) for process in processes]

    assert [process.returncode for process in processes] == [0, 0], answers
    with reading() as session:
        raised = select(TicketEvent.ticket).where(TicketEvent.step == Step.ESCALATED)
        times = Counter(session.scalars(raised))
    assert sum(int(said) for said, _ in answers) == THOUSAND
    assert len(times) == THOUSAND
    assert set(times.values()) == {1}


def test_a_project_whose_policy_is_broken_does_not_hold_up_the_others(database, caplog):
    broken, whole = a_project(), a_project()
    for project in (broken, whole):
        a_ticket(project)
    with writing() as session:
        session.execute(
            update(Project)
            .where(Project.id == broken)
            .values(policy={"standards": {"dispatch": "soon"}})
        )

    with caplog.at_level(logging.WARNING, "clockwork"):
        told = [clockwork.raise_due(LATE), clockwork.raise_due(LATE + MINUTE)]

    assert told == [1, 0]
    assert [record.getMessage() for record in caplog.records] == [
        f"project {broken}: limits cannot be raised: policy.wrong"
    ]


def test_a_project_whose_policy_was_mended_is_looked_at_within_the_hour(database):
    project = a_project()
    a_ticket(project)
    spoilt = update(Project).where(Project.id == project)
    with writing() as session:
        session.execute(spoilt.values(policy={"standards": {"dispatch": "soon"}}))
    clockwork.raise_due(LATE)
    with writing() as session:
        session.execute(spoilt.values(policy={}))

    assert clockwork.raise_due(LATE + clockwork.PUT_OFF) == 0
    assert clockwork.raise_due(LATE + clockwork.PUT_OFF + MOMENT) == 1


def test_a_wheel_turns_at_once_while_there_is_work_and_then_rests():
    left, rested = [3, 2, 1, 0], threading.Event()

    def job(_now):
        if len(left) == 1:
            rested.set()
        return left.pop(0)

    wheel = clockwork.Wheel("test", job, every=60)
    wheel.start()
    assert rested.wait(5)
    wheel.stop()

    assert left == []


def test_a_turn_that_fails_does_not_stop_the_wheel(caplog):
    turns, twice = [], threading.Event()

    def job(now):
        turns.append(now)
        if len(turns) == 2:
            twice.set()
        raise OSError("王芳 13800000000")

    wheel = clockwork.Wheel("test", job, every=0.01)
    wheel.start()
    assert twice.wait(5)
    wheel.stop()

    assert "test: OSError" in caplog.text
    assert "13800000000" not in caplog.text
