"""Steps (环节): the fact without which a step says nothing."""

from domain.errors import WrongValue
from domain.tickets import Event, Step

LONGEST_DEPARTMENT = 60
_NEEDS = {
    Step.PAUSED: "promised_at",
    Step.ESCALATED: "rung",
    Step.HANDED_OVER: "department",
    Step.QUOTED: "amount",
    Step.PAID: "amount",
    Step.INSTRUCTED: "note",
}


def must_be_whole(step: Event) -> None:
    """Raise WrongValue unless the step carries the fact without which it says nothing."""
    needed = _NEEDS.get(step.step)
    if needed is not None and getattr(step, needed) in (None, ""):
        raise WrongValue(needed, "empty")
    if len(step.department or "") > LONGEST_DEPARTMENT:
        raise WrongValue("department", "too_long")
    if step.amount is not None and not 0 <= step.amount < float("inf"):
        raise WrongValue("amount", "not_a_number")
    if step.step is Step.PAUSED and step.promised_at and step.promised_at <= step.at:
        raise WrongValue("promised_at", "before_start")
