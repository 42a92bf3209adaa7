"""Who reads what people typed as it was written, and who with the numbers hidden."""

import pytest

from db.engine import reading
from desk.tickets import open_dossier
from desk.words import readable
from domain.access import Actor, Role
from domain.tickets import Step
from tests.builders import (
    HOUR,
    MONDAY_MORNING,
    a_colleague,
    a_project,
    a_ticket,
    an_actor,
    take,
)

pytestmark = pytest.mark.usefixtures("database")
WORDS, HIDDEN = "请打 13812345678 找我", "请打 •••78 找我"
DESK = [role for role in Role if role not in {Role.TECHNICIAN, Role.WALL}]


def read(actor: Actor, project: int, ticket: int) -> str:
    with reading() as session:
        return readable(actor, open_dossier(session, project, ticket), WORDS)


@pytest.mark.parametrize("role", DESK)
def test_the_desk_reads_the_words_of_a_ticket_as_they_were_written(role):
    project = a_project()

    assert read(an_actor(role, project), project, a_ticket(project)) == WORDS


@pytest.mark.parametrize("role", Role)
def test_nobody_of_another_project_does(role):
    project, other = a_project(), a_project()

    assert read(an_actor(role, other), project, a_ticket(project)) == HIDDEN


def test_a_technician_does_while_the_work_is_in_hand():
    project = a_project()
    mine, other = a_colleague(project, "technician"), a_colleague(project, "technician")
    ticket = a_ticket(project)
    offered = read(mine, project, ticket)
    at = MONDAY_MORNING + HOUR
    take(project, ticket, Step.DISPATCHED, at, assignee_id=mine.staff_id)
    at_work = [read(who, project, ticket) for who in (mine, other)]
    take(project, ticket, Step.RESOLVED, at + HOUR)

    assert (offered, at_work, read(mine, project, ticket)) == (HIDDEN, [WORDS, HIDDEN], HIDDEN)


def test_a_wall_never_does():
    project = a_project()

    assert read(an_actor(Role.WALL, project), project, a_ticket(project)) == HIDDEN
