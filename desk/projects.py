"""Projects: open one with its first colleague, give it a policy of its own."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db import people, projects
from db import tickets as tickets_db
from desk.tickets import must, open_dossier
from domain.access import Action, Actor, Role
from domain.tickets import IN_QUEUE


def open_project(
    session: Session, *, name: str, zone: str, language: str, first_colleague: str, now: datetime
) -> int:
    """The new project's id; its first colleague is a supervisor of that name."""
    project_id = projects.add(session, name=name, zone=zone, language=language, now=now)
    login = f"supervisor-{project_id}"
    people.add_colleague(session, project_id, first_colleague, login, Role.SUPERVISOR)
    return project_id


def override_policy(
    session: Session, actor: Actor | None, project_id: int, override: dict[str, Any]
) -> None:
    """Store the project's own policy and judge its open tickets by it from now on.

    Raises NotAllowed, WrongPolicy.
    """
    must(actor, Action.ADMINISTER, project_id)
    projects.override_policy(session, project_id, override)
    for number in tickets_db.numbers_in(session, project_id, IN_QUEUE):
        dossier = open_dossier(session, project_id, number)
        tickets_db.mirror(session, project_id, number, dossier.progress, dossier.due())
