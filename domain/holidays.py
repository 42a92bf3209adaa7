"""Holidays (节假日): a year's days off and make-up days, as published (the shape of holiday-cn)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.calendars import CalendarRule
from domain.errors import WrongValue

MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Year:
    """One year's days; a file may name days of the year before or after."""

    year: int
    off: frozenset[date]
    made_up: frozenset[date]

    def added_to(self, rule: CalendarRule) -> dict[str, Any]:
        """The keys of the policy's [calendar] with this year in it, its earlier days replaced."""
        here = self.off | self.made_up

        def others(days: tuple[date, ...]) -> set[date]:
            return {day for day in days if day.year != self.year and day not in here}

        return {
            "years": sorted({*rule.years, self.year}),
            "off": [day.isoformat() for day in sorted(others(rule.off) | self.off)],
            "made_up": [day.isoformat() for day in sorted(others(rule.made_up) | self.made_up)],
        }


def read_year(tree: object) -> Year:
    """The year in a parsed file {"year", "days": [{"date", "isOffDay"}]}. Raises WrongValue."""
    try:
        return _year(tree)
    except (KeyError, TypeError, ValueError) as wrong:
        raise WrongValue("file", "not_a_holiday_file") from wrong


def _year(tree: object) -> Year:
    if not isinstance(tree, Mapping) or not isinstance(tree["days"], list):
        raise TypeError(tree)
    year, days = tree["year"], tree["days"]
    if type(year) is not int or not 1 <= len(days) <= MOST_DAYS:
        raise ValueError(year)
    known = {date.fromisoformat(day["date"]): day["isOffDay"] for day in days}
    is_odd = any(abs(day.year - year) > 1 or type(off) is not bool for day, off in known.items())
    if is_odd or not any(day.year == year for day in known):
        raise ValueError(year)
    off = frozenset(day for day, is_off in known.items() if is_off)
    return Year(year, off, frozenset(known) - off)
