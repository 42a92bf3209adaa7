"""Escalations (升级): who is told, and from when on, that a limit was missed.

DOMAIN §2: a major ticket belongs to the branch leader by midnight, an important one to the
supervisor within the hour; where nobody took it there in time, it goes there late. DOMAIN §3: more
than three days past its window a callback is the supervisor's own. For the time standards the
material names no rung: see docs/decisions/0010.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from domain.calendars import due
from domain.deadlines import Deadline, end_of
from domain.policy import Escalation, Policy
from domain.tickets import Pause, Progress, Rung, Step


@dataclass(frozen=True, slots=True)
class Raise:
    """One rung to be told, once `after` has passed, that the limit of the step `missed` ran out."""

    missed: Step
    rung: Rung
    after: datetime

    def is_due(self, now: datetime) -> bool:
        return now > self.after


def raises(
    owed: Iterable[Deadline], progress: Progress, policy: Policy, zone: tzinfo
) -> tuple[Raise, ...]:
    """Every rung that is yet to be told about the steps still owed, the first to be told first."""
    found: dict[tuple[Step, Rung], Raise] = {}
    for deadline in owed:
        for one in _rungs(deadline, progress.pauses, policy, zone):
            if (one.missed, one.rung) not in progress.told:
                found.setdefault((one.missed, one.rung), one)
    return tuple(sorted(found.values(), key=lambda one: one.after))


def _rungs(
    deadline: Deadline, pauses: tuple[Pause, ...], policy: Policy, zone: tzinfo
) -> Iterator[Raise]:
    """A report goes where it belongs; a missed standard climbs the ladder from its foot."""
    if deadline.rung is not None:
        yield Raise(deadline.step, deadline.rung, deadline.due_at)
        return
    escalation = policy.escalation
    for height, rung in enumerate(escalation.ladder):
        if height and escalation.climb_after is None:
            return
        stays = height * (escalation.climb_after or timedelta())
        after = due(deadline.due_at, stays, pauses, policy.calendar, zone)
        yield Raise(deadline.step, rung, after)


def follow_up(closes: date, escalation: Escalation, zone: tzinfo) -> Raise:
    """The supervisor's own callback, once its window has been closed for too many days."""
    last = closes + timedelta(days=escalation.late_callback_days)
    return Raise(Step.CALLBACK_MADE, Rung.SUPERVISOR, end_of(last, zone))
