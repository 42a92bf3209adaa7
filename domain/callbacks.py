"""Callbacks (回访): when a resident is called back, by whom, and whether it counted.

Source: DOMAIN.md §3; every number is a default in policy.toml.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from domain.access import Role
from domain.errors import HuifangError
from domain.periods import months_after as months_after
from domain.policy import CallbackRule, Policy
from domain.tickets import CALLBACK_STEPS, Event, Kind, Severity, Step


@dataclass(frozen=True, slots=True)
class Window:
    """The project-local days on which a callback is on time, both ends included."""

    opens: date
    closes: date

    def holds(self, day: date) -> bool:
        return self.opens <= day <= self.closes


@dataclass(frozen=True, slots=True)
class Term:
    """A contract's first and last day."""

    starts: date
    ends: date

    @property
    def middle(self) -> date:
        return self.starts + (self.ends - self.starts) // 2


def window(rule: CallbackRule, resolved_on: date, term: Term | None = None) -> Window | None:
    """The days for the callback; None for a rule by contract term when there is no term."""
    if rule.opens_after_middle_of_term:
        return _second_half(term, resolved_on) if term else None
    opens = resolved_on + timedelta(days=rule.opens_after_days)
    if rule.closes_after_months is not None:
        return Window(opens, months_after(resolved_on, rule.closes_after_months))
    return Window(opens, resolved_on + timedelta(days=rule.closes_after_days or 0))


def window_for(
    policy: Policy,
    kind: Kind,
    severity: Severity,
    resolved_at: datetime,
    zone: tzinfo,
    term: Term | None = None,
) -> Window | None:
    """The callback window of a resolved ticket; None when no callback is owed."""
    rule = policy.callback_rule(kind, severity)
    if rule is None:
        return None
    return window(rule, resolved_at.astimezone(zone).date(), term)


def _second_half(term: Term, resolved_on: date) -> Window:
    opens = max(term.middle + timedelta(days=1), resolved_on)
    return Window(opens, max(term.ends, opens))


class Standing(StrEnum):
    """How one callback stands on a given day."""

    NOT_YET = "not_yet"
    OPEN = "open"
    LATE = "late"
    DONE_IN_TIME = "done_in_time"
    DONE_OUTSIDE = "done_outside"


@dataclass(frozen=True, slots=True)
class Callback:
    """One callback owed for one round of a ticket; `made_on` is None until it is made.

    `withdrawn_on` is the day the round it was about ended without it.
    """

    window: Window
    made_on: date | None = None
    withdrawn_on: date | None = None

    def is_void(self) -> bool:
        """Withdrawn in time. One that had been missed by then stays missed."""
        return self.withdrawn_on is not None and self.withdrawn_on <= self.window.closes

    def counts(self, today: date) -> bool:
        """Once it is made or its window has closed; before that it is pending."""
        return self.made_on is not None or today > self.window.closes

    def on_time(self) -> bool:
        return self.made_on is not None and self.window.holds(self.made_on)

    def period_day(self) -> date:
        """The day that puts it into a period: the window's close, or when made if earlier."""
        return min(self.window.closes, self.made_on or self.window.closes)

    def days_late(self, today: date) -> int:
        """Days past the window while it is still owed, 0 when none."""
        if self.made_on is not None:
            return 0
        return max((today - self.window.closes).days, 0)

    def standing(self, today: date) -> Standing:
        if self.made_on is not None:
            return Standing.DONE_IN_TIME if self.on_time() else Standing.DONE_OUTSIDE
        if today > self.window.closes:
            return Standing.LATE
        return Standing.OPEN if today >= self.window.opens else Standing.NOT_YET

    def needs_supervisor(self, today: date, policy: Policy) -> bool:
        """The supervisor follows up in person: too many days past the window."""
        return self.days_late(today) > policy.escalation.late_callback_days


@dataclass(frozen=True, slots=True)
class Rates:
    """Counts of callbacks. `pending` are inside their windows and in neither rate."""

    done: int
    on_time: int
    counted: int
    pending: int

    def __add__(self, other: "Rates") -> "Rates":
        return Rates(
            self.done + other.done,
            self.on_time + other.on_time,
            self.counted + other.counted,
            self.pending + other.pending,
        )

    @property
    def completion(self) -> float | None:
        """done / counted, 0.0–1.0; None when none counts yet."""
        return self.done / self.counted if self.counted else None

    @property
    def punctuality(self) -> float | None:
        """Done inside the window / counted, 0.0–1.0; None when none counts yet."""
        return self.on_time / self.counted if self.counted else None


