"""Fairness (同一标准): waiting and resolution times of segments side by side, told honestly.

"One standard for everybody" (DOMAIN §6). A household counts once, by its average; groups are hidden
by the rules of SCORING §3; the interval of a median is exact, from the order of the values alone.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from domain.groups import SHOWN_FROM, visible_count


class Segment(StrEnum):
    """By what residents are told apart here."""

    TENURE = "tenure"
    PARTY = "party"
    IMPORTANCE = "importance"
    MINDSET = "mindset"
    PROPERTY_TYPE = "property_type"


class Measure(StrEnum):
    """What is measured, from intake on, of a ticket's first round."""

    DISPATCH = "dispatch"
    ARRIVE = "arrive"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class Ranks:
    """Which values of n in ascending order tell a group, from 1.

    The median is the mean of two ranks that are one for odd n; the 90th percentile is the nearest
    rank; the median's interval is closed and covers it with at least 95 % whatever the values are.
    """

    middle: tuple[int, int]
    ninetieth: int
    low: int
    high: int

    def all(self) -> set[int]:
        return {*self.middle, self.ninetieth, self.low, self.high}


def ranks(n: int) -> Ranks | None:
    """None where a group of n is too small to be told."""
    if n < SHOWN_FROM:
        return None
    low = _low_rank(n)
    return Ranks(
        middle=((n + 1) // 2, n // 2 + 1),
        ninetieth=(9 * n + 9) // 10,
        low=low,
        high=n + 1 - low,
    )


@lru_cache(maxsize=512)
def _low_rank(n: int) -> int:
    """The highest rank whose value lies above the median with a chance of at most 2.5 %.

    That is the chance that fewer than `rank` of n fair coins show heads, in whole numbers.
    """
    rank, ways = 0, 1
    fewer = ways
    while 40 * fewer <= 2**n:
        ways = ways * (n - rank) // (rank + 1)
        rank += 1
        fewer += ways
    return rank


@dataclass(frozen=True, slots=True)
class Wait:
    """How long one group waited, in hours. `n` households, None when even that is hidden.

    Every figure is None unless there are enough; `unfinished` tickets are in none of them.
    """

    group: str
    n: int | None
    median: float | None = None
    low: float | None = None
    high: float | None = None
    ninetieth: float | None = None
    tickets: int | None = None
    unfinished: int | None = None

    @property
    def is_shown(self) -> bool:
        return self.median is not None


def wait(group: str, n: int, at: dict[int, float], tickets: int, unfinished: int) -> Wait:
    """The finding of a group of n households, `at` the values in hours by their rank."""
    wanted = ranks(n)
    if wanted is None:
        return Wait(group, visible_count(n))
    first, second = wanted.middle
    return Wait(
        group,
        n,
        median=(at[first] + at[second]) / 2,
        low=at[wanted.low],
        high=at[wanted.high],
        ninetieth=at[wanted.ninetieth],
        tickets=tickets,
        unfinished=unfinished,
    )


def are_apart(one: Wait, other: Wait) -> bool:
    """Whether the two intervals have no value in common; False where one is not shown."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.high < other.low or other.high < one.low
