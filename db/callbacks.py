"""Callbacks: what is owed, to be made when, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.orm import Session

from db.rows import fetch
from db.schema import CallbackOwed, Ticket
from domain.callbacks import Callback, CallbackProgress, CallbackStage, Window
from domain.policy import CallbackRow
from domain.tickets import Kind, Severity

# In whose hands the sheet is: anybody's (None), nobody's yet (NOBODY), or a colleague's by id.
NOBODY = 0
Hands = int | None
STILL_OWED = (CallbackStage.OWED, CallbackStage.PLANNED, CallbackStage.ASSIGNED)
# Written out, not bound: only then does SQLite see that the index of those still owed will do.
IS_OWED = CallbackOwed.stage.in_(
    bindparam("owed", STILL_OWED, expanding=True, literal_execute=True)
)
# Not yet reviewed, and reviewed.
MADE = ((CallbackStage.MADE, CallbackStage.HANDED_BACK), (CallbackStage.REVIEWED,))


@dataclass(frozen=True, slots=True)
class CallbackLine:
    """One callback with the ticket it is about."""

    ticket: int
    round: int
    row: CallbackRow
    kind: Kind
    severity: Severity
    subject: str
    opens_on: date
    closes_on: date
    stage: CallbackStage
    assignee_id: int | None
    attempts: int
    call_again_at: datetime | None
    made_on: date | None
    satisfied: bool | None
    withdrawn_on: date | None = None
    raise_at: datetime | None = None

    @property
    def callback(self) -> Callback:
        return Callback(Window(self.opens_on, self.closes_on), self.made_on, self.withdrawn_on)


@dataclass(frozen=True, slots=True)
class NewCallback:
    ticket: int
    round: int
    row: CallbackRow
    window: Window
    raise_at: datetime | None = None


def owe(session: Session, project_id: int, new: Sequence[NewCallback]) -> None:
    """Note that these tickets are owed a callback."""
    if not new:
        return
    rows = [
        {
            "project_id": project_id,
            "ticket": callback.ticket,
            "round": callback.round,
            "row": callback.row,
            "opens_on": callback.window.opens,
            "closes_on": callback.window.closes,
            "raise_at": callback.raise_at,
        }
        for callback in new
    ]
    session.execute(insert(CallbackOwed), rows)


def is_owed(session: Session, project_id: int, ticket: int, round: int) -> bool:
    """Whether this round is still owed a call."""
    stage = session.scalar(
        select(CallbackOwed.stage).where(
            CallbackOwed.project_id == project_id,
            CallbackOwed.ticket == ticket,
            CallbackOwed.round == round,
        )
    )
    return stage in STILL_OWED


def closes(session: Session, project_id: int, ticket: int, round: int) -> date | None:
    """The last day of this round's window; None where no callback was ever owed."""
    return session.scalar(
        select(CallbackOwed.closes_on).where(
            CallbackOwed.project_id == project_id,
            CallbackOwed.ticket == ticket,
            CallbackOwed.round == round,
        )
    )


def store(
    session: Session,
    project_id: int,
    ticket: int,
    round: int,
    progress: CallbackProgress,
    *,
    made_on: date | None,
    withdrawn_on: date | None,
    raise_at: datetime | None,
) -> None:
    """What the callback's events amount to by now."""
    session.execute(
        update(CallbackOwed)
        .where(
            CallbackOwed.project_id == project_id,
            CallbackOwed.ticket == ticket,
            CallbackOwed.round == round,
        )
        .values(
            stage=progress.stage,
            assignee_id=progress.assignee_id,
            attempts=progress.attempts,
            call_again_at=progress.call_again_at,
            raise_at=raise_at,
            made_on=made_on,
            withdrawn_on=withdrawn_on,
            satisfied=progress.satisfied,
        )
    )


_LINE = (
    CallbackOwed.ticket,
    CallbackOwed.round,
    CallbackOwed.row,
    Ticket.kind,
    Ticket.severity,
    Ticket.subject,
    CallbackOwed.opens_on,
    CallbackOwed.closes_on,
    CallbackOwed.stage,
    CallbackOwed.assignee_id,
    CallbackOwed.attempts,
    CallbackOwed.call_again_at,
    CallbackOwed.made_on,
    CallbackOwed.satisfied,
    CallbackOwed.withdrawn_on,
    CallbackOwed.raise_at,
)
_TICKET = (CallbackOwed.project_id == Ticket.project_id) & (CallbackOwed.ticket == Ticket.number)


def due(
    session: Session,
    project_id: int,
    *,
    opens_by: date,
    hands: Hands = None,
    row: CallbackRow | None = None,
    limit: int = 200,
) -> list[CallbackLine]:
    """Callbacks still owed whose window opens by that day, the soonest to close first."""
    wanted = (
        _lines(project_id, hands, row)
        .where(IS_OWED, CallbackOwed.opens_on <= opens_by)
        .order_by(CallbackOwed.closes_on, CallbackOwed.ticket)
        .limit(limit)
    )
    return fetch(session, wanted, CallbackLine)


def made(
    session: Session,
    project_id: int,
    *,
    hands: Hands = None,
    row: CallbackRow | None = None,
    limit: int = 100,
) -> list[CallbackLine]:
    """Callbacks that were made, the latest first; those not yet reviewed come before the others."""
    wanted = _lines(project_id, hands, row).where(CallbackOwed.made_on.is_not(None))
    latest = wanted.order_by(CallbackOwed.made_on.desc(), CallbackOwed.ticket.desc()).limit(limit)
    found: list[CallbackLine] = []
    for stages in MADE:
        # One stage after the other, because an index has each of them in order by itself.
        lists = [
            fetch(session, latest.where(CallbackOwed.stage == one), CallbackLine) for one in stages
        ]
        found += sorted(chain(*lists), key=_made_last, reverse=True)
        if len(found) >= limit:
            break
    return found[:limit]


def _made_last(line: CallbackLine) -> tuple[date, int]:
    return line.made_on or date.min, line.ticket


def _lines(project_id: int, hands: Hands, row: CallbackRow | None) -> Select[*tuple[Any, ...]]:
    wanted = select(*_LINE).join(Ticket, _TICKET).where(CallbackOwed.project_id == project_id)
    if row is not None:
        wanted = wanted.where(CallbackOwed.row == row)
    if hands is None:
        return wanted
    return wanted.where(CallbackOwed.assignee_id == (None if hands == NOBODY else hands))


def closing(
    session: Session, project_id: int, first: date, last: date, *, limit: int
) -> list[CallbackLine]:
    """Callbacks still owed whose window closes between these days, the soonest first."""
    wanted = (
        select(*_LINE)
        .join(Ticket, _TICKET)
        .where(
            CallbackOwed.project_id == project_id,
            IS_OWED,
            CallbackOwed.closes_on.between(first, last),
        )
        .order_by(CallbackOwed.closes_on, CallbackOwed.ticket)
        .limit(limit)
    )
    return fetch(session, wanted, CallbackLine)


def of_ticket(session: Session, project_id: int, ticket: int) -> list[CallbackLine]:
    """Every callback of one ticket, by round."""
    wanted = (
        select(*_LINE)
        .join(Ticket, _TICKET)
        .where(CallbackOwed.project_id == project_id, CallbackOwed.ticket == ticket)
        .order_by(CallbackOwed.round)
    )
    return fetch(session, wanted, CallbackLine)
