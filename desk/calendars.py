"""Calendars (日历): a project's working hours and the holidays it knows; open tickets follow."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db import projects
from db import tickets as tickets_db
from desk.policies import set_own
from domain.access import Actor
from domain.calendars import WEEK, Weekday
from domain.errors import WrongValue
from domain.holidays import read_year
from domain.trees import flat

LONGEST_FILE = 200_000


def learn_year(
    session: Session, actor: Actor | None, project_id: int, content: bytes, now: datetime
) -> int:
    """The year whose holidays are in the file; what was known of it is replaced.

    Raises NotAllowed, NotFound, WrongValue.
    """
    if len(content) > LONGEST_FILE:
        raise WrongValue("file", "too_long")
    try:
        tree = json.loads(content.decode("utf-8-sig"))
    except ValueError as wrong:
        raise WrongValue("file", "not_a_holiday_file") from wrong
    year = read_year(tree)
    known = projects.policy(session, project_id).calendar
    _change(session, actor, project_id, year.added_to(known), now)
    return year.year


def set_hours(
    session: Session,
    actor: Actor | None,
    project_id: int,
    hours: Mapping[Weekday, Sequence[str]],
    now: datetime,
    *,
    reports_too: bool = False,
) -> None:
    """Working hours by weekday, as "08:30-12:00"; none at all is around the clock.

    Raises NotAllowed, WrongPolicy.
    """
    told = {weekday.value: list(hours.get(weekday, ())) for weekday in WEEK}
    _change(session, actor, project_id, {"hours": told, "reports_too": reports_too}, now)


def _change(
    session: Session,
    actor: Actor | None,
    project_id: int,
    changes: dict[str, Any],
    now: datetime,
) -> None:
    own = flat(changes, "calendar")
    set_own(session, actor, project_id, own, own, now)


def years_missing(session: Session, project_id: int) -> list[int]:
    """The years in which a deadline lies and whose holidays are not known, though they matter."""
    last = tickets_db.last_due(session, project_id)
    if last is None:
        return []
    zone = projects.card(session, project_id).zone
    return _missing(session, project_id, last.astimezone(zone))


def _missing(session: Session, project_id: int, last: datetime) -> list[int]:
    calendar = projects.policy(session, project_id).calendar
    return [] if calendar.covers(last.date()) else [last.year]
