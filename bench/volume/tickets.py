"""Tickets out of courses: what a course leaves in each table, by how far it has come."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from bench.volume.answers import About, Answer, answer
from bench.volume.courses import POLICY, ZONE, Course
from bench.volume.stencil import Blank, Calendar, Row, Stencil, clock_of, day_of
from db.callbacks import STILL_OWED
from db.schema import Base
from db.tickets import amounts_to
from desk.tickets import Dossier
from domain.callbacks import Term, Window, window
from domain.escalations import follow_up
from domain.policy import CallbackRow, callback_row
from domain.surveys import CodeKind, Form
from domain.tickets import Event, Intake, Step

ANSWERED = 0.85


def columns(table: str, *last: str) -> tuple[str, ...]:
    """Of the table as it is, those named at the end."""
    names = Base.metadata.tables[table].columns.keys()
    return (*(name for name in names if name not in last), *last)


TICKETS, EVENTS, CODES = columns("tickets"), columns("events"), columns("codes")
# These two hang on how long the month is, so they are told for each day.
CALLBACKS = columns("callbacks", "closes_on", "raise_at")


@dataclass(frozen=True, slots=True)
class Owed:
    """A callback; its window follows from the rule and the day, as does who hears of a late one."""

    stencil: Stencil
    row: CallbackRow
    resolved: int
    term: tuple[int, int] | None
    waits: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A course cut off where it stands."""

    ticket: Stencil
    callbacks: tuple[Owed, ...]
    is_resolved: bool


class Pattern:
    """A course, ready to be stamped: rows by how many of its events have happened."""

    def __init__(self, course: Course, chance: random.Random) -> None:
        self.course = course
        self.clock = clock_of(course.dossier.history[0].at)
        self.days = [day_of(event.at) for event in course.dossier.history]
        self.lasts = max(self.days)
        self.events = [_event(event) for event in course.dossier.history]
        self.intake = course.dossier.intake
        self.code, self.answer = self._survey(chance)
        self._standing: dict[int, Standing] = {}

    def _survey(self, chance: random.Random) -> tuple[Stencil | None, Answer | None]:
        """The code given out when the work was done, and what was answered by it."""
        done = [e.at for e in self.course.dossier.history if e.step is Step.RESOLVED]
        if not done:
            return None, None
        slow = len(done) > 1 or (done[0] - self.course.dossier.history[0].at).days > 1
        if chance.random() > ANSWERED:
            return _code(done[0]), None
        department = self.course.dossier.progress.department
        job = self.intake.kind, self.intake.channel, department
        about = About(Form.STANDARD, CodeKind.TICKET, *job)
        return _code(done[0]), answer(chance, about, done[0], slow=slow)

    def after(self, count: int) -> Standing:
        """As it stands once so many events have happened."""
        if count not in self._standing:
            dossier = self.course.up_to(count)
            resolved = any(event.step is Step.RESOLVED for event in dossier.history)
            owed = tuple(_owed(dossier)) if resolved else ()
            self._standing[count] = Standing(_ticket(dossier), owed, resolved)
        return self._standing[count]

    def happened(self, before: int) -> int:
        """How many of its events lie before that day of its own."""
        if self.lasts < before:
            return len(self.days)
        return sum(day < before for day in self.days)


def _ticket(dossier: Dossier) -> Stencil:
    intake = {name: getattr(dossier.intake, name) for name in Intake.__slots__}
    mirror = amounts_to(dossier.progress, dossier.due(), dossier.raise_at())
    numbers = {"project_id": Blank.PROJECT, "number": Blank.TICKET}
    return Stencil({**intake, **mirror, **numbers, "emptied_at": None}, TICKETS)


def _event(event: Event) -> Stencil:
    facts = {name: getattr(event, name) for name in Event.__slots__}
    return Stencil({**facts, "project_id": Blank.PROJECT, "ticket": Blank.TICKET}, EVENTS)


def _code(issued_at: datetime) -> Stencil:
    known: dict[str, object] = dict.fromkeys(CODES)
    known |= {"project_id": Blank.PROJECT, "token": Blank.TOKEN, "ticket": Blank.TICKET}
    known |= {"kind": CodeKind.TICKET, "form": Form.STANDARD, "issued_at": issued_at}
    return Stencil(known | {"issued_by": Blank.RECEPTION}, CODES)


def _owed(dossier: Dossier) -> list[Owed]:
    """The callback of each round that was resolved."""
    row = callback_row(dossier.intake.kind, dossier.intake.severity)
    if row is None:
        return []
    resolved = {e.round: e.at for e in dossier.history if e.step is Step.RESOLVED}
    return [_callback(dossier, row, round, at) for round, at in resolved.items()]


def _callback(dossier: Dossier, row: CallbackRow, round: int, resolved_at: datetime) -> Owed:
    told, intake = dossier.callback(round), dossier.intake
    day, term = dossier.day_of(resolved_at), _term(intake)
    assert day is not None
    opens = _window(row, day, term).opens
    stencil = Stencil(
        {
            "project_id": Blank.PROJECT,
            "ticket": Blank.TICKET,
            "round": round,
            "row": row,
            "opens_on": opens,
            "closes_on": None,
            "raise_at": None,
            "stage": told.stage,
            "assignee_id": told.assignee_id,
            "attempts": told.attempts,
            "call_again_at": told.call_again_at,
            "made_on": dossier.day_of(told.made_at),
            "withdrawn_on": dossier.day_of(told.withdrawn_at),
            "satisfied": told.satisfied,
        },
        CALLBACKS[:-2],
    )
    is_told = any(e.missed is Step.CALLBACK_MADE and e.round == round for e in dossier.history)
    waits = told.stage in STILL_OWED and not is_told
    days = (day_of(term.starts), day_of(term.ends)) if term else None
    return Owed(stencil, row, day_of(day), days, waits)


def _term(intake: Intake) -> Term | None:
    if intake.term_starts is None or intake.term_ends is None:
        return None
    return Term(intake.term_starts, intake.term_ends)


@cache
def _window(row: CallbackRow, resolved_on: date, term: Term | None) -> Window:
    found = window(POLICY.callbacks[row], resolved_on, term)
    assert found is not None
    return found


@cache
def _told_at(closes: date) -> str:
    """From when on the supervisor is to hear of it, as text."""
    at = follow_up(closes, POLICY.escalation, ZoneInfo(ZONE)).after
    return f"{at.astimezone(UTC).date()}{clock_of(at)}"


def callback(owed: Owed, calendar: Calendar, day: int, facts: Sequence[object]) -> Row:
    """The callback of a ticket that came in on this day."""
    term = None
    if owed.term is not None:
        term = Term(*(calendar.date(day + end) for end in owed.term))
    closes = _window(owed.row, calendar.date(day + owed.resolved), term).closes
    raise_at = _told_at(closes) if owed.waits else None
    return [*owed.stencil.fill(calendar, day, facts), closes.isoformat(), raise_at]
