"""Residents (业主 / 住户): segments, key-customer criteria, safety register (DOMAIN §6).

Segments are for reports and for the way one talks, never for priority: nothing that orders or
times a ticket may import this module.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.errors import WrongValue


class Tenure(StrEnum):
    OWNER = "owner"
    TENANT = "tenant"
    OTHER = "other"


class Party(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


class Importance(StrEnum):
    STRATEGIC = "strategic"
    IMPORTANT = "important"
    ORDINARY = "ordinary"


class Mindset(StrEnum):
    """What a resident looks at first: the service, others' opinion, or the cost."""

    SERVICE = "service"
    OPINION = "opinion"
    COST = "cost"


class PropertyType(StrEnum):
    """Of the unit, not of the person."""

    FLAT = "flat"
    HOUSE = "house"
    SHOP = "shop"
    OFFICE = "office"
    OTHER = "other"


class Criterion(StrEnum):
    """What makes a key customer (001), the share of the floor area aside: that is derived."""

    COMMITTEE = "committee"
    PREPARATION = "preparation"
    VOLUNTEER = "volunteer"
    PREJUDICED = "prejudiced"
    SPECIAL_NEED = "special_need"
    MEDICAL_DEVICE = "medical_device"
    ALONE = "alone"


class Deed(StrEnum):
    """What the audit list tells of residents and of their safety."""

    ADDED = "resident_added"
    CHANGED = "resident_changed"
    MOVED_IN = "resident_moved_in"
    MOVED_OUT = "resident_moved_out"
    MERGED = "residents_merged"
    EXPORTED = "resident_exported"
    ERASED = "resident_erased"
    ROLL_IMPORTED = "roll_imported"
    UNIT_ADDED = "unit_added"
    UNIT_CHANGED = "unit_changed"
    OUTAGE_RECORDED = "outage_recorded"
    OUTAGE_VISITED = "outage_visited"
    OUTAGE_ENDED = "outage_ended"
    RETENTION_SET = "retention_set"
    KEPT_NO_LONGER = "kept_no_longer"


# Whom a cut of water or power may endanger: visited before a planned one, at once in another.
SAFETY = frozenset({Criterion.MEDICAL_DEVICE, Criterion.ALONE})

LONGEST = {"name": 60, "phone": 30, "note": 200}
LARGEST_AREA = 1_000_000.0
LARGEST_HOUSEHOLD = 99
_PHONE_MARKS = set("+-()/ ")


@dataclass(frozen=True, slots=True)
class Person:
    """A resident as the desk describes them; what is not known is None.

    `note` says how to serve or reach them. It is no place for a diagnosis.
    """

    name: str = ""
    phone: str = ""
    tenure: Tenure | None = None
    party: Party | None = None
    importance: Importance | None = None
    mindset: Mindset | None = None
    note: str = ""
    criteria: frozenset[Criterion] = frozenset()


@dataclass(frozen=True, slots=True)
class Unit:
    """What is known of a unit (房号) beside its number; `area` in square metres."""

    property_type: PropertyType | None = None
    area: float | None = None
    household_size: int | None = None


def checked(person: Person) -> Person:
    """The person, tidied. Raises WrongValue naming the field that cannot stand."""
    name, phone, note = map(_tidy, (person.name, person.phone, person.note))
    tidy = replace(person, name=name, phone=phone, note=note)
    if not (tidy.name or tidy.phone):
        raise WrongValue("resident", "empty")
    for field, longest in LONGEST.items():
        if len(getattr(tidy, field)) > longest:
            raise WrongValue(field, "too_long")
    if tidy.phone and not is_phone(tidy.phone):
        raise WrongValue("phone", "not_a_phone")
    return tidy


def _tidy(words: str) -> str:
    return " ".join(words.split())


def is_phone(said: str) -> bool:
    """Digits, at least three of them as in the shortest service numbers, and the usual marks."""
    digits = [letter for letter in said if letter.isdecimal() and letter.isascii()]
    return len(digits) >= 3 and len(digits) + sum(mark in _PHONE_MARKS for mark in said) == len(
        said
    )


def checked_unit(unit: Unit) -> Unit:
    """Raises WrongValue for an area or a household that cannot be."""
    if unit.area is not None and not 0 < unit.area <= LARGEST_AREA:
        raise WrongValue("area", "not_an_area")
    if unit.household_size is not None and not 0 <= unit.household_size <= LARGEST_HOUSEHOLD:
        raise WrongValue("household_size", "not_a_whole_number")
    return unit


def merged(kept: Person, other: Person) -> Person:
    """One person out of two records of the same: what the first does not know, the second says."""
    known = {
        name: getattr(kept, name) or getattr(other, name)
        for name in ("name", "phone", "tenure", "party", "importance", "mindset", "note")
    }
    return Person(**known, criteria=kept.criteria | other.criteria)


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of the known floor area of a project somebody owns; areas in square metres."""

    own: float
    all: float

    @property
    def share(self) -> float | None:
        """0–1; None while no area is known."""
        return self.own / self.all if self.all else None

    def is_large(self, from_share: float) -> bool:
        """Whether the share reaches `from_share`, which itself belongs to it."""
        return self.share is not None and self.share >= from_share - 1e-9


def is_key(criteria: Iterable[Criterion], holding: Holding, from_share: float) -> bool:
    """Whether any of the criteria of DOMAIN §6 holds."""
    return any(criteria) or holding.is_large(from_share)


def needs_visit(criteria: Iterable[Criterion]) -> bool:
    """Whether somebody stands on the safety register."""
    return bool(SAFETY.intersection(criteria))
