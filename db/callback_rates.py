"""Callback rates: completion and punctuality as domain.callbacks defines them, counted by the
database for any period, by row, by assignee or by month.

A callback belongs to the period by the day its window closes, or was made if earlier.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, false, func, select
from sqlalchemy.orm import Session

from db.schema import CallbackOwed
from domain.callbacks import Rates
from domain.policy import CallbackRow

_MADE = CallbackOwed.made_on.is_not(None)
_ON_TIME = _MADE & CallbackOwed.made_on.between(CallbackOwed.opens_on, CallbackOwed.closes_on)
_VOID = func.coalesce(CallbackOwed.withdrawn_on <= CallbackOwed.closes_on, false())
_DAY = case(
    (_MADE & (CallbackOwed.made_on < CallbackOwed.closes_on), CallbackOwed.made_on),
    else_=CallbackOwed.closes_on,
)
NONE = Rates(0, 0, 0, 0)


def by_row(
    session: Session, project_id: int, today: date, since: date, until: date
) -> dict[CallbackRow, Rates]:
    return _rates(session, CallbackOwed.row, project_id, today, since, until)


def by_assignee(
    session: Session, project_id: int, today: date, since: date, until: date
) -> dict[int | None, Rates]:
    """By whoever holds the sheet; None for those nobody was given."""
    return _rates(session, CallbackOwed.assignee_id, project_id, today, since, until)


def by_day(
    session: Session, project_id: int, today: date, since: date, until: date
) -> dict[date, Rates]:
    """By the day each belongs to, days without any left out."""
    return _rates(session, _DAY, project_id, today, since, until)


def by_month(
    session: Session, project_id: int, today: date, since: date, until: date
) -> dict[date, Rates]:
    """By the first day of each month that has any."""
    months: dict[date, Rates] = {}
    # Days put together here: to ask a date for its month takes SQLite longer than all the rest.
    for day, rates in sorted(by_day(session, project_id, today, since, until).items()):
        first = day.replace(day=1)
        months[first] = months.get(first, NONE) + rates
    return months


def falling_between(project_id: int, since: date, until: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions that leave the callbacks of a period, both days included; no void ones."""
    # No day is after its window's close: said beside the day, because an index knows the close.
    period = CallbackOwed.closes_on >= since, _DAY.between(since, until)
    return CallbackOwed.project_id == project_id, *period, ~_VOID


def _rates(
    session: Session, by: Any, project_id: int, today: date, since: date, until: date
) -> dict[Any, Rates]:
    counts = _MADE | (CallbackOwed.closes_on < today)
    rows = session.execute(
        select(by, _count(_MADE), _count(_ON_TIME), _count(counts), _count(~counts))
        .where(*falling_between(project_id, since, until))
        .group_by(by)
    )
    return {group: Rates(int(d), int(o), int(c), int(p)) for group, d, o, c, p in rows}


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
