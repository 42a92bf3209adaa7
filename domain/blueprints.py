"""Service blueprint (服务蓝图; 001): each step's time standard beside what was measured.

A step counts once it is done or its time is over, as a callback does. Source: DOMAIN §2, §7.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.deadlines import Deadline

# Of fewer it would be one mishap that marks a step.
LEAST_JUDGED = 5


class Link(StrEnum):
    """A step of the blueprint (环节)."""

    RAISE_MAJOR = "raise_major"
    RAISE_IMPORTANT = "raise_important"
    DISPATCH = "dispatch"
    ARRIVE = "arrive"
    RESOLVE = "resolve"
    REPLY = "reply"
    CALL_BACK = "call_back"


@dataclass(frozen=True, slots=True)
class Kept:
    """Of `counted` times that a step was owed, `late` came after its time or not yet."""

    counted: int = 0
    late: int = 0

    @property
    def share_late(self) -> float | None:
        return self.late / self.counted if self.counted else None

    def and_one(self, deadline: Deadline, now: datetime) -> "Kept":
        """With one more, unless its time is not over and it is still owed."""
        is_late = deadline.is_late(now)
        if deadline.met_at is None and not is_late:
            return self
        return Kept(self.counted + 1, self.late + is_late)


@dataclass(frozen=True, slots=True)
class Spread:
    """Hours that a step took: of `n` times the middle one, and what nine in ten stayed within."""

    n: int = 0
    median: float | None = None
    p90: float | None = None


def spread(n: int, low: Iterable[float], high: Iterable[float]) -> Spread:
    """From the values around the median and around the ninth decile, in their order.

    `low` and `high` hold the two values between which linear interpolation finds the quantile, or
    one where nothing follows it.
    """
    return Spread(
        n, _between(list(low), (n - 1) % 2 / 2), _between(list(high), (n - 1) * 9 % 10 / 10)
    )


def _between(values: list[float], part: float) -> float:
    return values[0] + part * (values[-1] - values[0])


def weakest(links: Mapping[Link, Kept]) -> Link | None:
    """The step that is late most often; None when none is, or too few were judged."""
    judged = {
        link: (kept.share_late, kept.late)
        for link, kept in links.items()
        if kept.counted >= LEAST_JUDGED and kept.late
    }
    return max(judged, key=judged.__getitem__, default=None)
