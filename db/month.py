"""The month (本月): what its answers say so far, added up by the database for a board."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import response_rates, tallies
from db.rows import fetch
from db.schema import Score
from db.tallies import Asked
from domain.callbacks import months_after
from domain.groups import Group, finding
from domain.policy import Policy
from domain.satisfaction import Verdict
from domain.surveys import Chip

FIRST_CHIPS = 4


@dataclass(frozen=True, slots=True)
class SurveyFigures:
    """This month's answers: the gap by formula, verdicts by either method, and what to fix first.

    `excluded` answers are counted in none of these (SCORING §5).
    `expectation`, 0–100, is what the gap is measured from, None where it is hidden.
    `band` is how many points either side of zero still count as equal; `answered` of `asked`
    tickets that were given a code this month have an answer.
    """

    gap: Group
    expectation: float | None
    band: float
    verdicts: dict[Verdict, int]
    verdicts_today: dict[Verdict, int]
    chips: tuple[tuple[str, int], ...]
    answered: int
    asked: int
    excluded: int


@dataclass(frozen=True, slots=True)
class Today:
    """The project's own day and month around a moment."""

    day: date
    day_began: datetime
    month_first: date
    month_last: date
    month_began: datetime
    now: datetime

    @classmethod
    def around(cls, now: datetime, zone: ZoneInfo) -> "Today":
        day = now.astimezone(zone).date()
        first = day.replace(day=1)
        last = months_after(first, 1) - timedelta(days=1)
        began = datetime.combine(day, clock_time(), zone)
        return cls(day, began, first, last, datetime.combine(first, clock_time(), zone), now)


@dataclass(frozen=True, slots=True)
class _Alike:
    """So many answers that say the same; `chips` has one bit per code."""

    verdict: Verdict | None
    day: date
    excluded: bool
    chips: int
    count: int


def heard(session: Session, project_id: int, policy: Policy, today: Today) -> SurveyFigures:
    # What was kept for whoever reads results may be minutes old, and a wall is not.
    asked = Asked(project_id, today.month_first, today.day, policy.formula, afresh=True)
    found = tallies.whole(session, asked)
    gap = finding(found.sums, asked.rules)
    given = _given(session, asked)
    month = [alike for alike in given if not alike.excluded]
    answered, asked_of = response_rates.since(session, project_id, today.month_began)
    return SurveyFigures(
        gap=gap,
        expectation=found.expectation if gap.is_shown else None,
        band=policy.formula.group_tolerance,
        verdicts=_verdicts(month),
        verdicts_today=_verdicts(alike for alike in month if alike.day == today.day),
        chips=_chips(month),
        answered=answered,
        asked=asked_of,
        excluded=sum(alike.count for alike in given if alike.excluded),
    )


def _given(session: Session, asked: Asked) -> list[_Alike]:
    """Every answer of the month, those that say the same counted together."""
    said = (Score.verdict, Score.day, Score.excluded, Score.chips)
    here = tallies.where(replace(asked, with_excluded=True))
    return fetch(session, select(*said, func.count()).where(*here).group_by(*said), _Alike)


def _verdicts(answers: Iterable[_Alike]) -> dict[Verdict, int]:
    counts: Counter[Verdict] = Counter()
    for alike in answers:
        if alike.verdict is not None:
            counts[alike.verdict] += alike.count
    return {verdict: counts[verdict] for verdict in Verdict}


def _chips(answers: list[_Alike]) -> tuple[tuple[str, int], ...]:
    """Those chosen most often; of equals, the first in the list that residents see."""
    counts: Counter[str] = Counter()
    for place, chip in enumerate(Chip):
        counts[chip.value] = sum(alike.count for alike in answers if alike.chips & 1 << place)
    return tuple((chip, count) for chip, count in counts.most_common(FIRST_CHIPS) if count)
