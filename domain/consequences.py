"""What follows by rule from one step of a ticket (DOMAIN §2, §3), in the order it happens."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.policy import Escalation
from domain.tickets import Event, Kind, Progress, Rung, Stage, Step


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a step meets: the ticket, its kind, and whether this round is still owed a callback."""

    kind: Kind
    progress: Progress
    callback_owed: bool
    escalation: Escalation


def with_consequences(step: Event, met: Circumstances) -> list[Event]:
    """The step among the events it brings about, before and after it."""
    if step.step is Step.REOPENED:
        return _reopening(step, met)
    if step.step is Step.REPLIED:
        return [step, *_after_reply(step, met)]
    if step.step is Step.CALLBACK_MADE:
        return [step, *_after_callback(step, met)]
    return [step]


def becomes_complaint(step: Event, kind: Kind) -> bool:
    """An unsatisfactory callback about anything but a complaint opens one."""
    return (
        step.step is Step.CALLBACK_MADE and step.satisfied is False and kind is not Kind.COMPLAINT
    )


def next_rung(ladder: Sequence[Rung], reached: Rung | None) -> Rung:
    """One level up from where the ticket is; the top stays the top."""
    higher = [rung for rung in ladder if reached is None or not reached.reaches(rung)]
    return higher[0] if higher else ladder[-1]


def _reopening(step: Event, met: Circumstances) -> list[Event]:
    if not met.callback_owed:
        return [step]
    return [Event(Step.CALLBACK_WITHDRAWN, step.at, actor_id=step.actor_id), step]


def _after_reply(reply: Event, met: Circumstances) -> list[Event]:
    """Not satisfied: one level up and back to work. Satisfied, and nobody to call: closed."""
    if reply.satisfied is False:
        rung = next_rung(met.escalation.ladder, met.progress.rung)
        raised = Event(Step.ESCALATED, reply.at, rung=rung)
        return [raised, *_reopening(Event(Step.REOPENED, reply.at, note=reply.note), met)]
    if reply.satisfied and not met.callback_owed:
        return [Event(Step.CLOSED, reply.at)]
    return []


def _after_callback(made: Event, met: Circumstances) -> list[Event]:
    """Content: closed. Not content: to the level that policy names, and a complaint is reopened."""
    if made.satisfied:
        return [Event(Step.CLOSED, made.at)] if met.progress.stage is Stage.REPLIED else []
    raised = Event(Step.ESCALATED, made.at, rung=met.escalation.failed_callback_to)
    if met.kind is not Kind.COMPLAINT:
        return [raised]
    return [raised, Event(Step.REOPENED, made.at, note=made.note)]
