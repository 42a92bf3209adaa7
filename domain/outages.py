"""Outages (停水停电): whom of the safety register to visit, until when, and how they were found.

Source: DOMAIN.md §6. Before a planned cut everybody on the register is visited, in an unplanned one
at once. What a visit found is said without a diagnosis.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.errors import HuifangError, WrongValue


class Supply(StrEnum):
    WATER = "water"
    POWER = "power"
    LIFT = "lift"
    HEATING = "heating"


class Condition(StrEnum):
    """How somebody was found. Who was not met has not been visited."""

    WELL = "well"
    NEEDS_HELP = "needs_help"
    ELSEWHERE = "elsewhere"


class VisitState(StrEnum):
    """How a visit stands at a given moment."""

    DONE = "done"
    OPEN = "open"
    LATE = "late"
    MISSED = "missed"


LONGEST_NOTE = 200
MOST_AREAS = 500


class AlreadyVisited(HuifangError):
    """Somebody has visited this person in this outage, at `visited_at` (UTC)."""

    code = "outage.already_visited"

    def __init__(self, visited_at: datetime) -> None:
        super().__init__(f"visited at {visited_at:%Y-%m-%d %H:%M}Z")
        self.visited_at = visited_at


class OutageOver(HuifangError):
    """The supply has been back, or the cut called off, since `over_at` (UTC)."""

    code = "outage.over"

    def __init__(self, over_at: datetime) -> None:
        super().__init__(f"over since {over_at:%Y-%m-%d %H:%M}Z")
        self.over_at = over_at


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A building, or one unit of it; an empty unit is the whole building."""

    building: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut as it is announced or reported. `ends_at` is when the supply should be back."""

    supply: Supply
    is_planned: bool
    starts_at: datetime
    where: tuple[Stretch, ...]
    ends_at: datetime | None = None
    note: str = ""

    def state(
        self, visited_at: datetime | None, over_at: datetime | None, now: datetime
    ) -> VisitState:
        """Of one visit: late once a planned cut has begun; an unplanned one is due at once."""
        if visited_at is not None:
            return VisitState.DONE
        if over_at is not None:
            return VisitState.MISSED
        return VisitState.LATE if self.is_planned and now > self.starts_at else VisitState.OPEN


def checked(cut: Cut, now: datetime) -> Cut:
    """The cut, tidied. Raises WrongValue naming the field that cannot stand."""
    cut = replace(cut, note=" ".join(cut.note.split()), where=tuple(sorted(set(cut.where))))
    if not cut.where:
        raise WrongValue("where", "empty")
    if len(cut.where) > MOST_AREAS:
        raise WrongValue("where", "too_long")
    if len(cut.note) > LONGEST_NOTE:
        raise WrongValue("note", "too_long")
    if cut.is_planned and cut.starts_at < now:
        raise WrongValue("starts_at", "in_the_past")
    if not cut.is_planned and cut.starts_at > now:
        raise WrongValue("starts_at", "in_the_future")
    if cut.ends_at is not None and cut.ends_at <= cut.starts_at:
        raise WrongValue("ends_at", "before_start")
    return cut
