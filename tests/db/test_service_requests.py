"""Tickets as other systems ask for them: narrowed, a page at a time, only the project's own."""

from datetime import datetime

from db import service_requests
from db.engine import reading
from domain.service_requests import Status, Wanted
from domain.tickets import Kind
from tests.builders import (
    DAY,
    HOUR,
    MOMENT,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    a_project,
    a_resolved_ticket,
    a_ticket,
)


def found(
    project_id: int,
    *kinds: Kind,
    begins: datetime = MONDAY_MORNING,
    ends: datetime = TUESDAY_MORNING,
    status: frozenset[Status] = frozenset(Status),
    numbers: tuple[int, ...] | None = None,
    page: int = 1,
    page_size: int = 9,
) -> list[int]:
    wanted = Wanted(begins, ends, kinds, status, numbers, page, page_size)
    with reading() as session:
        return [one.number for one in service_requests.some(session, project_id, wanted)]


def test_requests_are_narrowed_and_come_with_the_latest_first(database):
    project_id, other = a_project(), a_project()
    a_resolved_ticket(project_id, replied=True)
    a_resolved_ticket(project_id)
    a_ticket(project_id, kind=Kind.HELP, now=MONDAY_MORNING + HOUR)
    a_ticket(other)

    assert found(project_id) == [3, 2, 1]
    assert found(project_id, Kind.HELP, Kind.LETTER) == [3]
    assert found(project_id, status=frozenset({Status.OPEN})) == [3, 2]
    assert found(project_id, status=frozenset({Status.CLOSED})) == [1]
    assert found(project_id, begins=MONDAY_MORNING + MOMENT) == [3]
    assert found(project_id, ends=MONDAY_MORNING) == [2, 1]
    assert found(project_id, ends=MONDAY_MORNING - MOMENT, begins=MONDAY_MORNING - DAY) == []
    assert found(project_id, page=2, page_size=2) == [1]
    assert found(project_id, numbers=(1, 4), begins=TUESDAY_MORNING) == [1]
    assert found(project_id, numbers=()) == []


def test_a_request_is_found_by_its_number_in_its_own_project(database):
    project_id, other = a_project(), a_project()
    a_ticket(other)

    with reading() as session:
        assert service_requests.one(session, project_id, 1) is None
        assert service_requests.one(session, other, 1).kind is Kind.REPAIR
