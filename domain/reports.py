"""Reports (报表): which there are, the days each speaks of, and a document that stays as it was.

A document holds codes and numbers and no words, so that it reads in any language.
Source: DOMAIN §7.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any, Self

from domain.errors import HuifangError, WrongValue

SCHEMA = 1
LONGEST_NOTE = 300
ONE_DAY = timedelta(days=1)

Cell = str | int | float | None
Row = Mapping[str, Cell]


class ReportKind(StrEnum):
    COMPLAINTS = "complaints"
    OWNERS = "owners"
    CALLBACKS = "callbacks"
    SURVEY = "survey"
    BLUEPRINT = "blueprint"
    KEY_FIGURES = "key_figures"
    PLAN = "plan"


class Cycle(StrEnum):
    """What one report of a kind speaks of."""

    MONTH = "month"
    QUARTER = "quarter"
    CAMPAIGN = "campaign"
    PLAN = "plan"


CYCLES: dict[ReportKind, Cycle] = {
    ReportKind.COMPLAINTS: Cycle.MONTH,
    ReportKind.OWNERS: Cycle.MONTH,
    ReportKind.CALLBACKS: Cycle.QUARTER,
    ReportKind.SURVEY: Cycle.CAMPAIGN,
    ReportKind.BLUEPRINT: Cycle.MONTH,
    ReportKind.KEY_FIGURES: Cycle.MONTH,
    ReportKind.PLAN: Cycle.PLAN,
}
BY_CALENDAR = tuple(kind for kind in ReportKind if CYCLES[kind] in {Cycle.MONTH, Cycle.QUARTER})


class NotOver(HuifangError):
    """What the report speaks of goes on until `last`, so that nothing can be kept of it yet."""

    code = "report.not_over"

    def __init__(self, last: date) -> None:
        super().__init__(f"goes on until {last}")
        self.last = last


class UnknownSchema(HuifangError):
    """A report was stored by a newer version, in the shape `schema`."""

    code = "report.unknown_schema"

    def __init__(self, schema: int) -> None:
        super().__init__(str(schema))
        self.schema = schema


@dataclass(frozen=True, slots=True)
class Period:
    """The project's days that a report speaks of, both ends included.

    `code` names them: 2026-02, 2026-Q1, campaign-3, plan-1; `title` is a name that somebody gave.
    """

    code: str
    first: date
    last: date
    title: str = ""

    def limits(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """The midnights between which the period lies, the second one after it."""
        days = (self.first, self.last + ONE_DAY)
        since, until = (datetime.combine(day, time(), zone) for day in days)
        return since, until

    def is_over(self, today: date) -> bool:
        return self.last < today


_CALENDAR = re.compile(r"(?P<year>20\d\d)-(?:(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4]))")


def month(day: date) -> Period:
    """The month that this day lies in."""
    first = day.replace(day=1)
    return Period(f"{first:%Y-%m}", first, _first_after(first, 1) - ONE_DAY)


def quarter(day: date) -> Period:
    """The quarter that this day lies in."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    number = (first.month + 2) // 3
    return Period(f"{first.year}-Q{number}", first, _first_after(first, 3) - ONE_DAY)


def holding(cycle: Cycle, day: date) -> Period:
    """The month or quarter that this day lies in."""
    return quarter(day) if cycle is Cycle.QUARTER else month(day)


def before(period: Period) -> Period:
    """The month or quarter before this one."""
    earlier = period.first - ONE_DAY
    return quarter(earlier) if "Q" in period.code else month(earlier)


def months_up_to(last: Period, count: int) -> list[Period]:
    """So many months, this one the last."""
    found = [last]
    while len(found) < count:
        found.insert(0, before(found[0]))
    return found


def named(kind: ReportKind, code: str) -> Period:
    """The month or quarter of that code. Raises WrongValue for one that this kind does not have."""
    found = _CALENDAR.fullmatch(code)
    cycle = CYCLES[kind]
    if found is None or (cycle is Cycle.QUARTER) != bool(found["quarter"]):
        raise WrongValue("period", "unknown_value")
    number = int(found["month"] or int(found["quarter"]) * 3)
    return holding(cycle, date(int(found["year"]), number, 1))


def _first_after(first: date, months: int) -> date:
    year, number = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, number + 1, 1)


@dataclass(frozen=True, slots=True)
class Document:
    """What a report says. `facts` are numbers that its definitions name; `blocks` its tables.

    Null is not known, or of too few to be told; it is never 0.
    """

    blocks: Mapping[str, Sequence[Row]]
    facts: Mapping[str, Cell] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        blocks = {name: [dict(row) for row in rows] for name, rows in self.blocks.items()}
        return {"facts": dict(self.facts), "blocks": blocks}

    @classmethod
    def from_dict(cls, schema: int, stored: Mapping[str, Any]) -> Self:
        """What `as_dict` gave. Raises UnknownSchema."""
        if schema != SCHEMA:
            raise UnknownSchema(schema)
        return cls(stored["blocks"], stored["facts"])


def checked_note(typed: str) -> str:
    """What an edition adds or puts right, tidied. Raises WrongValue."""
    note = " ".join(typed.split())
    if not note:
        raise WrongValue("note", "empty")
    if len(note) > LONGEST_NOTE:
        raise WrongValue("note", "too_long")
    return note
