"""Feeds (动态): pages of what happened after a position, none of it missed and none twice.

On PostgreSQL the numbers are taken in one order and become visible in another. A transaction
therefore holds, by a shared lock named for it, the number from which its own begin; whoever reads
goes no further than the lowest that is held. `settled` must be asked in a transaction before the
one that reads: what ends in between is then read, or lies beyond.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, select, text
from sqlalchemy.orm import Session

from db.rows import fetch
from db.schema import CallbackOwed, Code, Happening, Place, Response, Ticket, TicketEvent
from domain.callbacks import CallbackStage
from domain.feeds import AheadOfUs
from domain.policy import CallbackRow
from domain.satisfaction import Method, Verdict
from domain.surveys import CodeKind, Form
from domain.tickets import Category, Channel, Kind, Rung, Severity, Step

_LAST = text("SELECT last_value FROM happening_numbers")
_HELD = text("""
SELECT -max((classid::bigint << 32) | objid::bigint) FROM pg_locks
WHERE locktype = 'advisory' AND objsubid = 1 AND ((classid::bigint << 32) | objid::bigint) < 0
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of a feed that is read: beyond `after`, up to `until`, at most `limit` of it."""

    project_id: int
    after: int
    until: int
    limit: int


@dataclass(frozen=True, slots=True)
class TicketStep:
    """One step of a ticket with what everybody may know of the ticket; no words, no people."""

    position: int
    ticket: int
    seq: int
    step: Step
    at: datetime
    round: int
    rung: Rung | None
    promised_at: datetime | None
    satisfied: bool | None
    missed: Step | None
    kind: Kind
    category: Category | None
    severity: Severity
    channel: Channel
    building: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class CallbackState:
    """A callback as it stands now, at the position of a change of it."""

    position: int
    ticket: int
    round: int
    row: CallbackRow
    stage: CallbackStage
    opens_on: date
    closes_on: date
    attempts: int
    call_again_at: datetime | None
    made_on: date | None
    withdrawn_on: date | None
    satisfied: bool | None


@dataclass(frozen=True, slots=True)
class Answered:
    """One version of an answer as it was scored then; `token` and `slot` stay in the house."""

    position: int
    token: str
    slot: str
    version: int
    answered_at: datetime
    code_kind: CodeKind
    form: Form
    language: str
    ticket: int | None
    campaign: int | None
    d1: int | None
    d2: int | None
    d3: int | None
    c: int | None
    e1: int | None
    e2: int | None
    e3: int | None
    e4: int | None
    not_applicable: Sequence[str]
    chips: Sequence[str]
    formula: int
    expectation: float | None
    delivered: float | None
    gap: float | None
    verdict: Verdict | None
    method: Method | None
    flags: Sequence[str]
    doubts: Sequence[str]
    excluded: bool


def settled(session: Session, project_id: int, noun: str, after: int) -> int:
    """The position up to which nothing can come in between any more. Raises AheadOfUs."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    # In this order: whoever takes a number later than this, takes a higher one.
    last = _last_here(session, project_id, noun) if is_sqlite else session.scalar(_LAST)
    if after > (last or 0):
        raise AheadOfUs
    held = None if is_sqlite else session.scalar(_HELD)
    return min(last or 0, held or last or 0)


def _last_here(session: Session, project_id: int, noun: str) -> int | None:
    mine = Happening.project_id == project_id, Happening.noun == noun
    return session.scalar(select(func.max(Happening.id)).where(*mine))


def steps(session: Session, stretch: Stretch) -> list[TicketStep]:
    its_event = and_(
        TicketEvent.project_id == Happening.project_id,
        TicketEvent.ticket == Happening.ticket,
        TicketEvent.seq == Happening.part,
    )
    its_ticket = and_(Ticket.project_id == Happening.project_id, Ticket.number == Happening.ticket)
    its_place = and_(Place.project_id == Ticket.project_id, Place.id == Ticket.place_id)
    columns = (
        *(Happening.id, TicketEvent.ticket, TicketEvent.seq, TicketEvent.step, TicketEvent.at),
        *(TicketEvent.round, TicketEvent.rung, TicketEvent.promised_at, TicketEvent.satisfied),
        *(TicketEvent.missed, Ticket.kind, Ticket.category, Ticket.severity, Ticket.channel),
        *(Place.building, Place.name),
    )
    asked = select(*columns).join(TicketEvent, its_event).join(Ticket, its_ticket)
    return fetch(session, _within(asked.outerjoin(Place, its_place), "event", stretch), TicketStep)


def callbacks(session: Session, stretch: Stretch) -> list[CallbackState]:
    its_own = and_(
        CallbackOwed.project_id == Happening.project_id,
        CallbackOwed.ticket == Happening.ticket,
        CallbackOwed.round == Happening.part,
    )
    own = CallbackOwed
    columns = (
        *(Happening.id, own.ticket, own.round, own.row, own.stage, own.opens_on, own.closes_on),
        *(own.attempts, own.call_again_at, own.made_on, own.withdrawn_on, own.satisfied),
    )
    asked = select(*columns).join(own, its_own)
    return fetch(session, _within(asked, "callback", stretch), CallbackState)


def answers(session: Session, stretch: Stretch) -> list[Answered]:
    own = Response
    its_own = and_(
        own.project_id == Happening.project_id,
        own.token == Happening.token,
        own.slot == Happening.slot,
        own.version == Happening.part,
    )
    its_code = and_(Code.project_id == own.project_id, Code.token == own.token)
    columns = (
        *(Happening.id, own.token, own.slot, own.version, own.answered_at, Code.kind, own.form),
        *(own.language, own.ticket, own.campaign, own.d1, own.d2, own.d3, own.c),
        *(own.e1, own.e2, own.e3, own.e4, own.not_applicable, own.chips, own.formula),
        *(own.expectation, own.delivered, own.gap, own.verdict, own.method),
        *(own.flags, own.doubts, own.excluded),
    )
    asked = select(*columns).join(own, its_own).join(Code, its_code)
    return fetch(session, _within(asked, "response", stretch), Answered)


def _within(
    asked: Select[*tuple[Any, ...]], noun: str, stretch: Stretch
) -> Select[*tuple[Any, ...]]:
    return (
        asked.where(
            Happening.project_id == stretch.project_id,
            Happening.noun == noun,
            Happening.id > stretch.after,
            Happening.id <= stretch.until,
        )
        .order_by(Happening.id)
        .limit(stretch.limit)
    )
