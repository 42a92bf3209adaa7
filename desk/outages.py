"""Outages: record a cut, visit whom it endangers, say when it is over; each checks who asks."""

from datetime import datetime

from sqlalchemy.orm import Session

from db import outages as outages_db
from db import visits as visits_db
from db.outages import OutageLine
from db.visits import NewVisit, OnRegister, Visit
from desk.residents import note
from desk.tickets import must, must_belong, staff_id
from domain.access import Action, Actor
from domain.errors import NotFound, WrongValue
from domain.outages import LONGEST_NOTE, AlreadyVisited, Cut, OutageOver, checked
from domain.residents import Deed


def register(session: Session, actor: Actor | None, project_id: int) -> list[OnRegister]:
    """The safety register. Raises NotAllowed."""
    must(actor, Action.SEE_PEOPLE, project_id)
    return visits_db.register(session, project_id)


def record(session: Session, actor: Actor | None, project_id: int, cut: Cut, now: datetime) -> int:
    """The number of the outage. Raises NotAllowed, WrongValue."""
    must(actor, Action.SEE_PEOPLE, project_id)
    id = outages_db.add(session, project_id, checked(cut, now), staff_id(actor), now)
    note(session, actor, project_id, Deed.OUTAGE_RECORDED, now, f"outage/{id}")
    return id


def whom_to_visit(
    session: Session, actor: Actor | None, project_id: int, outage: int
) -> tuple[OutageLine, list[Visit]]:
    """The outage, and everybody it concerns. Raises NotAllowed, NotFound."""
    must(actor, Action.SEE_PEOPLE, project_id)
    line = outages_db.outage(session, project_id, outage)
    return line, visits_db.visits(session, project_id, outage, over_at=line.over_at)


def visit(
    session: Session,
    actor: Actor | None,
    project_id: int,
    outage: int,
    made: NewVisit,
    now: datetime,
) -> None:
    """Somebody was met and is looked after, or known to be elsewhere.

    Whom nobody met has not been visited. Raises AlreadyVisited, NotAllowed, NotFound, OutageOver,
    WrongValue.
    """
    must(actor, Action.SEE_PEOPLE, project_id)
    line, listed = whom_to_visit(session, actor, project_id, outage)
    if line.over_at is not None:
        raise OutageOver(line.over_at)
    if made.resident_id not in {one.resident_id for one in listed}:
        raise NotFound("resident", made.resident_id)
    before = visits_db.visited_at(session, project_id, outage, made.resident_id)
    if before is not None:
        raise AlreadyVisited(before)
    if len(made.note) > LONGEST_NOTE:
        raise WrongValue("note", "too_long")
    must_belong(session, project_id, made.visited_by)
    visits_db.add_visit(session, project_id, outage, made, now)
    facts = {"resident": made.resident_id, "condition": made.condition.value}
    note(session, actor, project_id, Deed.OUTAGE_VISITED, now, f"outage/{outage}", **facts)


def end(session: Session, actor: Actor | None, project_id: int, outage: int, now: datetime) -> None:
    """The supply is back, or the cut was called off. Raises NotAllowed, NotFound, OutageOver."""
    must(actor, Action.SEE_PEOPLE, project_id)
    line = outages_db.outage(session, project_id, outage)
    if line.over_at is not None or not outages_db.end(
        session, project_id, outage, staff_id(actor), now
    ):
        raise OutageOver(line.over_at or now)
    note(session, actor, project_id, Deed.OUTAGE_ENDED, now, f"outage/{outage}")
