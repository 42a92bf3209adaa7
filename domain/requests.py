"""Requests (诉求): what residents bring and ask by themselves, without anybody at a desk.

A report, the wish for a call, an urge (催办) while the work goes on, "not fixed" once it is said
to be done. Source: DOMAIN §2, §5; how often and how long: policy.toml, [survey].
"""

import re
import unicodedata
from datetime import datetime, timedelta

from domain.errors import HuifangError
from domain.tickets import AT_WORK, Kind, Progress, Step

# What a resident may open; a letter or a contract comes in by other ways.
REPORTABLE = (Kind.REPAIR, Kind.COMPLAINT, Kind.HELP, Kind.OTHER_SERVICE)
_PHONE = re.compile(r"\+?[\d ()-]+", re.ASCII)
FEWEST_DIGITS, MOST_DIGITS = 7, 15


class NothingReported(HuifangError):
    """Neither words nor a photo say what the matter is."""

    code = "request.nothing_reported"


class NoKind(HuifangError):
    """It is not said what the report is about, or it is nothing that can be reported."""

    code = "request.no_kind"


class WrongPhone(HuifangError):
    """This is no telephone number; `reason` is "missing" or "unreadable"."""

    code = "request.wrong_phone"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoReason(HuifangError):
    """It is not said why the ticket is to be opened again."""

    code = "request.no_reason"


class NothingToUrge(HuifangError):
    """The work is done, or the ticket is closed."""

    code = "request.nothing_to_urge"


class UrgedTooSoon(HuifangError):
    """The last urge was a short while ago; the next is possible at `possible_at`."""

    code = "request.urged_too_soon"

    def __init__(self, possible_at: datetime) -> None:
        super().__init__(f"not before {possible_at:%Y-%m-%d %H:%M}Z")
        self.possible_at = possible_at


class NothingToAgree(HuifangError):
    """No price waits for the resident's word."""

    code = "request.nothing_to_agree"


class NothingToReopen(HuifangError):
    """The work still goes on."""

    code = "request.nothing_to_reopen"


class ReopenTooLate(HuifangError):
    """It was done long ago; it could be reopened until `until`."""

    code = "request.reopen_too_late"

    def __init__(self, until: datetime) -> None:
        super().__init__(f"until {until:%Y-%m-%d %H:%M}Z")
        self.until = until


def tidy_phone(typed: str) -> str:
    """The digits with their leading plus, "" for nothing typed. Raises WrongPhone."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    if not plain:
        return ""
    digits = re.sub(r"\D", "", plain)
    if not _PHONE.fullmatch(plain) or not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        raise WrongPhone("unreadable")
    return f"+{digits}" if plain.startswith("+") else digits


def must_have_phone(phone: str) -> None:
    """Raise WrongPhone where somebody is to be called and left no number."""
    if not phone:
        raise WrongPhone("missing")


def next_urge_at(progress: Progress, every: timedelta) -> datetime | None:
    """From when on the ticket may be urged again; None when it was not yet in this round."""
    return progress.urged_at + every if progress.urged_at else None


def must_be_urgeable(progress: Progress, now: datetime, every: timedelta) -> None:
    """Raises NothingToUrge, UrgedTooSoon."""
    if progress.stage not in AT_WORK:
        raise NothingToUrge
    possible_at = next_urge_at(progress, every)
    if possible_at is not None and now < possible_at:
        raise UrgedTooSoon(possible_at)


def must_be_agreeable(progress: Progress, now: datetime) -> None:
    """Raises NothingToAgree."""
    if Step.AGREED not in progress.possible(now):
        raise NothingToAgree


def reopen_until(progress: Progress, within: timedelta) -> datetime:
    """The last moment at which "not fixed" opens the ticket again."""
    done_at = progress.reached.get(Step.RESOLVED) or progress.stage_since or progress.received_at
    return done_at + within


def must_be_reopenable(progress: Progress, now: datetime, within: timedelta) -> None:
    """Raises NothingToReopen, ReopenTooLate."""
    if progress.stage in AT_WORK:
        raise NothingToReopen
    until = reopen_until(progress, within)
    if now > until:
        raise ReopenTooLate(until)
