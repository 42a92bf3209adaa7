"""Policies: what a project does otherwise binds its open tickets at once, and is written down."""

from datetime import timedelta

import pytest

from db import audit, projects
from db import tickets as tickets_db
from db.engine import reading, writing
from desk.policies import override_policy, set_own
from desk.tickets import open_dossier
from domain.access import Role
from domain.errors import NotAllowed
from domain.policy import WrongPolicy
from domain.projects import Deed
from tests.builders import (
    MONDAY_MORNING,
    a_colleague,
    a_project,
    a_ticket,
    an_actor,
)

STRICTER = {"standards": {"dispatch": "30m"}}


def test_open_tickets_are_judged_by_the_projects_own_policy_from_now_on(database):
    project = a_project()
    ticket = a_ticket(project, now=MONDAY_MORNING)

    with writing() as session:
        override_policy(session, None, project, STRICTER, MONDAY_MORNING)

    with reading() as session:
        line = tickets_db.line(session, project, ticket)
        dossier = open_dossier(session, project, ticket)
    assert line.due_at == MONDAY_MORNING + timedelta(minutes=30)
    assert dossier.due().due_at == line.due_at


def test_a_policy_that_cannot_be_used_changes_nothing(database):
    project = a_project()
    ticket = a_ticket(project, now=MONDAY_MORNING)

    with pytest.raises(WrongPolicy) as refused, writing() as session:
        override_policy(session, None, project, {"standards": {"dispatch": "soon"}}, MONDAY_MORNING)

    with reading() as session:
        line = tickets_db.line(session, project, ticket)
    assert refused.value.key == "standards.dispatch"
    assert line.due_at == MONDAY_MORNING + timedelta(hours=2)


def test_only_who_administers_the_project_changes_its_policy(database):
    project = a_project()
    reception = an_actor(Role.RECEPTION, project)

    with pytest.raises(NotAllowed), writing() as session:
        override_policy(session, reception, project, STRICTER, MONDAY_MORNING)


def noted(project):
    with reading() as session:
        return [
            (one.actor_id, one.facts)
            for one in audit.newest(session, project, action=Deed.POLICY_CHANGED)
        ]


def test_of_the_keys_of_a_form_what_is_not_told_follows_the_house_again(database):
    project = a_project()
    keys = ("standards.dispatch", "standards.arrive")

    with writing() as session:
        set_own(
            session,
            None,
            project,
            ("survey.ticket_form",),
            {"survey.ticket_form": "pulse"},
            MONDAY_MORNING,
        )
        set_own(
            session,
            None,
            project,
            keys,
            {"standards.dispatch": "30m", "standards.arrive": "4h"},
            MONDAY_MORNING,
        )
        set_own(session, None, project, keys, {"standards.arrive": "4h"}, MONDAY_MORNING)

    with reading() as session:
        own, policy = projects.override(session, project), projects.policy(session, project)
    assert own == {"survey": {"ticket_form": "pulse"}, "standards": {"arrive": "4h"}}
    assert policy.standards.dispatch == timedelta(hours=2)


def test_who_changed_the_policy_and_to_what_is_written_down(database):
    project = a_project()
    lead = a_colleague(project, Role.SUPERVISOR)
    keys = ("standards.dispatch", "callbacks.repair.made_by")
    own = {"standards.dispatch": "30m", "callbacks.repair.made_by": ["reception", "supervisor"]}

    for told in (own, own, {}):
        with writing() as session:
            set_own(session, lead, project, keys, told, MONDAY_MORNING)

    assert noted(project) == [
        (lead.staff_id, {"callbacks.repair.made_by": "–", "standards.dispatch": "–"}),
        (
            lead.staff_id,
            {"callbacks.repair.made_by": "reception, supervisor", "standards.dispatch": "30m"},
        ),
    ]


def test_a_refused_policy_is_not_written_down(database):
    project = a_project()

    with pytest.raises(WrongPolicy), writing() as session:
        set_own(
            session,
            None,
            project,
            ("standards.reply",),
            {"standards.reply": "soon"},
            MONDAY_MORNING,
        )

    assert noted(project) == []
