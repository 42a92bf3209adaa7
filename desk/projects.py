"""Projects: open one, give it a policy of its own."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db import accounts, people, projects
from db import escalations as escalations_db
from db import imports as imports_db
from db import tickets as tickets_db
from desk.tickets import Dossier, must
from domain.access import Action, Actor, Role
from domain.escalations import follow_up
from domain.tickets import fold

AT_ONCE = 500


def open_project(session: Session, *, name: str, zone: str, language: str, now: datetime) -> int:
    """The new project's id; whoever leads the company elsewhere leads it here too."""
    project_id = projects.add(session, name=name, zone=zone, language=language, now=now)
    for leader in accounts.leading(session, Role.COMPANY_LEADER):
        people.set_role(session, project_id, leader, Role.COMPANY_LEADER)
    return project_id


def override_policy(
    session: Session, actor: Actor | None, project_id: int, override: dict[str, Any]
) -> None:
    """Store the project's own policy; its open tickets and callbacks follow it from now on.

    Raises NotAllowed, WrongPolicy.
    """
    must(actor, Action.ADMINISTER, project_id)
    projects.override_policy(session, project_id, override)
    _judge_tickets_anew(session, project_id)
    _judge_callbacks_anew(session, project_id)


def _judge_tickets_anew(session: Session, project_id: int) -> None:
    project, policy = projects.card(session, project_id), projects.policy(session, project_id)
    open_ones = tickets_db.open_numbers(session, project_id)
    for start in range(0, len(open_ones), AT_ONCE):
        some = open_ones[start : start + AT_ONCE]
        intakes = tickets_db.intakes(session, project_id, some)
        histories = imports_db.histories(session, project_id, some)
        found = [
            Dossier(project, policy, number, intakes[number], history, fold(history))
            for number, history in histories.items()
        ]
        mirrors = [(d.number, d.progress, d.due(), d.raise_at()) for d in found]
        tickets_db.mirror_all(session, project_id, mirrors)


def _judge_callbacks_anew(session: Session, project_id: int) -> None:
    project, policy = projects.card(session, project_id), projects.policy(session, project_id)
    for closes_on in escalations_db.closing_days(session, project_id):
        later = follow_up(closes_on, policy.escalation, project.zone)
        escalations_db.follow_up_after(session, project_id, closes_on, later.after)
