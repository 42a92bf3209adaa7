"""Reported answers (报表用评价): the one place where a report reads scores.

Answers of an annual survey are told from others by its codes; excluded ones are left out.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from db import projects, results, results_time
from db.results import Results
from db.rows import fetch
from db.rulings import EXCLUDED
from db.schema import Code, Response
from db.surveys import latest
from domain.groups import Group
from domain.periods import midnight
from domain.satisfaction import Method


def scores(session: Session, project_id: int, since: datetime, until: datetime) -> Results:
    """What the answers of a period say together, small groups hidden already."""
    return results.results(session, project_id, since, until)


def gaps_by_month(session: Session, project_id: int, last: date) -> dict[date, Group]:
    """By the first day of each month that has an answer, up to and with this day."""
    zone = projects.card(session, project_id).zone
    until = midnight(last + timedelta(days=1), zone)
    asked = results.asked_for(session, project_id, until - timedelta(days=1), until)
    months = results_time.months_of(session, asked)
    return {date(month // 100, month % 100, 1): gap for month, gap, _month in months}


@dataclass(frozen=True, slots=True)
class YearAnswer:
    """One household's answer to an annual survey, and what it scored."""

    place_id: int
    method: Method | None
    formula: int
    expectation: float | None
    delivered: float | None
    gap: float | None
    e1: int | None
    e2: int | None
    e3: int | None
    e4: int | None
    d1: int | None
    d2: int | None
    d3: int | None
    c: int | None
    chips: list[str]


_ANSWER = (Code.place_id, *(getattr(Response, name) for name in YearAnswer.__slots__[1:]))


def of_campaign(session: Session, project_id: int, campaign: int) -> list[YearAnswer]:
    """The newest version of every counted answer; there are no more than households."""
    wanted = (
        select(*_ANSWER)
        .join(Code, and_(Code.project_id == Response.project_id, Code.token == Response.token))
        .where(
            *latest(project_id),
            Code.campaign == campaign,
            Code.place_id.is_not(None),
            ~EXCLUDED,
        )
        .order_by(Response.answered_at, Response.token)
    )
    return fetch(session, wanted, YearAnswer)
