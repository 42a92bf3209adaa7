"""Plans: what an import will change, decided before anything is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from db import imports as imports_db
from db import projects
from db.callbacks import NewCallback
from db.imports import Change, KnownCase
from domain.callbacks import Term, Window, window_for
from domain.deadlines import Deadline, Terms, deadlines, next_deadline
from domain.imports import Case, Oddity, news, oddities, whole_history
from domain.policy import CallbackRow, Policy, callback_row
from domain.tickets import Event, Intake, Progress, Stage, Step, after, fold


@dataclass(frozen=True, slots=True)
class Remark:
    """A row that is kept and odd."""

    line: int
    source_ref: str
    oddity: Oddity


@dataclass(frozen=True, slots=True)
class Owed:
    """A callback to be owed for a round, by the row of the callback table."""

    round: int
    row: CallbackRow
    window: Window

    def of(self, ticket: int) -> NewCallback:
        return NewCallback(ticket, self.round, self.row, self.window)


@dataclass(frozen=True, slots=True)
class New:
    """A case that becomes a ticket, with all that has happened to it."""

    case: Case
    events: Sequence[Event]
    progress: Progress
    due: Deadline | None
    owed: Owed | None


@dataclass(frozen=True, slots=True)
class Plan:
    new: Sequence[New]
    changes: Sequence[Change]
    callbacks: Sequence[NewCallback]
    remarks: Sequence[Remark]

    @property
    def owed(self) -> int:
        """How many callbacks will be owed."""
        return len(self.callbacks) + sum(new.owed is not None for new in self.new)


def plan(session: Session, project_id: int, cases: Sequence[Case], now: datetime) -> Plan:
    """What these cases change in the project. Raises NotFound."""
    zone = projects.card(session, project_id).zone
    rules = _Rules(projects.policy(session, project_id), zone, now.astimezone(zone).date())
    references = [case.source_ref for case in cases]
    known = imports_db.known_cases(session, project_id, references)
    moved = [case for case in cases if _may_move(case, known.get(case.source_ref))]
    numbers = [known[case.source_ref].number for case in moved]
    histories = imports_db.histories(session, project_id, numbers)
    found = [
        rules.change(case, known[case.source_ref], histories[number])
        for case, number in zip(moved, numbers, strict=True)
    ]
    return Plan(
        new=[rules.new(case) for case in cases if case.source_ref not in known],
        changes=[change for change, _ in found if change.events],
        callbacks=[callback for _, callback in found if callback],
        remarks=[
            Remark(case.line, case.source_ref, oddity)
            for case in cases
            for oddity in _oddities(case, known.get(case.source_ref), now)
        ],
    )


def _may_move(case: Case, known: KnownCase | None) -> bool:
    return known is not None and known.stage is not Stage.CLOSED and case.over_at is not None


def _oddities(case: Case, known: KnownCase | None, now: datetime) -> list[Oddity]:
    if known is None:
        return oddities(case, now)
    is_behind = known.stage is Stage.CLOSED and case.over_at is None
    return [*oddities(case, now), *([Oddity.OPEN_AT_SOURCE] if is_behind else [])]


@dataclass(frozen=True, slots=True)
class _Rules:
    """What decides about every case: the project's policy, its zone, and the day of the import."""

    policy: Policy
    zone: ZoneInfo
    today: date

    def new(self, case: Case) -> New:
        events = whole_history(case)
        progress = fold(events)
        due = self._due(case.intake, progress)
        return New(case, events, progress, due, self._owed(case.intake, progress, events))

    def change(
        self, case: Case, known: KnownCase, history: Sequence[Event]
    ) -> tuple[Change, NewCallback | None]:
        progress = fold(history)
        events = news(case, progress)
        for event in events:
            progress = after(progress, event)
        owed = self._owed(known, progress, events)
        change = Change(known.number, events, progress, self._due(known, progress))
        return change, owed.of(known.number) if owed else None

    def _due(self, about: Intake | KnownCase, progress: Progress) -> Deadline | None:
        if progress.stage is Stage.CLOSED:
            return None
        terms = Terms(about.kind, about.severity, about.own_deadline)
        return next_deadline(deadlines(terms, progress, self.policy, self.zone), progress.stage)

    def _owed(
        self, about: Intake | KnownCase, progress: Progress, events: Sequence[Event]
    ) -> Owed | None:
        """The callback, while its window is still open: no call can be made in the past."""
        resolved_at = next((e.at for e in events if e.step is Step.RESOLVED), None)
        row = callback_row(about.kind, about.severity)
        if resolved_at is None or row is None:
            return None
        term = None
        if about.term_starts and about.term_ends:
            term = Term(about.term_starts, about.term_ends)
        window = window_for(self.policy, about.kind, about.severity, resolved_at, self.zone, term)
        if window is None or window.closes < self.today:
            return None
        return Owed(progress.round, row, window)
