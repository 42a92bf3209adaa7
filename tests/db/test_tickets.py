"""The queue: the least time left first, and nobody else's tickets."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from db import people
from db import tickets as tickets_db
from db.engine import reading, writing
from db.queue import queue
from domain.errors import ChangedMeanwhile, NotFound
from domain.tickets import Step, StepNotPossible
from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    a_project,
    a_ticket,
    take,
)

pytestmark = pytest.mark.usefixtures("database")


def test_another_projects_tickets_are_not_here():
    project, other = a_project(), a_project()
    a_ticket(other)

    with reading() as session:
        assert queue(session, project) == []
        with pytest.raises(NotFound):
            tickets_db.line(session, project, 1)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"building": "3 栋", "unit": "1202"}, "3 栋 1202"),
        ({"building": "3 栋", "name": "大堂"}, "3 栋 大堂"),
        ({"name": "南门"}, "南门"),
        ({}, "垃圾房旁"),
    ],
)
def test_a_place_is_told_as_a_person_would_say_it(parts, told):
    project = a_project()
    with writing() as session:
        place = people.add_place(session, project, **parts)
    number = a_ticket(project, place_id=place, place_words="垃圾房旁")

    with reading() as session:
        assert tickets_db.line(session, project, number).place == told


def test_a_ticket_is_late_only_after_its_deadline():
    project = a_project()
    number = a_ticket(project)

    with reading() as session:
        line = tickets_db.line(session, project, number)

    due_at = MONDAY_MORNING + 2 * HOUR
    assert line.due_at == due_at
    assert not line.is_late(due_at)
    assert line.is_late(due_at + MINUTE)


def test_of_two_people_who_resolve_a_ticket_at_once_one_does():
    project = a_project()
    number = a_ticket(project)
    barrier = Barrier(2)

    def resolve(_person: int) -> str:
        barrier.wait()
        try:
            take(project, number, "resolved", TUESDAY_MORNING)
        except (ChangedMeanwhile, StepNotPossible):
            return "refused"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(resolve, range(2)))

    assert outcomes == ["done", "refused"]
    with reading() as session:
        history = tickets_db.history(session, project, number)
    assert [event.step for event in history] == [Step.RECEIVED, Step.RESOLVED]


def test_history_comes_back_in_the_order_it_happened():
    project = a_project()
    number = a_ticket(project)
    for hours in (3, 1, 2):
        take(project, number, "noted", MONDAY_MORNING + hours * HOUR, note=str(hours))

    with reading() as session:
        history = tickets_db.history(session, project, number)

    assert [event.note for event in history] == ["", "3", "1", "2"]
    assert [event.seq for event in history] == [1, 2, 3, 4]


def test_what_grew_out_of_a_ticket_is_found_from_it():
    project = a_project()
    first = a_ticket(project)
    grown = [a_ticket(project, kind="complaint", parent=first, now=MONDAY_MORNING + DAY)]
    a_ticket(project, kind="complaint")

    with reading() as session:
        assert [line.number for line in tickets_db.children(session, project, first)] == grown
