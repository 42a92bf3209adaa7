"""The queue: the least time left first, and nobody else's tickets."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from db import people
from db import tickets as tickets_db
from db.engine import reading, writing
from domain.errors import ChangedMeanwhile, NotFound
from domain.tickets import Kind, Rung, Stage, Step, StepNotPossible
from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    a_colleague,
    a_project,
    a_resolved_ticket,
    a_ticket,
    take,
)

pytestmark = pytest.mark.usefixtures("database")


def queue(project: int, **wanted) -> list[int]:
    with reading() as session:
        return [line.number for line in tickets_db.queue(session, project, **wanted)]


def test_the_least_time_left_comes_first_and_no_deadline_last():
    project = a_project(policy={"standards": {"dispatch": None, "resolve": None}})
    calm = a_ticket(project, severity="important", kind="help")
    take(project, calm, "escalated", MONDAY_MORNING + MINUTE, rung=Rung.SUPERVISOR)
    two_days = a_ticket(project)
    tonight = a_ticket(project, severity="major", kind="complaint")
    an_hour = a_ticket(project, severity="important")
    same_hour = a_ticket(project, severity="important")

    assert queue(project) == [an_hour, same_hour, tonight, two_days, calm]


def test_the_queue_holds_what_somebody_still_has_to_do():
    project = a_project()
    received, dispatched = a_ticket(project), a_ticket(project)
    take(project, dispatched, "dispatched", MONDAY_MORNING)
    resolved = a_resolved_ticket(project)
    a_resolved_ticket(project, replied=True)
    a_resolved_ticket(project, kind="enquiry", replied=True)

    assert sorted(queue(project)) == [received, dispatched, resolved]
    assert len(queue(project, stages=Stage)) == 5


def test_the_queue_is_asked_by_kind_and_by_whose_it_is():
    project = a_project()
    technician = a_colleague(project, "technician")
    help_wanted = a_ticket(project, kind="help")
    repair = a_ticket(project)
    take(project, repair, "dispatched", TUESDAY_MORNING, assignee_id=technician.staff_id)

    assert queue(project, kind=Kind.HELP) == [help_wanted]
    assert queue(project, assignee_id=technician.staff_id) == [repair]


def test_the_queue_is_read_page_by_page():
    project = a_project()
    every = [a_ticket(project, now=MONDAY_MORNING + hours * HOUR) for hours in range(5)]

    assert queue(project, limit=2) == every[:2]
    assert queue(project, limit=2, offset=4) == every[4:]


def test_another_projects_tickets_are_not_here():
    project, other = a_project(), a_project()
    a_ticket(other)

    assert queue(project) == []
    with reading() as session, pytest.raises(NotFound):
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
