"""Trust (可信度): whom the answers speak for, and what a colleague decided about one of them.

Source: SCORING.md §5. An answer that is left out stays where it is and can be counted again; what
was decided is only ever added, with a reason. Who did not answer is compared with who did on facts
that were recorded anyhow.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import WrongValue
from domain.groups import SHOWN_FROM, Interval, Share, share

LONGEST_REASON = 300


class Deed(StrEnum):
    """What the audit list tells of answers, and of what they ask for."""

    ANSWER_LEFT_OUT = "answer_left_out"
    ANSWER_COUNTED = "answer_counted"
    NEED_ANSWERED = "need_answered"


class Fact(StrEnum):
    """What is known of a ticket whether its code was answered or not."""

    KIND = "kind"
    SEVERITY = "severity"
    DURATION = "duration"
    LATE = "late"


class Duration(StrEnum):
    """From intake to resolution."""

    SAME_DAY = "same_day"
    THREE_DAYS = "three_days"
    WEEK = "week"
    LONGER = "longer"


def checked_reason(typed: str) -> str:
    """The reason, tidied. Raises WrongValue."""
    reason = " ".join(typed.split())
    if not reason:
        raise WrongValue("reason", "empty")
    if len(reason) > LONGEST_REASON:
        raise WrongValue("reason", "too_long")
    return reason


@dataclass(frozen=True, slots=True)
class Contrast:
    """How common something is among tickets that were answered, and among the others.

    `difference` is of the two shares, `interval` its 95 % interval.
    """

    answered: Share
    silent: Share
    difference: float
    interval: Interval

    @property
    def is_told_apart(self) -> bool:
        """Whether chance alone hardly explains the difference."""
        return self.interval.low > 0 or self.interval.high < 0


def contrast(answered: tuple[int, int], silent: tuple[int, int]) -> Contrast | None:
    """Of (count, n) of both groups; None where either is too small to be shown.

    The interval is Newcombe's, made of the two Wilson intervals.
    """
    if min(answered[1], silent[1]) < SHOWN_FROM:
        return None
    one, other = share(*answered), share(*silent)
    apart = one.fraction - other.fraction
    down = math.hypot(one.fraction - one.interval.low, other.interval.high - other.fraction)
    up = math.hypot(one.interval.high - one.fraction, other.fraction - other.interval.low)
    return Contrast(one, other, apart, Interval(apart - down, apart + up))


@dataclass(frozen=True, slots=True)
class Tipping:
    """What those who did not answer would have to say for all together to reach `target`.

    `value` is on the scale of the target; it is `possible` when it lies within that scale.
    `silent` is how many did not answer.
    """

    target: float
    value: float
    silent: int
    possible: bool


def tipping(
    target: float, mean: float, answered: int, asked: int, scale: Interval
) -> Tipping | None:
    """x = (target − r·p)/(1 − r); None where nobody, or everybody, answered."""
    silent = asked - answered
    if answered <= 0 or silent <= 0:
        return None
    rate = answered / asked
    value = (target - rate * mean) / (1 - rate)
    return Tipping(target, value, silent, scale.low <= value <= scale.high)
