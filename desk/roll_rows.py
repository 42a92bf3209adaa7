"""Rows of a roll (住户名册): each becomes a unit with whoever lives there, or says why not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from desk.cases import text
from desk.roll_words import CRITERIA, NO, VALUES, YES, Column
from domain.errors import WrongValue
from domain.imports import Fault
from domain.residents import (
    Criterion,
    Importance,
    Mindset,
    Party,
    Person,
    PropertyType,
    Tenure,
    Unit,
    checked,
    checked_unit,
)

C = Column
Code = TypeVar("Code", bound=StrEnum)
LONGEST = {C.BUILDING: 40, C.UNIT: 40, C.NAME: 60, C.PHONE: 30, C.NOTE: 200}
# "3栋1202" in one cell: where no column tells the building, the last of these words ends it.
_BUILDING_AND_UNIT = re.compile(r"(?P<building>.*(?:号楼|栋|幢|座))\s*(?P<unit>\S.*)")
_METRES = re.compile(r"\s*(㎡|m²|m2|平方米|平米|sqm)$", re.IGNORECASE)
# A workbook's number that went through a float: "1202.0".
_POINT_ZERO = re.compile(r"(\d+)\.0")


class Unfit(Exception):
    """This row cannot be kept, for what it says in `column`; ends in the roll, as a Reject."""

    def __init__(self, fault: Fault, column: Column | None = None) -> None:
        super().__init__(fault)
        self.fault = fault
        self.column = column


@dataclass(frozen=True, slots=True)
class Entry:
    """One sound row: a unit, what is said of it, and who lives there, if anybody.

    What a row does not say is None or empty; `denied` are criteria it answers with no.
    """

    line: int
    building: str
    unit: str
    facts: Unit
    person: Person | None
    denied: frozenset[Criterion] = frozenset()

    @property
    def home(self) -> str:
        return home_key(self.building, self.unit)

    @property
    def who(self) -> tuple[str, str]:
        return who_key(self.person)


def home_key(building: str, unit: str) -> str:
    """How units are compared: by what is said, wherever it is divided."""
    return "".join(f"{building}{unit}".split()).casefold()


def who_key(person: Person | None) -> tuple[str, str]:
    """How people of one unit are compared: by phone, and without one by name."""
    if person is None:
        return "", ""
    digits = re.sub(r"\D", "", person.phone)
    return ("", digits) if digits else (person.name, "")


def entry(line: int, said: Mapping[Column, object]) -> Entry:
    """The row at `line` with what its columns say. Raises Unfit."""
    words = {column: _words(column, cell) for column, cell in said.items()}
    for column, longest in LONGEST.items():
        if len(words.get(column, "")) > longest:
            raise Unfit(Fault.TOO_LONG, column)
    building, unit = _spot(words)
    yes = {criterion for column, criterion in CRITERIA.items() if _answer(column, words)}
    no = {c for column, c in CRITERIA.items() if _answer(column, words) is False}
    return Entry(line, building, unit, _unit(words), _person(words, frozenset(yes)), frozenset(no))


def _words(column: Column, cell: object) -> str:
    said = " ".join(text(cell).split())
    whole = _POINT_ZERO.fullmatch(said)
    return whole[1] if whole and column is not C.AREA else said


def _spot(words: Mapping[Column, str]) -> tuple[str, str]:
    unit = words[C.UNIT]
    if not unit:
        raise Unfit(Fault.EMPTY, C.UNIT)
    both = None if C.BUILDING in words else _BUILDING_AND_UNIT.fullmatch(unit)
    if both:
        return both["building"].strip(), both["unit"]
    return words.get(C.BUILDING, ""), unit


def _unit(words: Mapping[Column, str]) -> Unit:
    unit = Unit(_code(PropertyType, C.PROPERTY_TYPE, words), _area(words), _size(words))
    try:
        return checked_unit(unit)
    except WrongValue as wrong:
        raise Unfit(Fault(wrong.reason), C(wrong.field)) from wrong


def _area(words: Mapping[Column, str]) -> float | None:
    said = _METRES.sub("", words.get(C.AREA, "")).replace(",", "")
    try:
        return float(said) if said else None
    except ValueError as failed:
        raise Unfit(Fault.NOT_AN_AREA, C.AREA) from failed


def _size(words: Mapping[Column, str]) -> int | None:
    said = words.get(C.HOUSEHOLD_SIZE, "").removesuffix("人")
    try:
        return int(said) if said else None
    except ValueError as failed:
        raise Unfit(Fault.NOT_A_WHOLE_NUMBER, C.HOUSEHOLD_SIZE) from failed


def _person(words: Mapping[Column, str], criteria: frozenset[Criterion]) -> Person | None:
    person = Person(
        name=words.get(C.NAME, ""),
        phone=words.get(C.PHONE, ""),
        tenure=_code(Tenure, C.TENURE, words),
        party=_code(Party, C.PARTY, words),
        importance=_code(Importance, C.IMPORTANCE, words),
        mindset=_code(Mindset, C.MINDSET, words),
        note=words.get(C.NOTE, ""),
        criteria=criteria,
    )
    # A vacant unit; what would be said of a person then is said of nobody.
    if not (person.name or person.phone):
        return None
    try:
        return checked(person)
    except WrongValue as wrong:
        raise Unfit(Fault(wrong.reason), C(wrong.field)) from wrong


def _code(codes: type[Code], column: Column, words: Mapping[Column, str]) -> Code | None:
    said = words.get(column, "").casefold()
    if not said:
        return None
    if said in set(codes):
        return codes(said)
    fitting = (code for code, known in VALUES[column].items() if any(w in said for w in known))
    meant = next(fitting, None)
    if meant is None:
        raise Unfit(Fault.UNKNOWN_VALUE, column)
    return codes(meant)


def _answer(column: Column, words: Mapping[Column, str]) -> bool | None:
    said = words.get(column, "").casefold()
    if said in YES:
        return True
    if said in NO:
        return False
    if said:
        raise Unfit(Fault.UNKNOWN_VALUE, column)
    return None
