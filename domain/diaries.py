"""Diaries (回访日历): the callbacks still owed, in a calendar of the colleague's own.

A calendar asks by itself, and brings nothing along but the address that it was given.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from domain.errors import HuifangError

MOST_OPEN = 10
CALL_LASTS = timedelta(minutes=30)
_TOKEN = re.compile(r"(?P<project>[1-9]\d{0,8})-[\w-]{43}", re.ASCII)


class Deed(StrEnum):
    """What the audit list tells of diaries."""

    DIARY_OPENED = "diary_opened"
    DIARY_CLOSED = "diary_closed"


class TooManyDiaries(HuifangError):
    """This colleague has as many open as anybody may, `most`."""

    code = "diary.too_many"

    def __init__(self, most: int) -> None:
        super().__init__(str(most))
        self.most = most


@dataclass(frozen=True, slots=True)
class Span:
    """When something lies in a calendar; `ends` is the first moment after it."""

    begins: datetime
    ends: datetime


def span(closes_on: date, call_again_at: datetime | None, zone: tzinfo) -> Span:
    """The call that was promised, or the last day of the window, to the midnight that ends it."""
    if call_again_at is not None:
        begins = call_again_at.astimezone(zone)
        return Span(begins, begins + CALL_LASTS)
    ends = datetime.combine(closes_on + timedelta(days=1), time(), zone)
    return Span(datetime.combine(closes_on, time(), zone), ends)


def token_of(project_id: int, chance: str) -> str:
    """What stands in the address; `chance` are 32 random bytes in URL-safe letters."""
    return f"{project_id}-{chance}"


def project_in(token: str) -> int | None:
    """The project that a token names; None for what cannot be one."""
    found = _TOKEN.fullmatch(token)
    return int(found["project"]) if found else None
