"""Complaints (投诉) that grow out of a ticket: one open at a time, however often it is said."""

from datetime import datetime

from sqlalchemy.orm import Session

from db import tickets as tickets_db
from desk.tickets import open_dossier, record, register, staff_id
from domain.access import Actor
from domain.tickets import AT_WORK, Event, Intake, Kind, Rung, Stage, Step


def complain(
    session: Session,
    actor: Actor | None,
    project_id: int,
    complaint: Intake,
    now: datetime,
    *,
    rung: Rung | None = None,
) -> int:
    """The number of the complaint: a new one, or the one still open about the same ticket.

    Raised to `rung` where one is given. `actor` is None when a resident's own answer opens it.
    """
    known = _still_open(session, project_id, complaint.parent)
    if known is None:
        return register(session, actor, project_id, complaint, now, rung=rung).number
    _say_again(session, actor, project_id, known, complaint.words, now, rung)
    return known


def _still_open(session: Session, project_id: int, parent: int | None) -> int | None:
    if parent is None:
        return None
    children = tickets_db.children(session, project_id, parent)
    found = (
        child.number
        for child in children
        if child.kind is Kind.COMPLAINT and child.stage is not Stage.CLOSED
    )
    return next(found, None)


def _say_again(
    session: Session,
    actor: Actor | None,
    project_id: int,
    number: int,
    words: str,
    now: datetime,
    rung: Rung | None,
) -> None:
    """Noted while it is being worked on; one that was thought to be done is reopened."""
    dossier = open_dossier(session, project_id, number)
    who, round, reached = staff_id(actor), dossier.progress.round, dossier.progress.rung
    if rung is not None and not (reached and reached.reaches(rung)):
        raised = Event(Step.ESCALATED, now, round=round, actor_id=who, rung=rung)
        dossier = record(session, dossier, raised)
    again = Step.NOTED if dossier.progress.stage in AT_WORK else Step.REOPENED
    record(session, dossier, Event(again, now, round=round, actor_id=who, note=words))
