"""Deadlines (时限): by when each step of a ticket is due (DOMAIN §2).

The clock starts at intake, and anew with each round. Waiting for something stops the clock of
the work itself, never the duty to report a major or hand up an important ticket.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import time as clock_time

from domain.calendars import due
from domain.policy import Policy, SeverityRule
from domain.tickets import AT_WORK, Kind, Progress, Rung, Severity, Stage, Step


@dataclass(frozen=True, slots=True)
class Terms:
    """What the ticket itself says about time: its kind, severity and the resident's own deadline.

    For a letter the own deadline is the date its sender set, and binds the reply.
    """

    kind: Kind
    severity: Severity
    own_deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """One step and when it is due; `met_at` is None while the step is still owed."""

    step: Step
    due_at: datetime
    met_at: datetime | None = None
    rung: Rung | None = None

    def is_late(self, now: datetime) -> bool:
        return (self.met_at or now) > self.due_at

    def is_kept(self) -> bool:
        return self.met_at is not None and self.met_at <= self.due_at


def deadlines(
    terms: Terms, progress: Progress, policy: Policy, zone: tzinfo
) -> tuple[Deadline, ...]:
    """Every deadline of the current round, in the order of the steps."""
    clock = _Clock(progress, policy, zone)
    found = (
        _raise_deadline(terms, progress, policy, zone),
        _standard(Step.DISPATCHED, clock, progress.began_at, policy.standards.dispatch),
        _arrive_deadline(clock),
        _resolve_deadline(terms, clock),
        _reply_deadline(terms, clock),
    )
    return tuple(deadline for deadline in found if deadline is not None)


def still_owed(found: tuple[Deadline, ...], stage: Stage) -> tuple[Deadline, ...]:
    """Those not met yet. A step that was passed over is owed no more."""
    if stage in {Stage.REPLIED, Stage.CLOSED}:
        return ()
    passed = {Step.DISPATCHED, Step.ARRIVED, Step.RESOLVED} if stage not in AT_WORK else set()
    passed |= {Step.DISPATCHED} if stage is not Stage.RECEIVED else set()
    return tuple(d for d in found if d.met_at is None and d.step not in passed)


def next_deadline(found: tuple[Deadline, ...], stage: Stage) -> Deadline | None:
    """The earliest one still owed; None once nothing is."""
    return min(still_owed(found, stage), key=lambda deadline: deadline.due_at, default=None)


def end_of_day(moment: datetime, zone: tzinfo) -> datetime:
    """The last moment of that day where the project is."""
    return end_of(moment.astimezone(zone).date(), zone)


def end_of(day: date, zone: tzinfo) -> datetime:
    """The last moment of `day` where the project is."""
    # Judged in the project's zone: "same day" ends at the resident's midnight, not at UTC's.
    midnight = datetime.combine(day + timedelta(days=1), clock_time(), tzinfo=zone)
    # Subtracted in UTC: on the zone's own clock a day may not have that last moment.
    return midnight.astimezone(UTC) - datetime.resolution


def _raise_deadline(
    terms: Terms, progress: Progress, policy: Policy, zone: tzinfo
) -> Deadline | None:
    rule = policy.severity[terms.severity]
    if rule.raise_to is None:
        return None
    met = [at for rung, at in progress.raised if rung.reaches(rule.raise_to)]
    due_at = _raise_by(rule, progress.began_at, policy, zone)
    return Deadline(Step.ESCALATED, due_at, min(met, default=None), rule.raise_to)


def _raise_by(rule: SeverityRule, began_at: datetime, policy: Policy, zone: tzinfo) -> datetime:
    if rule.raise_within is None:
        return end_of_day(began_at, zone)
    if policy.calendar.reports_too:
        return due(began_at, rule.raise_within, (), policy.calendar, zone)
    return began_at + rule.raise_within


@dataclass(frozen=True, slots=True)
class _Clock:
    """The ticket's own clock: in the project's working time, still while it waits."""

    progress: Progress
    policy: Policy
    zone: tzinfo

    def after(self, begins: datetime, within: timedelta) -> datetime:
        return due(begins, within, self.progress.pauses, self.policy.calendar, self.zone)


def _standard(
    step: Step, clock: _Clock, begins: datetime | None, within: timedelta | None
) -> Deadline | None:
    if begins is None or within is None:
        return None
    due_at = clock.after(begins, within)
    progress = clock.progress
    return Deadline(step, due_at, progress.reached.get(step))


def _arrive_deadline(clock: _Clock) -> Deadline | None:
    progress = clock.progress
    if progress.appointment_at is not None:
        met_at = progress.reached.get(Step.ARRIVED)
        return Deadline(Step.ARRIVED, progress.appointment_at, met_at)
    dispatched_at = progress.reached.get(Step.DISPATCHED)
    return _standard(Step.ARRIVED, clock, dispatched_at, clock.policy.standards.arrive)


def _own_deadline(step: Step, terms: Terms, progress: Progress) -> Deadline | None:
    """The deadline set from outside; it belongs to the first round, a second one is past it."""
    binds = Step.REPLIED if terms.kind is Kind.LETTER else Step.RESOLVED
    if terms.own_deadline is None or progress.round > 1 or step is not binds:
        return None
    return Deadline(step, terms.own_deadline, progress.reached.get(step))


def _resolve_deadline(terms: Terms, clock: _Clock) -> Deadline | None:
    own = _own_deadline(Step.RESOLVED, terms, clock.progress)
    if own is not None:
        return own
    policy = clock.policy
    within = policy.severity[terms.severity].resolve_within or policy.standards.resolve
    return _standard(Step.RESOLVED, clock, clock.progress.began_at, within)


def _reply_deadline(terms: Terms, clock: _Clock) -> Deadline | None:
    own = _own_deadline(Step.REPLIED, terms, clock.progress)
    if own is not None:
        return own
    resolved_at = clock.progress.reached.get(Step.RESOLVED)
    return _standard(Step.REPLIED, clock, resolved_at, clock.policy.standards.reply)
