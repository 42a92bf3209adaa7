"""A technician's own work on a phone: what is theirs, one button for what comes next, the end."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from db import codes as codes_db
from db import tickets as tickets_db
from db.engine import reading
from domain.tickets import Stage, Step
from tests.builders import HOUR, a_colleague, a_project, a_resident, a_ticket, take
from tests.pages.desks import BOTH, forget, sit

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def fresh(database) -> Iterator[None]:
    forget()
    yield
    forget()


def a_job(project: int, technician=None, **facts) -> int:
    ticket = a_ticket(project, now=NOW - HOUR, **facts)
    hands = technician.staff_id if technician else None
    take(project, ticket, Step.DISPATCHED, NOW - HOUR, assignee_id=hands)
    return ticket


def stage(project: int, ticket: int) -> Stage:
    with reading() as session:
        return tickets_db.line(session, project, ticket).stage


@BOTH
def test_without_work_the_page_says_that_it_will_come(language):
    project = a_project()
    a_job(project, a_colleague(project, "technician"))

    said = sit("jobs", project, a_colleague(project, "technician"), language).words()

    assert {"zh_CN": "没有待办", "en": "Nothing waits for you"}[language] in said


def test_ones_own_work_and_what_anybody_may_accept_are_listed():
    project = a_project()
    me = a_colleague(project, "technician")
    mine, offered = a_job(project, me), a_job(project)
    a_job(project, a_colleague(project, "technician"))
    done = a_job(project, me)
    take(project, done, Step.RESOLVED, NOW)

    buttons = sit("jobs", project, me).buttons()

    assert set(buttons) == {f"Open #{mine}", f"Open #{offered}"}


def test_a_job_goes_from_hand_to_done_with_one_button_at_a_time():
    project = a_project()
    me = a_colleague(project, "technician")
    ticket = a_job(project, resident_id=a_resident(project))

    desk = sit("jobs", project, me, job=ticket)
    assert "13800000000" not in desk.words()
    desk.press("Accept").press("Arrive on site")
    assert "13800000000" in desk.words()
    desk.fill(What_was_done="换了阀芯").press("Finish")

    assert stage(project, ticket) is Stage.RESOLVED
    assert "Let the resident scan this" in "\n".join(one.value for one in desk.page.success)
    with reading() as session:
        assert codes_db.of_ticket(session, project, ticket)


def test_a_job_without_a_word_about_it_is_not_finished_and_the_fee_stays_typed():
    project = a_project()
    me = a_colleague(project, "technician")
    ticket = a_job(project, me)
    take(project, ticket, Step.ARRIVED, NOW)

    desk = sit("jobs", project, me, job=ticket)
    desk.field("Fee taken").set_value(85.0)
    desk.press("Finish")

    assert "“Note”" in desk.words()
    assert desk.field("Fee taken").value == 85.0
    assert stage(project, ticket) is Stage.ON_SITE


def test_another_technicians_job_is_not_opened_by_its_number():
    project = a_project()
    ticket = a_job(project, a_colleague(project, "technician"), subject="别人家的事")

    desk = sit("jobs", project, a_colleague(project, "technician"), job=ticket)

    assert "别人家的事" not in desk.words()
    assert "Your role" in desk.words()


@BOTH
def test_a_wall_has_no_jobs(language):
    project = a_project()

    said = sit("jobs", project, a_colleague(project, "wall"), language).words()

    assert {"zh_CN": "您的岗位", "en": "Your role"}[language] in said
