"""Projects: open one, give it a policy of its own."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db import accounts, people, projects
from db import callbacks as callbacks_db
from db import tickets as tickets_db
from desk.tickets import mirror, must, open_dossier
from domain.access import Action, Actor, Role
from domain.tickets import IN_QUEUE


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
    open_ones = tickets_db.numbers_in(session, project_id, IN_QUEUE)
    for number in sorted({*open_ones, *callbacks_db.tickets_owed(session, project_id)}):
        mirror(session, open_dossier(session, project_id, number))
