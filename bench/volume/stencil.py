"""Stencils: a row of which only the days and a few facts are open, and the calendar they go by.

A row is text and numbers as both databases read them: PostgreSQL by COPY, SQLite by binding.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import Enum, IntEnum, auto
from typing import Any

Row = list[Any]
# The day on which every course begins.
DAY_ZERO = date(2020, 1, 6)
MARGIN_DAYS = 800


class Blank(IntEnum):
    """What is filled in for each ticket."""

    PROJECT = 0
    TICKET = auto()
    PLACE = auto()
    RESIDENT = auto()
    PARENT = auto()
    COMPLAINT = auto()
    # Colleagues.
    TECHNICIAN = auto()
    RECEPTION = auto()
    MANAGER = auto()
    SUPERVISOR = auto()
    LEADER = auto()
    # Of an answer.
    TOKEN = auto()
    BLOCK = auto()
    SLOT = auto()
    DEVICE = auto()
    SEND_KEY = auto()
    HOUSEHOLD = auto()
    BUILDING = auto()
    MONTH = auto()


class Calendar:
    """The texts of days, counted from the first."""

    def __init__(self, first: date, days: int) -> None:
        self.first = first
        self.days = days
        every = range(-MARGIN_DAYS, days + MARGIN_DAYS)
        self._texts = [(first + timedelta(days=day)).isoformat() for day in every]

    def text(self, day: int) -> str:
        return self._texts[day + MARGIN_DAYS]

    def date(self, day: int) -> date:
        return self.first + timedelta(days=day)

    def month(self, day: int) -> int:
        """202603 for a day of March 2026."""
        year, month, _day = self.text(day).split("-")
        return int(year + month)


class Stencil:
    """One row of a table: fixed values, days that move, and blanks."""

    __slots__ = ("_blanks", "_days", "_fixed")

    def __init__(self, values: Mapping[str, object], columns: Sequence[str]) -> None:
        self._fixed: Row = []
        self._days: list[tuple[int, int, str]] = []
        self._blanks: list[tuple[int, int]] = []
        for place, column in enumerate(columns):
            self._fixed.append(self._cut(place, values[column]))

    def _cut(self, place: int, value: object) -> object:
        if isinstance(value, Blank):
            self._blanks.append((place, value))
            return None
        if isinstance(value, date):
            self._days.append((place, day_of(value), clock_of(value)))
            return None
        return plain(value)

    def fill(self, calendar: Calendar, day: int, facts: Sequence[object]) -> Row:
        """The row of a ticket that came in on this day; each fact stands at its Blank."""
        row = self._fixed.copy()
        for place, after, clock in self._days:
            row[place] = calendar.text(day + after) + clock
        for place, blank in self._blanks:
            row[place] = facts[blank]
        return row


def day_of(value: date) -> int:
    """Counted from `DAY_ZERO`; of a moment, as UTC has it."""
    day = value.astimezone(UTC).date() if isinstance(value, datetime) else value
    return (day - DAY_ZERO).days


def clock_of(value: date) -> str:
    """What follows the day in a moment's text; nothing where only the day is meant."""
    return f" {value.astimezone(UTC):%H:%M:%S.%f}" if isinstance(value, datetime) else ""


def plain(value: object) -> object:
    """As either database takes it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bool):
        return int(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
