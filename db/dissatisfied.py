"""The dissatisfied (不满意住户): how the last case of each ended, as far as it is on record.

A household's last complaint speaks for it. The resident said they are satisfied: handled perfectly
when that took one round and missed no limit, else well. Closed though the resident's last word was
no: unresolved. Still worked on, or closed without any word: pending. Silent is whose last counted
answer is dissatisfied and who complained in no way; not known where few households spoke.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, exists, func, literal, select
from sqlalchemy.orm import Session

from db.schema import Response, Score, Ticket, TicketEvent
from domain.costs import Dissatisfied
from domain.groups import SHOWN_FROM
from domain.satisfaction import Verdict
from domain.tickets import Kind, Stage, Step


class Ending(StrEnum):
    """The letters of SCORING §4, silent aside."""

    PERFECT = "perfect"
    WELL = "well"
    UNRESOLVED = "unresolved"
    PENDING = "pending"


_ASKED = (Step.REPLIED, Step.CALLBACK_MADE)
# As db.scores names a household.
_HOUSEHOLD: ColumnElement[str] = case(
    (Ticket.place_id.is_not(None), literal("place ") + cast(Ticket.place_id, String)),
    (Ticket.resident_id.is_not(None), literal("resident ") + cast(Ticket.resident_id, String)),
    else_=literal("ticket ") + cast(Ticket.number, String),
)


def _said(*also: ColumnElement[bool], satisfied: bool) -> ColumnElement[bool]:
    """Whether the resident said so of the ticket."""
    return exists().where(
        TicketEvent.project_id == Ticket.project_id,
        TicketEvent.ticket == Ticket.number,
        TicketEvent.step.in_(_ASKED),
        TicketEvent.satisfied.is_(satisfied),
        *also,
    )


_LAST_ROUND = TicketEvent.round == Ticket.round
_SAID_YES = _said(_LAST_ROUND, satisfied=True)
_MISSED = exists().where(
    TicketEvent.project_id == Ticket.project_id,
    TicketEvent.ticket == Ticket.number,
    TicketEvent.missed.is_not(None),
)
_UNRESOLVED = Ending.UNRESOLVED.value
_ENDING = case(
    ((Ticket.stage == Stage.CLOSED) & _said(_LAST_ROUND, satisfied=False), _UNRESOLVED),
    ((Ticket.round == 1) & _SAID_YES & ~_MISSED, Ending.PERFECT.value),
    (_SAID_YES, Ending.WELL.value),
    # Back at work after a no, closed in the end, and nobody heard a yes.
    ((Ticket.stage == Stage.CLOSED) & _said(satisfied=False), _UNRESOLVED),
    else_=Ending.PENDING.value,
)


def dissatisfied(
    session: Session, project_id: int, since: datetime, until: datetime
) -> Dissatisfied:
    """The households with a complaint received, or an answer given, in this time."""
    counts = _endings(session, project_id, since, until)
    silent = _silent(session, project_id, since, until)
    return Dissatisfied(**{ending.value: counts.get(ending, 0) for ending in Ending}, silent=silent)


def _complaints(project_id: int, since: datetime, until: datetime) -> tuple[Any, ...]:
    return (
        Ticket.project_id == project_id,
        Ticket.kind == Kind.COMPLAINT,
        Ticket.received_at >= since,
        Ticket.received_at < until,
    )


def _endings(
    session: Session, project_id: int, since: datetime, until: datetime
) -> dict[Ending, int]:
    newest = func.row_number().over(
        partition_by=_HOUSEHOLD, order_by=(Ticket.received_at.desc(), Ticket.number.desc())
    )
    each = (
        select(_ENDING.label("ending"), newest.label("place"))
        .where(*_complaints(project_id, since, until))
        .subquery()
    )
    rows = session.execute(
        select(each.c.ending, func.count()).where(each.c.place == 1).group_by(each.c.ending)
    )
    return {Ending(ending): count for ending, count in rows}


def _silent(session: Session, project_id: int, since: datetime, until: datetime) -> int | None:
    newest = func.row_number().over(
        partition_by=Score.household,
        order_by=(Response.answered_at.desc(), Score.token, Score.slot),
    )
    spoken = (
        select(Score.household, Score.verdict, Response.complaint, newest.label("place"))
        .join(
            Response,
            (Response.project_id == Score.project_id)
            & (Response.token == Score.token)
            & (Response.slot == Score.slot)
            & (Response.version == Score.version),
        )
        .where(
            Score.project_id == project_id,
            Score.is_given.is_(True),
            ~Score.excluded,
            Response.answered_at >= since,
            Response.answered_at < until,
        )
        .subquery()
    )
    complained = select(_HOUSEHOLD).where(*_complaints(project_id, since, until))
    never_said = (
        (spoken.c.verdict == Verdict.DISSATISFIED)
        & spoken.c.complaint.is_(None)
        & spoken.c.household.not_in(complained)
    )
    households = func.count(), func.count().filter(never_said)
    spoke, silent = session.execute(select(*households).where(spoken.c.place == 1)).one()
    return int(silent) if spoke >= SHOWN_FROM else None
