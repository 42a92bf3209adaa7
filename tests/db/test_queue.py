"""The queue: which tickets are asked for, and in which order they come."""

import pytest

from db import people
from db import queue as queue_db
from db.engine import reading, writing
from db.queue import NOBODY, Wanted
from domain.tickets import Kind, Rung, Severity, Stage
from tests.builders import (
    HOUR,
    MINUTE,
    MOMENT,
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
        return [line.number for line in queue_db.queue(session, project, Wanted(**wanted))]


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
    assert len(queue(project, stages=tuple(Stage))) == 5


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

    with reading() as session:
        first = queue_db.queue(session, project, limit=2)
        last = queue_db.queue(session, project, limit=2, offset=4)

    assert [line.number for line in first] == every[:2]
    assert [line.number for line in last] == every[4:]


def test_the_queue_is_asked_by_severity_and_for_what_is_in_nobodys_hands():
    project = a_project()
    technician = a_colleague(project, "technician")
    grave, given = a_ticket(project, severity="major", kind="complaint"), a_ticket(project)
    take(project, given, "dispatched", MONDAY_MORNING, assignee_id=technician.staff_id)

    assert queue(project, severity=Severity.MAJOR) == [grave]
    assert queue(project, assignee_id=NOBODY) == [grave]


def test_late_is_what_is_past_its_limit_at_that_moment():
    project = a_project(policy={"standards": {"dispatch": "1h"}})
    ticket = a_ticket(project)
    due_at = MONDAY_MORNING + HOUR

    assert queue(project, late_at=due_at) == []
    assert queue(project, late_at=due_at + MOMENT) == [ticket]


@pytest.mark.parametrize("words", ["水管", "3栋 1202", "3 栋1202", "#1", "1", "后山"])
def test_words_are_looked_for_in_subject_and_place_and_digits_as_a_number(words):
    project = a_project()
    with writing() as session:
        place = people.add_place(session, project, building="3 栋", unit="1202")
    ticket = a_ticket(project, subject="厨房水管漏水", place_id=place)
    other = a_ticket(project, subject="灯坏了", place_words="后山凉亭")

    assert queue(project, words=words) == ([other] if words == "后山" else [ticket])


@pytest.mark.parametrize("words", ["%", "_", "\\", "9" * 30, "#", "没有"])
def test_words_that_stand_nowhere_find_nothing(words):
    project = a_project()
    a_ticket(project)

    assert queue(project, words=words) == []
