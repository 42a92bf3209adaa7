"""Reports (报表): looked at while a period runs, drafted once it is over, kept as they were made.

An edition is never changed: what puts it right is a further one beside it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import campaigns, numbers, projects
from db import reports as reports_db
from db.projects import ProjectCard
from db.reports_tickets import any_before
from desk import reports_answers, reports_steps, reports_tickets
from desk.announcements import News, tell
from desk.reports_scope import Scope, scope
from desk.tickets import must
from domain.access import Action, Actor
from domain.errors import NotFound, WrongValue
from domain.notices import NoticeKind
from domain.plan_reviews import MOST, ReviewItem, checked_plan, checked_points
from domain.reports import (
    BY_CALENDAR,
    CYCLES,
    Document,
    NotOver,
    Period,
    ReportKind,
    before,
    checked_note,
    holding,
    named,
)

CAMPAIGN, PLAN = "campaign-", "plan-"
_MAKE: dict[ReportKind, Callable[[Session, Scope], Document]] = {
    ReportKind.COMPLAINTS: reports_tickets.complaints,
    ReportKind.OWNERS: reports_tickets.owners,
    ReportKind.CALLBACKS: reports_steps.callbacks,
    ReportKind.BLUEPRINT: reports_steps.blueprint,
    ReportKind.KEY_FIGURES: reports_answers.key_figures,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One report of one project that may be made."""

    project_id: int
    kind: ReportKind
    period: Period


def period_named(session: Session, project_id: int, kind: ReportKind, code: str) -> Period:
    """The period of that code, as this kind has them. Raises NotFound, WrongValue."""
    if kind is not ReportKind.SURVEY:
        return named(kind, code)
    number = code.removeprefix(CAMPAIGN)
    if not (number.isdecimal() and code.startswith(CAMPAIGN) and len(number) < 10):
        raise WrongValue("period", "unknown_value")
    card = campaigns.card(session, project_id, int(number))
    days = card.window.days(projects.card(session, project_id).zone)
    return Period(code, *days, card.name)


def figures(session: Session, actor: Actor | None, wanted: Wanted, now: datetime) -> Document:
    """What the report says at this moment; nothing is kept. Without an actor for the clockwork.

    Apart from the keeping, because gathering may take a while and nobody else is to wait for it.
    Raises NotAllowed, NotFound.
    """
    must(actor, Action.SEE_RESULTS, wanted.project_id)
    seen = scope(session, wanted.project_id, wanted.period, now)
    if wanted.kind is ReportKind.SURVEY:
        number = int(wanted.period.code.removeprefix(CAMPAIGN))
        found = reports_answers.survey(session, seen, number)
    else:
        found = _MAKE[wanted.kind](session, seen)
    return Document(found.blocks, {"project": seen.project.name, **found.facts})


def owed(session: Session, now: datetime) -> list[Wanted]:
    """Of all projects, the periods that are over and whose reports have not been drafted.

    Only the last month, quarter and annual survey, and only of a project that was at work by then.
    """
    return [one for project in projects.every(session) for one in _over(session, project, now)]


def _over(session: Session, project: ProjectCard, now: datetime) -> list[Wanted]:
    project_id, zone = project.id, project.zone
    today = now.astimezone(zone).date()
    periods = {kind: before(holding(CYCLES[kind], today)) for kind in BY_CALENDAR}
    # One look tells most of the time that nothing is owed.
    known = reports_db.made(session, project_id, [one.code for one in periods.values()])
    found = [
        Wanted(project_id, kind, period)
        for kind, period in periods.items()
        if (kind, period.code) not in known
        and any_before(session, project_id, period.limits(zone)[1])
    ]
    return [*found, *_campaign_over(session, project_id, now)]


def _campaign_over(session: Session, project_id: int, now: datetime) -> list[Wanted]:
    over = [card for card in campaigns.every(session, project_id) if card.closes_at <= now]
    if not over:
        return []
    kind, code = ReportKind.SURVEY, f"{CAMPAIGN}{over[0].id}"
    if (kind, code) in reports_db.made(session, project_id, [code]):
        return []
    return [Wanted(project_id, kind, period_named(session, project_id, kind, code))]


def draft(session: Session, wanted: Wanted, document: Document, now: datetime) -> None:
    """The first edition, made by itself, and told of.

    Two that do this at once meet at the same key: the second gets ChangedMeanwhile.
    """
    _keep(session, wanted, Made(document, now, 1))


def restate(
    session: Session, actor: Actor, wanted: Wanted, document: Document, note: str, now: datetime
) -> int:
    """A further edition beside those there are; its number.

    `note` says why, and is not asked for where there is none yet. Raises NotAllowed, NotOver,
    WrongValue.
    """
    actor.must(Action.ADMINISTER, wanted.project_id)
    _must_be_over(session, wanted, now)
    newest = reports_db.newest(session, wanted.project_id, wanted.kind, wanted.period.code)
    edition, why = (newest.edition + 1, checked_note(note)) if newest else (1, "")
    _keep(session, wanted, Made(document, now, edition, actor.staff_id, why))
    return edition


def _must_be_over(session: Session, wanted: Wanted, now: datetime) -> None:
    today = now.astimezone(projects.card(session, wanted.project_id).zone).date()
    if not wanted.period.is_over(today):
        raise NotOver(wanted.period.last)


@dataclass(frozen=True, slots=True)
class Made:
    """An edition to be kept; without `by` the clockwork made it."""

    document: Document
    at: datetime
    edition: int
    by: int | None = None
    note: str = ""


def _keep(session: Session, wanted: Wanted, made: Made) -> None:
    project_id, kind, period = wanted.project_id, wanted.kind, wanted.period
    how = (made.edition, made.document, made.at)
    reports_db.add(session, project_id, kind, period, *how, made_by=made.by, note=made.note)
    project, policy = projects.card(session, project_id), projects.policy(session, project_id)
    about = f"{kind}-{period.code}-{made.edition}"
    facts = {"report": kind.value, "period": period.code}
    tell(session, project, policy, News(NoticeKind.REPORTED, about, made.at, None, facts))


def review_plan(
    session: Session,
    actor: Actor,
    project_id: int,
    plan: str,
    points: Mapping[ReviewItem, float],
    remark: str,
    now: datetime,
    *,
    again: str = "",
) -> int:
    """The points of a service plan, kept as a report; `again` is one to be reviewed anew.

    Raises NotAllowed, NotFound, WrongValue.
    """
    actor.must(Action.ADMINISTER, project_id)
    given = checked_points(points)
    period, edition = _plan(session, project_id, plan, now, again)
    rows = [
        {"review_item": item.value, "most": most, "given": given[item]}
        for item, most in MOST.items()
    ]
    name = projects.card(session, project_id).name
    facts = {"project": name, "total": sum(given.values())}
    note = checked_note(remark) if remark.strip() else ""
    made = Made(Document({"review": rows}, facts), now, edition, actor.staff_id, note)
    _keep(session, Wanted(project_id, ReportKind.PLAN, period), made)
    return edition


def _plan(
    session: Session, project_id: int, plan: str, now: datetime, again: str
) -> tuple[Period, int]:
    """The plan as a period of its own, and the number of its next edition."""
    today = now.astimezone(projects.card(session, project_id).zone).date()
    if not again:
        name, number = checked_plan(plan), numbers.take(session, project_id, "plan")
        return Period(f"{PLAN}{number}", today, today, name), 1
    known = reports_db.newest(session, project_id, ReportKind.PLAN, again)
    if known is None:
        raise NotFound("report", again)
    return known.period, known.edition + 1
