"""A telephone number that somebody typed is read only where it is needed (desk.words)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.tickets import Step
from tests.builders import (
    HOUR,
    LET_DOWN,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_ticket,
    receive,
    take,
)
from tests.pages.desks import Desk, forget, sit

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NOW = datetime.now(UTC)
NUMBER, HIDDEN = "13812345678", "•••78"


@pytest.fixture(autouse=True)
def fresh(database) -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def project() -> int:
    return a_project()


@pytest.fixture
def ticket(project: int) -> int:
    """Offered to whoever accepts it; whatever can be typed holds the number."""
    typed: dict[str, Any] = {
        "subject": f"漏水 {NUMBER}",
        "words": f"打 {NUMBER}",
        "asks": f"回 {NUMBER}",
    }
    number = a_ticket(project, now=NOW - 9 * HOUR, **typed)
    take(project, number, Step.DISPATCHED, NOW - 8 * HOUR, note=f"带上 {NUMBER}")
    return number


@pytest.fixture
def answered(project: int, ticket: int) -> int:
    """Resolved and answered by a resident who was let down."""
    take(project, ticket, Step.RESOLVED, NOW - 7 * HOUR)
    form = a_filled_form(LET_DOWN, words=f"没修好，打 {NUMBER}")
    receive(a_code(project, ticket, now=NOW - 7 * HOUR), form, NOW - 6 * HOUR)
    return ticket


def everything(desk: Desk) -> str:
    return desk.words() + str(desk.rows())


@pytest.mark.parametrize("page", ["queue", "callbacks", "results"])
def test_no_list_shows_it_to_anybody(project, answered, page):
    told = everything(sit(page, project, a_colleague(project, "supervisor")))

    assert HIDDEN in told
    assert NUMBER not in told


def test_the_list_of_jobs_hides_it(project, ticket):
    told = everything(sit("jobs", project, a_colleague(project, "technician")))

    assert HIDDEN in told
    assert NUMBER not in told


@pytest.mark.parametrize(("page", "asked"), [("queue", "ticket"), ("jobs", "job")])
def test_an_offered_job_hides_it_until_it_is_accepted(project, ticket, page, asked):
    technician = a_colleague(project, "technician")
    offered = everything(sit(page, project, technician, **{asked: ticket}))
    take(project, ticket, Step.ACCEPTED, NOW - 7 * HOUR, actor=technician)

    in_hand = everything(sit(page, project, technician, **{asked: ticket}))

    assert f"打 {HIDDEN}" in offered
    assert NUMBER not in offered
    assert f"打 {NUMBER}" in in_hand
    assert f"带上 {NUMBER}" in in_hand


def test_the_desk_reads_it_in_the_ticket_at_hand_and_not_in_the_list_beside_it(project, answered):
    desk = sit("queue", project, a_colleague(project, "reception"), ticket=answered)

    assert f"打 {NUMBER}" in desk.words()
    assert NUMBER not in str(desk.rows())


def test_whoever_makes_the_call_reads_the_residents_own_answer(project, answered):
    desk = sit("callbacks", project, a_colleague(project, "reception"), callback=f"{answered}-1")

    assert f"没修好，打 {NUMBER}" in desk.words()
    assert NUMBER not in str(desk.rows())
