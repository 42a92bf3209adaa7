"""Results over time (趋势): month by month with limits, and what moved the score since before."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from db import tallies
from db.tallies import Asked, By
from domain.groups import Group, Interval, finding
from domain.trends import Cell, Change, Month, Trend, baseline_of, change, trend

# So many that a year can be judged by the two before it.
MONTHS = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class MonthFinding:
    """One month (202603), and its limits once there is a baseline."""

    month: int
    gap: Group
    limits: Interval | None


@dataclass(frozen=True, slots=True)
class OverTime:
    """Up to the last day asked for; the first `baseline` months set the limits of `trend`.

    `change` is that by kind of ticket since as many days before; None unless both groups may be
    shown.
    """

    months: tuple[MonthFinding, ...]
    baseline: int
    trend: Trend | None
    change: Change | None
    before: Group
    after: Group


def over_time(session: Session, asked: Asked) -> OverTime:
    months = months_of(session, asked)
    heard = [month for _month, _gap, month in months]
    baseline = baseline_of(len(heard))
    found = trend(heard[:baseline], heard)
    limits = found.limits if found else [None] * len(months)
    earlier = _earlier(asked)
    before, after = (finding(tallies.gaps(session, one), one.rules) for one in (earlier, asked))
    return OverTime(
        tuple(
            MonthFinding(m, g, within) for (m, g, _n), within in zip(months, limits, strict=True)
        ),
        baseline,
        found,
        _change(session, earlier, asked) if before.is_shown and after.is_shown else None,
        before,
        after,
    )


def months_of(session: Session, asked: Asked) -> list[tuple[int, Group, Month]]:
    """Whole calendar months but for the last, which may still be running."""
    sums = tallies.groups(session, all_months(asked), By.MONTH)
    return [
        (month, finding(one, asked.rules), Month(one.n, one.mean, one.variance**0.5))
        for month, one in sorted(sums.items())
    ]


def all_months(asked: Asked) -> Asked:
    return replace(asked, first=(asked.last - MONTHS).replace(day=1))


def _earlier(asked: Asked) -> Asked:
    """As many days, directly before."""
    days = asked.last - asked.first + timedelta(days=1)
    # All of time has nothing before it.
    first = date.fromordinal(max(1, asked.first.toordinal() - days.days))
    return replace(asked, first=first, last=asked.first - timedelta(days=1))


def _change(session: Session, earlier: Asked, asked: Asked) -> Change | None:
    before, after = (
        {kind: Cell(one.n, one.mean) for kind, one in tallies.groups(session, of, By.KIND).items()}
        for of in (earlier, asked)
    )
    return change(before, after)
