"""Tallies kept (汇总留存): results of long periods, and the reports of running ones, counted before
anybody asks for them.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from db import kept, previews, projects, results, results_audit, results_groups, results_time
from db.kept import Count, Question, Rows
from db.projects import ProjectCard
from db.tallies import Asked, By
from desk import reports
from desk.reports import Wanted
from domain.periods import Period, limits
from domain.reports import BY_CALENDAR, CYCLES, holding

# Up to so many answers, whoever looks can wait for the count itself.
COUNTED_AT_ONCE = 3_000


def count(session: Session, project: ProjectCard, now: datetime) -> Count | None:
    """What results would ask of this project's long periods today, with the answers.

    None where there is nothing to keep, or all is as it was when it was last counted.
    """
    today = now.astimezone(project.zone).date()
    rules = projects.policy(session, project.id).formula
    before = kept.last_seen(session, project.id)
    there_is = kept.there_is(session, project.id, today, rules)
    if there_is == before:
        return None
    noted = _noted(session, project, now)
    return Count(noted, *there_is) if noted or before else None


def _noted(session: Session, project: ProjectCard, now: datetime) -> dict[Question, Rows]:
    with kept.noting(session) as noted:
        for asked in _periods(session, project, now):
            if kept.is_large(session, asked, COUNTED_AT_ONCE):
                _ask_everything(session, asked)
            if kept.is_large(session, results_time.all_months(asked), COUNTED_AT_ONCE):
                results_time.months_of(session, asked)
    return noted | dict(_previews(session, project, now)) if noted else noted


def _previews(
    session: Session, project: ProjectCard, now: datetime
) -> Iterator[tuple[Question, Rows]]:
    """Of the running month and quarter; what is over is kept for good."""
    for kind in BY_CALENDAR:
        period = holding(CYCLES[kind], now.astimezone(project.zone).date())
        wanted = Wanted(project.id, kind, period)
        yield previews.noted(kind, period, reports.figures(session, None, wanted, now))


def _periods(session: Session, project: ProjectCard, now: datetime) -> Iterator[Asked]:
    today = now.astimezone(project.zone).date()
    for period in Period:
        since, until = limits(period, today, project.zone)
        yield results.asked_for(session, project.id, since, until)


def _ask_everything(session: Session, asked: Asked) -> None:
    results.results_of(session, asked)
    for by in By:
        results_groups.groups_of(session, asked, by)
    results_time.over_time(session, asked)
    results_audit.audit(session, asked)
    results_audit.versions(session, asked)
