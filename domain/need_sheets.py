"""Needs analysis (需求分析): what each segment needs, what is done about it, can it be.

Source: DOMAIN.md §6. Segments are for reports and for the way one talks, never for priority.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import WrongValue
from domain.fairness import Segment
from domain.groups import visible_count
from domain.handling import Need
from domain.residents import Importance, Mindset, Party, PropertyType, Tenure

LONGEST_RESPONSE = 200

GROUPS: dict[Segment, type[StrEnum]] = {
    Segment.TENURE: Tenure,
    Segment.PARTY: Party,
    Segment.IMPORTANCE: Importance,
    Segment.MINDSET: Mindset,
    Segment.PROPERTY_TYPE: PropertyType,
}


class Feasibility(StrEnum):
    """How far a response can be carried out (可行性)."""

    NOW = "now"
    WITH_MEANS = "with_means"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a row is about; `group` is "" for those of whom the segment is not known."""

    segment: Segment
    group: str
    need: Need


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need of a group: `households` is None where so few said it that a number would point."""

    heard: Heard
    households: int | None
    response: str = ""
    feasibility: Feasibility | None = None


def row(heard: Heard, households: int, answer: tuple[str, Feasibility] | None) -> NeedRow:
    return NeedRow(heard, visible_count(households), *(answer or ()))


def checked_response(heard: Heard, typed: str) -> str:
    """The response, tidied. Raises WrongValue, also for a group that the segment does not have."""
    if heard.group and heard.group not in set(GROUPS[heard.segment]):
        raise WrongValue("segment", "unknown_value")
    response = " ".join(typed.split())
    if not response:
        raise WrongValue("response", "empty")
    if len(response) > LONGEST_RESPONSE:
        raise WrongValue("response", "too_long")
    return response
