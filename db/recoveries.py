"""Service recovery (服务补救): who was let down, and what has become of the complaint it opened.

Nothing here says who spoke.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from db import projects
from db.rows import fetch
from db.rulings import EXCLUDED
from db.schema import Response, Ticket, TicketEvent
from db.surveys import latest
from db.tickets import IS_OPEN
from domain.deadlines import Terms, deadlines
from domain.satisfaction import Method, Verdict
from domain.tickets import AT_WORK, Event, Kind, Stage, Step, fold

MOST_VOICES = 40
MOST_OPEN = 500


@dataclass(frozen=True, slots=True)
class Voice:
    """What one resident said about one ticket or place, without saying who."""

    token: str
    answered_at: datetime
    ticket: int | None
    kind: Kind | None
    subject: str | None
    verdict: Verdict | None
    method: Method | None
    gap: float | None
    chips: list[str]
    words: str
    call_me: bool
    complaint: int | None
    doubts: list[str]
    excluded: bool


@dataclass(frozen=True, slots=True)
class Recovery:
    """How far a complaint is; `due_at` is when it is, or was, to be resolved."""

    complaint: int
    stage: Stage
    due_at: datetime | None
    resolved_at: datetime | None

    @property
    def is_at_work(self) -> bool:
        return self.stage in AT_WORK

    def is_late(self, now: datetime) -> bool:
        return self.due_at is not None and (self.resolved_at or now) > self.due_at


_EVENT: tuple[Any, ...] = tuple(getattr(TicketEvent, f.name) for f in fields(Event))
_ABOUT = aliased(Ticket)
_VOICE = (
    Response.token,
    Response.answered_at,
    Response.ticket,
    _ABOUT.kind,
    _ABOUT.subject,
    Response.verdict,
    Response.method,
    Response.gap,
    Response.chips,
    Response.words,
    Response.call_me,
    Response.complaint,
    Response.doubts,
    EXCLUDED,
)
# A response without a verdict is compared as if it had one, or NOT would lose it.
_LET_DOWN = (
    Response.complaint.is_not(None)
    | Response.call_me
    | (Response.verdict.is_not(None) & (Response.verdict == Verdict.DISSATISFIED))
)


def let_down(
    session: Session, project_id: int, since: datetime, *, limit: int = MOST_VOICES
) -> list[Voice]:
    """Who was dissatisfied or asks to be called, newest first.

    One whose complaint is still being worked on stays in the list however long ago it was.
    """
    asked = _voices(project_id).where(_LET_DOWN)
    lately = fetch(session, asked.where(Response.answered_at >= since).limit(limit), Voice)
    # From the tickets, in any order: by time, all answers that were ever given would be read.
    opened = (Ticket.project_id == Response.project_id) & (Ticket.number == Response.complaint)
    at_work = asked.order_by(None).join(Ticket, opened).where(IS_OPEN, Ticket.stage.in_(AT_WORK))
    still_open = fetch(session, at_work.limit(MOST_OPEN), Voice)
    before = [one for one in still_open if one.answered_at < since]
    return [*lately, *sorted(before, key=_when, reverse=True)][:limit]


def _when(voice: Voice) -> datetime:
    return voice.answered_at


def _voices(project_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(*_VOICE)
        .outerjoin(
            _ABOUT, (_ABOUT.project_id == Response.project_id) & (_ABOUT.number == Response.ticket)
        )
        .where(*latest(project_id))
        .order_by(Response.answered_at.desc(), Response.token)
    )


def recoveries(session: Session, project_id: int, complaints: Iterable[int]) -> dict[int, Recovery]:
    """How far each of these complaints is, judged by its own history."""
    policy, zone = projects.policy(session, project_id), projects.card(session, project_id).zone
    numbers = tuple(complaints)
    histories = _histories(session, project_id, numbers)
    found = {}
    for number, terms in _terms(session, project_id, numbers).items():
        progress = fold(histories[number])
        due = (
            d.due_at for d in deadlines(terms, progress, policy, zone) if d.step is Step.RESOLVED
        )
        resolved_at = progress.reached.get(Step.RESOLVED)
        found[number] = Recovery(number, progress.stage, next(due, None), resolved_at)
    return found


def _terms(session: Session, project_id: int, numbers: tuple[int, ...]) -> dict[int, Terms]:
    rows = session.execute(
        select(Ticket.number, Ticket.kind, Ticket.severity, Ticket.own_deadline).where(
            Ticket.project_id == project_id, Ticket.number.in_(numbers)
        )
    )
    return {number: Terms(kind, severity, deadline) for number, kind, severity, deadline in rows}


def _histories(
    session: Session, project_id: int, numbers: tuple[int, ...]
) -> dict[int, list[Event]]:
    rows = session.execute(
        select(TicketEvent.ticket, *_EVENT)
        .where(TicketEvent.project_id == project_id, TicketEvent.ticket.in_(numbers))
        .order_by(TicketEvent.ticket, TicketEvent.seq)
    )
    found: dict[int, list[Event]] = defaultdict(list)
    for number, *event in rows:
        found[number].append(Event(*event))
    return found
