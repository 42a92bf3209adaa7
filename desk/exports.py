"""Exports (导出): somebody orders everything of a project, and the audit list remembers it."""

from datetime import datetime

from sqlalchemy.orm import Session

from db import audit
from desk.tickets import staff_id
from domain.access import Actor
from domain.exports import Deed, Order, must_be_allowed


def order(
    session: Session, actor: Actor | None, project_id: int, now: datetime, *, with_people: bool
) -> Order:
    """What was ordered; without an actor by whoever runs it. Raises NotAllowed."""
    if actor is not None:
        must_be_allowed(actor, project_id, with_people=with_people)
    facts = {"with_people": with_people}
    audit.note(session, project_id, staff_id(actor), Deed.ORDERED, now, facts=facts)
    return Order(project_id, staff_id(actor) or 0, with_people, now)
