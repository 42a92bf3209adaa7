"""Retention (保存期限): how long words, photos and people who have left are kept, and no longer.

Personal data are kept for the shortest time that their purpose needs (个人信息保护法 §19). Claims
lapse after three years (民法典 §188), so words about closed work are of use that long.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from domain.errors import WrongValue
from domain.periods import midnight, months_after

LONGEST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Months after a ticket was closed, an answer given, a resident gone. Raises WrongValue.

    Nothing goes before somebody has seen what would, and switched it `on`.
    """

    on: bool
    words_months: int
    photos_months: int
    people_months: int

    def __post_init__(self) -> None:
        for name in ("words_months", "photos_months", "people_months"):
            if not 1 <= getattr(self, name) <= LONGEST_MONTHS:
                raise WrongValue(name, "not_months")


@dataclass(frozen=True, slots=True)
class Limits:
    """Whatever ended before these moments goes."""

    words: datetime
    photos: datetime
    people: datetime


@dataclass(frozen=True, slots=True)
class Gone:
    """How many tickets, answers and visits lose their words; photos; and residents who left."""

    tickets: int = 0
    answers: int = 0
    visits: int = 0
    photos: int = 0
    people: int = 0

    def __bool__(self) -> bool:
        return any((self.tickets, self.answers, self.visits, self.photos, self.people))


def limits(rule: RetentionRule, now: datetime, zone: tzinfo) -> Limits:
    """On the project's calendar: what ended on the same day so many months ago stays till night."""

    def before(months: int) -> datetime:
        return midnight(months_after(now.astimezone(zone).date(), -months), zone)

    return Limits(before(rule.words_months), before(rule.photos_months), before(rule.people_months))
