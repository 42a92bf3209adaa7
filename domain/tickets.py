"""Tickets (工单): what was asked, and its state folded from events (DOMAIN §2).

Events are the only truth. Whatever a ticket is now (stage, round, rung, waiting) is `fold(events)`.
Every return to work, after an unsatisfied reply or a reopening, starts a new round.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.errors import HuifangError
from domain.intake import Category as Category
from domain.intake import Channel as Channel
from domain.intake import Intake as Intake
from domain.intake import Kind as Kind
from domain.intake import Severity as Severity
from domain.intake import checked as checked
from domain.lifecycle import AT_WORK as AT_WORK
from domain.lifecycle import CALLBACK_STEPS as CALLBACK_STEPS
from domain.lifecycle import IN_QUEUE as IN_QUEUE
from domain.lifecycle import MAY_FOLLOW as MAY_FOLLOW
from domain.lifecycle import WHILE_PAUSED as WHILE_PAUSED
from domain.lifecycle import Stage as Stage
from domain.lifecycle import Step as Step
from domain.rungs import Rung as Rung


class StepNotPossible(HuifangError):
    """`step` cannot follow while the ticket is in `stage`."""

    code = "ticket.step_not_possible"

    def __init__(self, step: Step, stage: Stage) -> None:
        super().__init__(f"{step} in {stage}")
        self.step = step
        self.stage = stage


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a ticket. Facts that a step does not have are None.

    `promised_at` is the moment promised with the step: an appointment, the end of a pause,
    the next call. `sheet` is the callback record of DOMAIN §3; `round` the one the step is about,
    which for a callback may be an earlier one. A missing actor is the resident or the clockwork.
    `missed` is the step whose limit ran out, where the clockwork escalates for that.
    """

    step: Step
    at: datetime
    seq: int = 0
    round: int = 1
    actor_id: int | None = None
    note: str = ""
    assignee_id: int | None = None
    department: str | None = None
    rung: Rung | None = None
    promised_at: datetime | None = None
    satisfied: bool | None = None
    amount: float | None = None
    sheet: dict[str, object] | None = None
    missed: Step | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Waiting for something; ends when resumed, and at the latest when it was promised to."""

    begins: datetime
    until: datetime
    resumed_at: datetime | None = None

    @property
    def ends(self) -> datetime:
        return min(self.until, self.resumed_at) if self.resumed_at else self.until


@dataclass(frozen=True, slots=True)
class Progress:
    """What a ticket's events amount to. `reached` holds the first time of each step this round.

    `told` are the rungs that have been told, this round, which step's limit was missed; `urges` how
    often the resident urged in it, `urged_at` when last.
    """

    received_at: datetime
    stage: Stage = Stage.RECEIVED
    round: int = 1
    round_began_at: datetime | None = None
    stage_since: datetime | None = None
    reached: dict[Step, datetime] = field(default_factory=dict)
    raised: tuple[tuple[Rung, datetime], ...] = ()
    told: frozenset[tuple[Step, Rung]] = frozenset()
    pauses: tuple[Pause, ...] = ()
    assignee_id: int | None = None
    department: str | None = None
    hand_overs: int = 0
    urges: int = 0
    urged_at: datetime | None = None
    appointment_at: datetime | None = None
    satisfied: bool | None = None
    fee_quoted: float | None = None
    fee_agreed: float | None = None
    fee_paid: float | None = None
    last_seq: int = 0

    @property
    def began_at(self) -> datetime:
        return self.round_began_at or self.received_at

    @property
    def rung(self) -> Rung | None:
        """The highest level reached so far; a new round keeps it, so that the next is higher."""
        return max((rung for rung, _ in self.raised), key=list(Rung).index, default=None)

    @property
    def waits_until(self) -> datetime | None:
        """The promised end of a pause that nobody has resumed yet."""
        if not self.pauses or self.pauses[-1].resumed_at:
            return None
        return self.pauses[-1].until

    @property
    def open_quote(self) -> float | None:
        """The price named last, until the resident agrees to it."""
        return None if self.fee_agreed == self.fee_quoted else self.fee_quoted

    def is_paused(self, now: datetime) -> bool:
        return self.waits_until is not None and now < self.waits_until

    def possible(self, now: datetime) -> frozenset[Step]:
        """The steps that may follow, callback steps aside (domain.callbacks knows those)."""
        steps = WHILE_PAUSED if self.is_paused(now) else MAY_FOLLOW[self.stage]
        return steps if self.open_quote is not None else steps - {Step.AGREED}

    def must_allow(self, step: Step, now: datetime) -> None:
        """Raise StepNotPossible unless `step` may follow."""
        if step not in self.possible(now):
            raise StepNotPossible(step, self.stage)


def fold(events: Iterable[Event]) -> Progress:
    """The state after these events, which come in `seq` order and begin with RECEIVED."""
    first, *rest = events
    if first.step is not Step.RECEIVED:
        raise ValueError(f"a ticket begins with {Step.RECEIVED}, not {first.step}")
    progress = Progress(received_at=first.at, stage_since=first.at, reached={first.step: first.at})
    progress = replace(progress, department=first.department, last_seq=first.seq)
    for event in rest:
        progress = after(progress, event)
    return progress


def after(progress: Progress, event: Event) -> Progress:
    """The state once `event` has happened. Order counts, not clocks: imported times run back."""
    reached = {event.step: event.at, **progress.reached}
    progress = replace(progress, reached=reached, last_seq=event.seq)
    change = _CHANGES.get(event.step)
    return change(progress, event) if change else progress


def _enter(stage: Stage) -> Callable[[Progress, Event], Progress]:
    return lambda progress, event: replace(progress, stage=stage, stage_since=event.at)


def _dispatched(progress: Progress, event: Event) -> Progress:
    return replace(
        progress,
        stage=Stage.DISPATCHED,
        stage_since=event.at,
        assignee_id=event.assignee_id,
        department=event.department or progress.department,
        appointment_at=event.promised_at or progress.appointment_at,
    )


def _accepted(progress: Progress, event: Event) -> Progress:
    """Whoever accepts what was dispatched to nobody by name has it."""
    return replace(progress, assignee_id=progress.assignee_id or event.actor_id)


def _handed_over(progress: Progress, event: Event) -> Progress:
    return replace(progress, department=event.department, hand_overs=progress.hand_overs + 1)


def _paused(progress: Progress, event: Event) -> Progress:
    until = event.promised_at or event.at
    return replace(progress, pauses=(*progress.pauses, Pause(event.at, until)))


def _resumed(progress: Progress, event: Event) -> Progress:
    if not progress.pauses:
        return progress
    *earlier, last = progress.pauses
    return replace(progress, pauses=(*earlier, replace(last, resumed_at=event.at)))


def _replied(progress: Progress, event: Event) -> Progress:
    entered = replace(progress, stage=Stage.REPLIED, stage_since=event.at)
    return replace(entered, satisfied=event.satisfied)


def _escalated(progress: Progress, event: Event) -> Progress:
    if event.rung is None:
        return progress
    told = {(event.missed, event.rung)} if event.missed else set()
    raised = (*progress.raised, (event.rung, event.at))
    return replace(progress, raised=raised, told=progress.told | told)


def _urged(progress: Progress, event: Event) -> Progress:
    return replace(progress, urges=progress.urges + 1, urged_at=event.at)


def _reopened(progress: Progress, event: Event) -> Progress:
    return replace(
        progress,
        stage=Stage.RECEIVED,
        stage_since=event.at,
        round=progress.round + 1,
        round_began_at=event.at,
        reached={Step.RECEIVED: progress.received_at},
        told=frozenset(),
        pauses=(),
        urges=0,
        urged_at=None,
        appointment_at=None,
        satisfied=None,
    )


_CHANGES: dict[Step, Callable[[Progress, Event], Progress]] = {
    Step.DISPATCHED: _dispatched,
    Step.ACCEPTED: _accepted,
    Step.ARRIVED: _enter(Stage.ON_SITE),
    Step.HANDED_OVER: _handed_over,
    Step.PAUSED: _paused,
    Step.RESUMED: _resumed,
    Step.RESOLVED: _enter(Stage.RESOLVED),
    Step.REPLIED: _replied,
    Step.ESCALATED: _escalated,
    Step.URGED: _urged,
    Step.REOPENED: _reopened,
    Step.CLOSED: _enter(Stage.CLOSED),
    Step.QUOTED: lambda progress, event: replace(
        progress, fee_quoted=event.amount, fee_agreed=None
    ),
    Step.AGREED: lambda progress, _event: replace(progress, fee_agreed=progress.fee_quoted),
    Step.PAID: lambda progress, event: replace(progress, fee_paid=event.amount),
}
