"""Surveys (满意度调查): what a code opens, who may answer it when, and what an answer sets off.

Source: DOMAIN.md §5, SCORING.md §1 and §5.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from domain.errors import HuifangError
from domain.satisfaction import Verdict

# Crockford's base 32: no I, L, O, U, so that a code can be read aloud and typed.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")
CODE_LENGTH = 12


class CodeKind(StrEnum):
    TICKET = "ticket"
    PLACE = "place"
    CARD = "card"
    CAMPAIGN = "campaign"


class Form(StrEnum):
    STANDARD = "standard"
    PULSE = "pulse"
    CAMPAIGN = "campaign"


class Block(StrEnum):
    """Which half of the form comes first; alternated by code, stored with the answer."""

    DELIVERED_FIRST = "delivered_first"
    EXPECTATION_FIRST = "expectation_first"


class Chip(StrEnum):
    ATTITUDE = "attitude"
    SPEED = "speed"
    PROFESSIONALISM = "professionalism"
    PROMISE = "promise"
    STANDARD = "standard"
    NOT_FIXED = "not_fixed"
    PRICE = "price"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SurveyRule:
    """How answers are taken in, judged and reviewed (SCORING.md §5)."""

    correction_hours: int
    speeder_seconds_per_item: float
    hasty_seconds_per_item: float
    at_closing_seconds: float
    burst_answers: int
    burst_within: timedelta
    ticket_form: Literal["standard", "pulse"]
    urge_every: timedelta
    reopen_within: timedelta


class CodeClosed(HuifangError):
    """The code was revoked or has run out; `reason` is "revoked" or "expired"."""

    code = "survey.code_closed"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotYetDone(HuifangError):
    """The job behind the code is not resolved, so there is nothing to rate yet."""

    code = "survey.not_yet_done"


class AlreadyAnswered(HuifangError):
    """The code has given its one response; `answered_at` (UTC) tells when."""

    code = "survey.already_answered"

    def __init__(self, answered_at: datetime) -> None:
        super().__init__(f"answered at {answered_at:%Y-%m-%d %H:%M}Z")
        self.answered_at = answered_at


@lru_cache(maxsize=1_024)
def tidy_code(typed: str) -> str:
    """A code as it is stored: upper case, look-alike letters read as digits, no separators.

    Full-width letters and digits, as a Chinese keyboard writes them, are the same code.
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(filter(str.isalnum, plain)).translate(_MISREAD)


def block_order(token: str) -> Block:
    """Alternates by code: half of all codes ask for the expectation first."""
    odd = sum(map(ALPHABET.find, token)) % 2
    return Block.EXPECTATION_FIRST if odd else Block.DELIVERED_FIRST


def must_be_open(now: datetime, revoked_at: datetime | None, expires_at: datetime | None) -> None:
    """Raise CodeClosed when the code no longer opens anything."""
    if revoked_at is not None:
        raise CodeClosed("revoked")
    if expires_at is not None and now >= expires_at:
        raise CodeClosed("expired")


def slot(kind: CodeKind, *, round: int = 1, visitor: str = "", day: date | None = None) -> str:
    """What may be answered once under a code: a ticket's round, a visitor's day, a household."""
    if kind is CodeKind.TICKET:
        return f"round-{round}"
    if kind is CodeKind.CAMPAIGN:
        return "household"
    return f"{visitor}-{day:%Y%m%d}"


def next_version(first_answered_at: datetime | None, latest: int, now: datetime, hours: int) -> int:
    """1 for a first answer, the next number for a correction in time; else AlreadyAnswered."""
    if first_answered_at is None:
        return 1
    if now - first_answered_at > timedelta(hours=hours):
        raise AlreadyAnswered(first_answered_at)
    return latest + 1


@dataclass(frozen=True, slots=True)
class Concern:
    """What a resident said beside the marks: chips, own words, whether to call."""

    chips: tuple[Chip, ...] = ()
    words: str = ""
    call_me: bool = False

    def names_a_problem(self) -> bool:
        return bool(self.chips or self.words.strip() or self.call_me)


def opens_complaint(verdict: Verdict | None, concern: Concern) -> bool:
    """A dissatisfied response that names a problem opens a complaint."""
    return verdict is Verdict.DISSATISFIED and concern.names_a_problem()
