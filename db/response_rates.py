"""Response rates (回收率): of the codes given out for tickets, how many have an answer."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session

from db import kept, projects
from db.schema import Code, Place, Response, Ticket
from db.tallies import Asked, By
from domain.periods import midnight
from domain.surveys import CodeKind

# What a ticket shares with the answers about it; by anything else all of its codes are meant.
_OF_TICKET: Mapping[By, Any] = {
    By.BUILDING: Place.building,
    By.KIND: Ticket.kind,
    By.TEAM: Ticket.department,
    By.CHANNEL: Ticket.channel,
}


def response_rate(session: Session, asked: Asked) -> tuple[int, int]:
    """How many of the ticket codes given out on these days have an answer, of how many."""
    began, ended = _moments(session, asked)
    wanted = _given_out(asked.project_id, began).where(Code.issued_at < ended)
    if asked.only is not None and asked.only[0] in _OF_TICKET:
        about = (Ticket.project_id == Code.project_id) & (Ticket.number == Code.ticket)
        home = (Place.project_id == Ticket.project_id) & (Place.id == Ticket.place_id)
        wanted = wanted.join(Ticket, about).outerjoin(Place, home).where(_same(*asked.only))
    answered, given_out = kept.only_row(kept.rows(session, asked, "rate", wanted))
    return answered, given_out


def since(session: Session, project_id: int, moment: datetime) -> tuple[int, int]:
    """The same of all codes given out from this moment on, as it is now."""
    row = session.execute(_given_out(project_id, moment)).one()
    return row[0], row[1]


def _given_out(project_id: int, moment: datetime) -> Select[*tuple[Any, ...]]:
    answer = exists().where(Response.project_id == Code.project_id, Response.token == Code.token)
    return (
        select(func.coalesce(func.sum(case((answer, 1), else_=0)), 0), func.count())
        .select_from(Code)
        .where(
            Code.project_id == project_id,
            Code.kind == CodeKind.TICKET,
            Code.issued_at >= moment,
        )
    )


def _same(by: By, key: Any) -> ColumnElement[bool]:
    """No department and no building are written as nothing."""
    here: ColumnElement[bool] = _OF_TICKET[by] == key
    return here if key else here | _OF_TICKET[by].is_(None)


def _moments(session: Session, asked: Asked) -> tuple[datetime, datetime]:
    zone = projects.card(session, asked.project_id).zone
    return midnight(asked.first, zone), midnight(asked.last + timedelta(days=1), zone)
