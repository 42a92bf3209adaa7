"""Intake (受理): what whoever registers wants to know first: is it known, and what runs now."""

from datetime import datetime

from sqlalchemy.orm import Session

from db import alike as alike_db
from db import projects
from db.tickets import TicketLine
from desk.tickets import Dossier, must
from domain.access import Action, Actor
from domain.deadlines import Deadline
from domain.tickets import Event, Intake, Kind, Step, fold


def alike(
    session: Session, actor: Actor | None, project_id: int, kind: Kind, place_id: int
) -> list[TicketLine]:
    """What is still open about the same place and of the same kind, the latest first."""
    must(actor, Action.REGISTER, project_id)
    return alike_db.still_open(session, project_id, kind, place_id)


def limits(
    session: Session, actor: Actor | None, project_id: int, intake: Intake, now: datetime
) -> tuple[Deadline, ...]:
    """The limits that would start if this were registered now."""
    must(actor, Action.REGISTER, project_id)
    history = [Event(Step.RECEIVED, now, 1)]
    project, policy = projects.card(session, project_id), projects.policy(session, project_id)
    return Dossier(project, policy, 0, intake, history, fold(history)).deadlines()
