"""The board (看板): everything one project's wall shows, as of one moment, without a name in it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from db import callback_rates, callbacks, month, projects, urgent
from db.month import SurveyFigures, Today
from db.projects import ProjectCard
from db.rows import fetch
from db.schema import CallbackOwed, Ticket
from db.tickets import IS_OPEN
from db.urgent import SOON, UrgentLine
from domain.callbacks import Rates
from domain.policy import CallbackRow, Policy
from domain.tickets import Rung, Stage

DAY = timedelta(days=1)
DAYS = 14


@dataclass(frozen=True, slots=True)
class StageCount:
    stage: Stage
    count: int
    oldest_since: datetime


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """Counts of tickets that somebody still has to do something about, and of today's traffic."""

    stages: tuple[StageCount, ...]
    open: int
    late: int
    due_soon: int
    escalated: tuple[tuple[Rung, int], ...]
    received_today: int
    resolved_today: int


@dataclass(frozen=True, slots=True)
class CallbackFigures:
    """This month's rates per row with their targets, and what is to be called now.

    `late` are past their window; `long_late` by more days than the policy lets pass; `days` are the
    last ones, today included, each with the callbacks that count on it.
    """

    rates: tuple[tuple[CallbackRow, Rates, float | None], ...]
    open_now: int
    close_today: int
    late: int
    long_late: int
    days: tuple[tuple[date, Rates], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """No board is like another, so that what is drawn from one can be known by it.

    `majors` are the newest tickets of that severity still to be done, of the last day.
    """

    project: ProjectCard
    as_of: datetime
    queue: QueueFigures
    urgent: tuple[UrgentLine, ...]
    majors: tuple[UrgentLine, ...]
    callbacks: CallbackFigures
    surveys: SurveyFigures


def board(session: Session, project_id: int, now: datetime) -> Board:
    """Raises NotFound for a project that does not exist (any more)."""
    project, policy = projects.card(session, project_id), projects.policy(session, project_id)
    today = Today.around(now, project.zone)
    return Board(
        project=project,
        as_of=now,
        queue=_queue(session, project_id, today),
        urgent=tuple(urgent.lines(session, project_id)),
        majors=tuple(urgent.majors(session, project_id, now)),
        callbacks=_callbacks(session, project_id, policy, today),
        surveys=month.heard(session, project_id, policy, today),
    )


def _queue(session: Session, project_id: int, today: Today) -> QueueFigures:
    stages = _stage_counts(session, project_id)
    here = (Ticket.project_id == project_id, IS_OPEN)
    late, due_soon = session.execute(
        select(
            _count(Ticket.due_at < today.now),
            _count(Ticket.due_at.between(today.now, today.now + SOON)),
        ).where(*here, Ticket.due_at.is_not(None))
    ).one()
    return QueueFigures(
        stages=tuple(stages),
        open=sum(stage.count for stage in stages),
        late=late,
        due_soon=due_soon,
        escalated=_escalated(session, project_id),
        received_today=_how_many(session, project_id, Ticket.received_at >= today.day_began),
        resolved_today=_how_many(session, project_id, Ticket.resolved_at >= today.day_began),
    )


def _stage_counts(session: Session, project_id: int) -> list[StageCount]:
    wanted = (
        select(Ticket.stage, func.count(), func.min(Ticket.stage_since))
        .where(Ticket.project_id == project_id, IS_OPEN)
        .group_by(Ticket.stage)
    )
    order = list(Stage)
    return sorted(fetch(session, wanted, StageCount), key=lambda row: order.index(row.stage))


def _escalated(session: Session, project_id: int) -> tuple[tuple[Rung, int], ...]:
    rows = session.execute(
        select(Ticket.rung, func.count())
        .where(Ticket.project_id == project_id, IS_OPEN, Ticket.rung.is_not(None))
        .group_by(Ticket.rung)
    )
    counts = {row[0]: row[1] for row in rows}
    return tuple((rung, counts[rung]) for rung in Rung if rung in counts)


def _how_many(session: Session, project_id: int, condition: ColumnElement[bool]) -> int:
    wanted = select(func.count()).where(Ticket.project_id == project_id, condition)
    return session.scalar(wanted) or 0


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _callbacks(session: Session, project_id: int, policy: Policy, today: Today) -> CallbackFigures:
    found = callback_rates.by_row(
        session, project_id, today.day, today.month_first, today.month_last
    )
    rates = tuple(
        (row, found[row], policy.callbacks[row].target) for row in CallbackRow if row in found
    )
    long_ago = today.day - timedelta(days=policy.escalation.late_callback_days)
    closes = CallbackOwed.closes_on
    open_now, close_today, late, long_late = session.execute(
        select(
            _count((CallbackOwed.opens_on <= today.day) & (closes >= today.day)),
            _count(closes == today.day),
            _count(closes < today.day),
            _count(closes < long_ago),
        ).where(CallbackOwed.project_id == project_id, callbacks.IS_OWED)
    ).one()
    first_day = today.day - (DAYS - 1) * DAY
    made = callback_rates.by_day(session, project_id, today.day, first_day, today.day)
    nothing = Rates(0, 0, 0, 0)
    days = [first_day + count * DAY for count in range(DAYS)]
    by_day = tuple((day, made.get(day, nothing)) for day in days)
    return CallbackFigures(rates, open_now, close_today, late, long_late, by_day)
