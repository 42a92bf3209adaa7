"""Projects: the first colleague, and a policy of one's own that binds open tickets at once."""

from datetime import timedelta

import pytest

from db import people
from db import tickets as tickets_db
from db.engine import reading, writing
from desk import projects
from desk.tickets import open_dossier
from domain.access import Role
from domain.errors import NotAllowed
from domain.policy import WrongPolicy
from tests.builders import (
    MONDAY_MORNING,
    a_colleague,
    a_project,
    a_ticket,
    an_account,
    an_actor,
)

STRICTER = {"standards": {"dispatch": "30m"}}


def open_one() -> int:
    with writing() as session:
        return projects.open_project(
            session, name="翠湖花园", zone="Asia/Shanghai", language="zh_CN", now=MONDAY_MORNING
        )


def test_whoever_leads_the_company_leads_a_new_project_too(database):
    elsewhere = a_project()
    leader = an_account(a_colleague(elsewhere, Role.COMPANY_LEADER, "何总"))
    an_account(a_colleague(elsewhere, Role.SUPERVISOR))
    a_colleague(elsewhere, Role.COMPANY_LEADER, "从未受邀")

    project = open_one()

    with reading() as session:
        staff = people.colleagues(session, project)
    assert [(person.id, person.role) for person in staff] == [
        (leader.staff_id, Role.COMPANY_LEADER)
    ]


def test_open_tickets_are_judged_by_the_projects_own_policy_from_now_on(database):
    project = a_project()
    ticket = a_ticket(project, now=MONDAY_MORNING)

    with writing() as session:
        projects.override_policy(session, None, project, STRICTER)

    with reading() as session:
        line = tickets_db.line(session, project, ticket)
        dossier = open_dossier(session, project, ticket)
    assert line.due_at == MONDAY_MORNING + timedelta(minutes=30)
    assert dossier.due().due_at == line.due_at


def test_a_policy_that_cannot_be_used_changes_nothing(database):
    project = a_project()
    ticket = a_ticket(project, now=MONDAY_MORNING)

    with pytest.raises(WrongPolicy) as refused, writing() as session:
        projects.override_policy(session, None, project, {"standards": {"dispatch": "soon"}})

    with reading() as session:
        line = tickets_db.line(session, project, ticket)
    assert refused.value.key == "standards.dispatch"
    assert line.due_at == MONDAY_MORNING + timedelta(hours=2)


def test_only_who_administers_the_project_changes_its_policy(database):
    project = a_project()
    reception = an_actor(Role.RECEPTION, project)

    with pytest.raises(NotAllowed), writing() as session:
        projects.override_policy(session, reception, project, STRICTER)
