"""Dates (日期): what stands in a cell becomes a moment.

Patterns are written as for strptime (%Y %m %d %H %I %M %S %p %z), unpadded numbers allowed.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache

_PARTS = {
    "Y": r"(?P<Y>\d{4})",
    "m": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<I>\d{1,2})",
    "M": r"(?P<M>\d{1,2})",
    "S": r"(?P<S>\d{1,2})(?:\.\d+)?",
    "p": r"(?P<p>[AaPp]\.?[Mm]\.?|上午|下午)",
    "z": r"(?P<z>Z|[+-]\d{2}:?\d{2})",
}
_NEEDED = {"Y", "m", "d"}
AFTERNOON = ("p", "下")
YEARS = range(1970, 2101)
# Day 0 of the serial numbers in a workbook, which count a 29 February 1900 that never was.
SERIAL_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
SERIALS = range(20_000, 80_000)


class NotADate(ValueError):
    pass


class ImplausibleDate(ValueError):
    pass


@cache
def pattern(written: str) -> re.Pattern[str]:
    """Raises ValueError unless `written` holds a year, month and day, and only parts known here."""
    pieces = re.split(r"%(.)", written.strip())
    parts = pieces[1::2]
    if not set(parts) >= _NEEDED or len(set(parts)) < len(parts) or set(parts) - set(_PARTS):
        raise ValueError(written)
    literal = [re.sub(r"(\\?\s)+", r"\\s+", re.escape(piece)) for piece in pieces[::2]]
    between = [_PARTS[part] + after for part, after in zip(parts, literal[1:], strict=True)]
    return re.compile(literal[0] + "".join(between))


class DateReader:
    """Reads the dates of one source: its patterns in order, true date cells, serial numbers."""

    def __init__(self, patterns: Iterable[str], zone: tzinfo) -> None:
        self._patterns = [pattern(written) for written in patterns]
        self._zone = zone

    def read(self, value: object) -> datetime | None:
        """The moment in UTC, None for an empty cell. Raises NotADate, ImplausibleDate."""
        local = self._local(value.strip() if isinstance(value, str) else value)
        if local is None:
            return None
        if local.year not in YEARS:
            raise ImplausibleDate(value)
        # A clock time that the zone skipped or lived twice is read as the earlier offset has it.
        return (local if local.tzinfo else local.replace(tzinfo=self._zone)).astimezone(UTC)

    def _local(self, value: object) -> datetime | None:
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return self._written(value)
        if isinstance(value, datetime):
            return value
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day)  # noqa: DTZ001  read() adds the zone
        if isinstance(value, float) and int(value) in SERIALS:
            return (SERIAL_ZERO + timedelta(seconds=round(value * 86_400))).replace(tzinfo=None)
        raise NotADate(value)

    def _written(self, value: str) -> datetime:
        for one in self._patterns:
            found = one.fullmatch(value)
            if found:
                return _moment(found.groupdict())
        raise NotADate(value)


def _moment(parts: dict[str, str]) -> datetime:
    try:
        return datetime(
            int(parts["Y"]),
            int(parts["m"]),
            int(parts["d"]),
            _hour(parts),
            int(parts.get("M", 0)),
            int(parts.get("S", 0)),
            tzinfo=_offset(parts["z"]) if "z" in parts else None,
        )
    except ValueError as failed:
        raise NotADate(str(parts)) from failed


def _hour(parts: dict[str, str]) -> int:
    if "I" not in parts:
        return int(parts.get("H", 0))
    hour = int(parts["I"])
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + 12 * parts.get("p", "").lower().startswith(AFTERNOON)


def _offset(written: str) -> timezone:
    if written == "Z":
        return UTC
    sign = -1 if written[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(written[1:3]), minutes=int(written[-2:])))
