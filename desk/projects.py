"""Projects: open one, and say whom its residents reach."""

from datetime import datetime
from zoneinfo import available_timezones

from sqlalchemy.orm import Session

from db import accounts, audit, people, projects
from desk.tickets import must, staff_id
from domain.access import Action, Actor, Role
from domain.errors import NotAllowed, WrongValue
from domain.projects import Deed, Description, ProjectNameTaken, checked, checked_name


def open_project(
    session: Session,
    *,
    name: str,
    zone: str,
    language: str,
    now: datetime,
    actor: Actor | None = None,
) -> int:
    """The new project's id; whoever leads the company elsewhere leads it here too.

    Raises NotAllowed for anybody else, WrongValue, ProjectNameTaken.
    """
    if actor is not None and Role.COMPANY_LEADER not in actor.roles.values():
        raise NotAllowed(Action.ADMINISTER)
    called = checked_name(name)
    _must_be_free(session, called)
    if zone not in available_timezones():
        raise WrongValue("zone", "unknown_zone")
    project_id = projects.add(session, name=called, zone=zone, language=language, now=now)
    for leader in accounts.leading(session, Role.COMPANY_LEADER):
        people.set_role(session, project_id, leader, Role.COMPANY_LEADER)
    audit.note(session, project_id, staff_id(actor), Deed.OPENED, now)
    return project_id


def describe(
    session: Session, actor: Actor | None, project_id: int, told: Description, now: datetime
) -> None:
    """What residents read on forms and on paper from now on.

    Raises NotAllowed, NotFound, WrongValue, ProjectNameTaken.
    """
    must(actor, Action.ADMINISTER, project_id)
    tidy = checked(told)
    if tidy.name != projects.card(session, project_id).name:
        _must_be_free(session, tidy.name)
    projects.describe(session, project_id, tidy)
    audit.note(session, project_id, staff_id(actor), Deed.DESCRIBED, now)


def _must_be_free(session: Session, name: str) -> None:
    if projects.named(session, name) is not None:
        raise ProjectNameTaken(name)
