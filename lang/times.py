"""Times (时间): lengths, moments and days as people say them."""

from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from babel.dates import format_date, format_datetime, get_day_names

from lang.sentences import N_, say

_UNITS = (
    (N_("{count} d"), timedelta(days=1)),
    (N_("{count} h"), timedelta(hours=1)),
    (N_("{count} min"), timedelta(minutes=1)),
    (N_("{count} s"), timedelta(seconds=1)),
)
_SPELLED = (
    (N_("1 day"), N_("{count} days"), timedelta(days=1)),
    (N_("1 hour"), N_("{count} hours"), timedelta(hours=1)),
    (N_("1 minute"), N_("{count} minutes"), timedelta(minutes=1)),
)
_DAY = {"zh_CN": "M月d日", "en": "d MMM"}
_DAY_AND_YEAR = {"zh_CN": "y年M月d日", "en": "d MMM y"}


def span(language: str, length: timedelta) -> str:
    """A length in its two largest units, rounded down: "2 h 15 min"; the sign is the caller's."""
    left = abs(length)
    parts: list[str] = []
    for message, unit in _UNITS:
        count, rest = divmod(left, unit)
        if count:
            parts.append(say(language, message, count=count))
        left = rest
        if parts and (len(parts) == 2 or not count):
            break
    return " ".join(parts) or say(language, N_("{count} min"), count=0)


def spelled(language: str, length: timedelta) -> str:
    """Whole minutes for those outside the trade, in one unit written out: "2 hours", "1 day"."""
    one, many, unit = next(row for row in _SPELLED if not length % row[2])
    return _counted(language, one, many, length // unit)


def months(language: str, count: int) -> str:
    return _counted(language, N_("1 month"), N_("{count} months"), count)


def _counted(language: str, one: str, many: str, count: int) -> str:
    return say(language, one if count == 1 else many, count=count)


def ago(language: str, length: timedelta) -> str:
    """How long since: "2 h 15 min ago", "just now" below a minute."""
    if length < timedelta(minutes=1):
        return say(language, N_("just now"))
    return say(language, N_("{length} ago"), length=span(language, length))


def moment(language: str, at: datetime, zone: tzinfo, *, year: bool = False) -> str:
    """An aware time on the clock of `zone`: "21 Nov 19:46"; ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("a naive time names no moment")
    pattern = f"{_pattern(language, year)} HH:mm"
    return format_datetime(at.astimezone(zone), pattern, locale=language)


@lru_cache(maxsize=512)
def day(language: str, value: date, *, year: bool = False) -> str:
    """A calendar day: "21 Nov", "11月21日"."""
    return format_date(value, _pattern(language, year), locale=language)


def weekday(language: str, number: int) -> str:
    """The name of a day of the week, Monday being 0."""
    return str(get_day_names("wide", locale=language)[number])


def _pattern(language: str, year: bool) -> str:  # noqa: FBT001  passed on from a keyword
    return (_DAY_AND_YEAR if year else _DAY)[language]
