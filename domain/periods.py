"""Periods (统计期): the stretches of time that results are read for, on the project's own days."""

from datetime import date, datetime, timedelta, tzinfo
from datetime import time as clock_time
from enum import StrEnum

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
    first = first_day(period, today) or date(1970, 1, 1)
    return midnight(first, zone), midnight(today + timedelta(days=1), zone)


def midnight(day: date, zone: tzinfo) -> datetime:
    """Where the day begins."""
    return datetime.combine(day, clock_time(), zone)