def rates(callbacks: Iterable[Callback], today: date) -> Rates:
    """Completion and punctuality of these callbacks on that day; void ones are left out."""
    every = [callback for callback in callbacks if not callback.is_void()]
    counted = [callback for callback in every if callback.counts(today)]
    done = [callback for callback in counted if callback.made_on is not None]
    on_time = sum(callback.on_time() for callback in done)
    return Rates(len(done), on_time, len(counted), len(every) - len(counted))


def is_theirs(rule: CallbackRule, role: Role, *, follows_up: bool) -> bool:
    """Whether this role makes such callbacks; one that is too late is also the supervisor's."""
    return role in rule.made_by or (follows_up and role is Role.SUPERVISOR)


class How(StrEnum):
    VISIT = "visit"
    PHONE = "phone"
    SURVEY = "survey"


class Attempt(StrEnum):
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    CALL_AGAIN = "call_again"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The record sheet (回访记录表): marks are 1–5 on the ladder, None where not asked.

    `satisfied` must be said before the sheet is recorded.
    """

    how: How
    satisfied: bool | None
    quality: int | None = None
    effect: int | None = None
    shortcomings: str = ""
    suggestions: str = ""
    confirmed: bool = False


class CallbackStage(StrEnum):
    OWED = "owed"
    PLANNED = "planned"
    ASSIGNED = "assigned"
    MADE = "made"
    HANDED_BACK = "handed_back"
    REVIEWED = "reviewed"
    WITHDRAWN = "withdrawn"


C = CallbackStage
_BEFORE = frozenset({C.OWED, C.PLANNED, C.ASSIGNED})
_POSSIBLE: dict[Step, frozenset[CallbackStage]] = {
    Step.CALLBACK_PLANNED: frozenset({C.OWED}),
    Step.CALLBACK_ASSIGNED: _BEFORE,
    Step.CALLBACK_ATTEMPTED: _BEFORE,
    Step.CALLBACK_MADE: _BEFORE,
    Step.CALLBACK_HANDED_BACK: frozenset({C.MADE}),
    Step.CALLBACK_REVIEWED: frozenset({C.MADE, C.HANDED_BACK}),
    Step.CALLBACK_WITHDRAWN: _BEFORE,
}
_ENTERS = {
    Step.CALLBACK_PLANNED: C.PLANNED,
    Step.CALLBACK_ASSIGNED: C.ASSIGNED,
    Step.CALLBACK_MADE: C.MADE,
    Step.CALLBACK_HANDED_BACK: C.HANDED_BACK,
    Step.CALLBACK_REVIEWED: C.REVIEWED,
    Step.CALLBACK_WITHDRAWN: C.WITHDRAWN,
}


class CallbackNotPossible(HuifangError):
    """`step` cannot follow while the callback is in `stage`."""

    code = "callback.step_not_possible"

    def __init__(self, step: Step, stage: CallbackStage) -> None:
        super().__init__(f"{step} in {stage}")
        self.step = step
        self.stage = stage


@dataclass(frozen=True, slots=True)
class CallbackProgress:
    """What the callback events of one round amount to."""

    stage: CallbackStage = CallbackStage.OWED
    assignee_id: int | None = None
    attempts: int = 0
    call_again_at: datetime | None = None
    made_at: datetime | None = None
    satisfied: bool | None = None
    withdrawn_at: datetime | None = None

    def must_allow(self, step: Step) -> None:
        """Raise CallbackNotPossible unless `step` may follow."""
        if self.stage not in _POSSIBLE[step]:
            raise CallbackNotPossible(step, self.stage)


def fold_callback(events: Iterable[Event], round: int) -> CallbackProgress:
    """The callback of one round, from the whole history of its ticket."""
    progress = CallbackProgress()
    for event in events:
        if event.round == round and event.step in CALLBACK_STEPS:
            progress = after_callback(progress, event)
    return progress


def after_callback(progress: CallbackProgress, event: Event) -> CallbackProgress:
    progress = replace(progress, stage=_ENTERS.get(event.step, progress.stage))
    if event.step is Step.CALLBACK_ASSIGNED:
        return replace(progress, assignee_id=event.assignee_id)
    if event.step is Step.CALLBACK_ATTEMPTED:
        return replace(progress, attempts=progress.attempts + 1, call_again_at=event.promised_at)
    if event.step is Step.CALLBACK_MADE:
        return replace(progress, made_at=event.at, satisfied=event.satisfied)
    if event.step is Step.CALLBACK_WITHDRAWN:
        return replace(progress, withdrawn_at=event.at)
    return progress
