"""Periods (统计期): the stretches of time that results are read for, on the project's own days."""

import calendar
from datetime import MAXYEAR, date, datetime, timedelta, tzinfo
from datetime import time as clock_time
from enum import StrEnum

_FIRST_YEAR = 1970
_LAST_DAYS = {"last_30_days": 30, "last_90_days": 90}


class Period(StrEnum):
    THIS_MONTH = "this_month"
    LAST_30_DAYS = "last_30_days"
    LAST_90_DAYS = "last_90_days"
    THIS_YEAR = "this_year"
    ALL = "all"


def first_day(period: Period, today: date) -> date | None:
    """The first day that belongs to the period, `today` being its last; None for all of time."""
    if period is Period.ALL:
        return None
    if period is Period.THIS_MONTH:
        return today.replace(day=1)
    if period is Period.THIS_YEAR:
        return today.replace(month=1, day=1)
    return today - timedelta(days=_LAST_DAYS[period] - 1)


def limits(period: Period, today: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The midnights where the project is between which the period lies, the second one after it."""
    first = first_day(period, today) or date(_FIRST_YEAR, 1, 1)
    return midnight(first, zone), midnight(today + timedelta(days=1), zone)


def midnight(day: date, zone: tzinfo) -> datetime:
    """Where the day begins."""
    return datetime.combine(day, clock_time(), zone)


def month_of(text: str) -> int:
    """The month that a number like 202603 stands for. Raises ValueError."""
    month = int(text)
    if not _FIRST_YEAR <= date(month // 100, month % 100, 1).year < MAXYEAR:
        raise ValueError(text)
    return month


def month_limits(month: int, zone: tzinfo) -> tuple[datetime, datetime]:
    """The midnights where the project is between which the month lies."""
    first = date(month // 100, month % 100, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return midnight(first, zone), midnight(after, zone)


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or that month's last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
