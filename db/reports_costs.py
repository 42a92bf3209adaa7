"""How complaints ended (投诉结局), household by household: what SCORING §4 counts with.

A household counts once, with the ending that cost most. Nothing here leads to an employee.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from db.reports_spreads import Chosen
from db.rulings import EXCLUDED
from db.schema import CallbackOwed, Response, Score, Ticket, TicketEvent
from db.surveys import latest
from domain.groups import SHOWN_FROM
from domain.satisfaction import Verdict
from domain.tickets import IN_QUEUE, Step


class Ending(IntEnum):
    """The higher, the more it costs; one that is not known yet may still cost all of it."""

    PERFECT = 0
    WELL = 1
    PENDING = 2
    UNRESOLVED = 3


@dataclass(frozen=True, slots=True)
class Endings:
    """Households by ending; `silent` were dissatisfied and never complained, None if few spoke."""

    complained: Mapping[Ending, int]
    silent: int | None


_HOUSEHOLD = case(
    (Ticket.place_id.is_not(None), literal("place ").concat(cast(Ticket.place_id, String))),
    (
        Ticket.resident_id.is_not(None),
        literal("resident ").concat(cast(Ticket.resident_id, String)),
    ),
    else_=literal("ticket ").concat(cast(Ticket.number, String)),
)


def endings(session: Session, project_id: int, chosen: Chosen, since: date, until: date) -> Endings:
    """Of the chosen complaints, and of the answers given on these days."""
    homes = (
        select(_HOUSEHOLD.label("household"), func.max(_ending(project_id)).label("ending"))
        .where(chosen.among(project_id))
        .group_by(_HOUSEHOLD)
        .subquery()
    )
    rows = session.execute(select(homes.c.ending, func.count()).group_by(homes.c.ending))
    complained = {Ending(ending): int(count) for ending, count in rows}
    given = (
        Score.project_id == project_id,
        Score.day.between(since, until),
        Score.is_given,
        ~Score.excluded,
    )
    spoke = session.scalar(select(func.count(Score.household.distinct())).where(*given)) or 0
    silent = select(func.count(Score.household.distinct())).where(
        *given,
        Score.verdict == Verdict.DISSATISFIED,
        Score.household.not_in(select(homes.c.household)),
    )
    return Endings(complained, session.scalar(silent) if spoke >= SHOWN_FROM else None)


def _ending(project_id: int) -> ColumnElement[int]:
    """Unresolved is what the resident said no to, also while it is worked on once more.

    Closed without the resident's word, nobody knows how it ended.
    """
    is_open = Ticket.stage.in_(IN_QUEUE)
    said_no = or_(_replied(satisfied=False), _called_back_unsatisfied())
    return case(
        (or_(and_(is_open, Ticket.round > 1), and_(~is_open, said_no)), Ending.UNRESOLVED.value),
        (is_open, Ending.PENDING.value),
        (_delighted(project_id), Ending.PERFECT.value),
        (_replied(satisfied=True), Ending.WELL.value),
        else_=Ending.PENDING.value,
    )


def _replied(*, satisfied: bool) -> Any:
    """In its last round."""
    return exists().where(
        TicketEvent.project_id == Ticket.project_id,
        TicketEvent.ticket == Ticket.number,
        TicketEvent.step == Step.REPLIED,
        TicketEvent.round == Ticket.round,
        TicketEvent.satisfied.is_(satisfied),
    )


def _called_back_unsatisfied() -> Any:
    return exists().where(
        CallbackOwed.project_id == Ticket.project_id,
        CallbackOwed.ticket == Ticket.number,
        CallbackOwed.round == Ticket.round,
        CallbackOwed.satisfied.is_(False),
    )


def _delighted(project_id: int) -> Any:
    """The resident's own answer about it was better than expected."""
    return exists().where(
        *latest(project_id),
        Response.ticket == Ticket.number,
        ~EXCLUDED,
        Response.verdict == Verdict.VERY_SATISFIED,
    )
