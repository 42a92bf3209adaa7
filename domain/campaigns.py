"""Campaigns (普查): the one or two surveys a year that ask every household once.

Source: DOMAIN §5; how many must have been asked before a rate is told: SCORING §3.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Self

from domain.errors import HuifangError, WrongValue
from domain.groups import HIDDEN_UNDER, SHOWN_FROM, Share, share

LONGEST_NAME = 80
ONE_DAY = timedelta(days=1)
# One or two a year (003): a longer one would still be running when the next begins.
LONGEST = timedelta(days=183)


class NotYetOpen(HuifangError):
    """The campaign has not begun; `opens_at` (UTC) tells when it does."""

    code = "survey.not_yet_open"

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(f"opens at {opens_at:%Y-%m-%d %H:%M}Z")
        self.opens_at = opens_at


class CampaignOver(HuifangError):
    """The campaign takes no more answers; `closed_at` (UTC) tells since when."""

    code = "survey.campaign_over"

    def __init__(self, closed_at: datetime) -> None:
        super().__init__(f"closed at {closed_at:%Y-%m-%d %H:%M}Z")
        self.closed_at = closed_at


class Deed(StrEnum):
    """What the audit list tells of codes and campaigns."""

    CAMPAIGN_PLANNED = "campaign_planned"
    CAMPAIGN_MOVED = "campaign_moved"
    CAMPAIGN_ENDED = "campaign_ended"
    CODES_GIVEN_OUT = "codes_given_out"
    CODE_WITHDRAWN = "code_withdrawn"
    CODE_REPLACED = "code_replaced"
    CODE_LIMITED = "code_limited"
    PLACE_ADDED = "place_added"


class Standing(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Window:
    """When first answers are taken: from `opens_at` on, and before `closes_at`."""

    opens_at: datetime
    closes_at: datetime

    @classmethod
    def of_days(cls, first: date, last: date, zone: tzinfo) -> Self:
        """From the first midnight to the one that ends the last day, on the clock of `zone`."""
        midnights = (datetime.combine(day, time(), zone) for day in (first, last + ONE_DAY))
        opens_at, closes_at = (midnight.astimezone(UTC) for midnight in midnights)
        return cls(opens_at, closes_at)

    def days(self, zone: tzinfo) -> tuple[date, date]:
        """The first and the last day on which somebody can answer."""
        last = self.closes_at - timedelta(microseconds=1)
        return self.opens_at.astimezone(zone).date(), last.astimezone(zone).date()

    def standing(self, now: datetime) -> Standing:
        if now < self.opens_at:
            return Standing.PLANNED
        return Standing.RUNNING if now < self.closes_at else Standing.OVER

    def must_be_running(self, now: datetime) -> None:
        """Raise NotYetOpen or CampaignOver outside the window."""
        standing = self.standing(now)
        if standing is Standing.PLANNED:
            raise NotYetOpen(self.opens_at)
        if standing is Standing.OVER:
            raise CampaignOver(self.closes_at)

    def overlaps(self, other: "Window") -> bool:
        return self.opens_at < other.closes_at and other.opens_at < self.closes_at


def checked_name(typed: str) -> str:
    """The name, tidied. Raises WrongValue."""
    name = " ".join(typed.split())
    if not name:
        raise WrongValue("campaign_name", "empty")
    if len(name) > LONGEST_NAME:
        raise WrongValue("campaign_name", "too_long")
    return name


def must_be_sound(
    window: Window, others: Iterable[Window], now: datetime, *, was: Window | None = None
) -> None:
    """Raise WrongValue for a window that cannot be planned, or that `was` cannot become.

    A beginning that has passed stays as it was, and no household is asked by two at once.
    """
    if window.closes_at <= window.opens_at:
        raise WrongValue("closes_at", "before_start")
    if window.closes_at <= now:
        raise WrongValue("closes_at", "in_the_past")
    if window.closes_at - window.opens_at > LONGEST:
        raise WrongValue("closes_at", "longer_than_half_a_year")
    if was is not None and was.opens_at <= now and window.opens_at != was.opens_at:
        raise WrongValue("opens_at", "begun_already")
    if any(window.overlaps(other) for other in others):
        raise WrongValue("opens_at", "another_is_running")


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of the households asked have answered, in a building or in all.

    `rate` is None where too few were asked for a share, `answered` where even the number would
    point at people.
    """

    asked: int
    answered: int | None
    rate: Share | None


def turnout(asked: int, answered: int) -> Turnout:
    return Turnout(
        asked,
        answered if asked >= HIDDEN_UNDER else None,
        share(answered, asked) if asked >= SHOWN_FROM else None,
    )
