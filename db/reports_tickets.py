"""Reported tickets (报表用工单): counted by the database for a period, judged by their events.

Nothing here names anybody, and a place is its building or its common name, never a unit.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from db.fairness import hours_between
from db.projects import ProjectCard
from db.reports_spreads import COLUMNS, By, Chosen
from db.schema import Place, Ticket, TicketEvent
from domain.blueprints import Kept
from domain.deadlines import Deadline, Terms, deadlines, still_owed
from domain.policy import Policy
from domain.tickets import AT_WORK, Event, Kind, Rung, Severity, Step, fold

REPEATED_WITHIN = timedelta(days=30)
AT_ONCE = 2_000
_EVENT = tuple(one.name for one in fields(Event))


@dataclass(frozen=True, slots=True)
class Handled:
    """Tickets received, and of these the work done, those raised, and those opened again."""

    received: int = 0
    resolved: int = 0
    escalated: int = 0
    reopened: int = 0

    @property
    def open(self) -> int:
        return self.received - self.resolved


def any_before(session: Session, project_id: int, moment: datetime) -> bool:
    """Whether the project had received a ticket by then."""
    wanted = select(Ticket.number).where(
        Ticket.project_id == project_id, Ticket.received_at < moment
    )
    return session.scalar(wanted.limit(1)) is not None


def handled(session: Session, project_id: int, chosen: Chosen, by: By) -> dict[Any, Handled]:
    rows = session.execute(
        select(
            COLUMNS[by],
            func.count(),
            _count(Ticket.stage.not_in(AT_WORK)),
            _count(Ticket.rung.is_not(None)),
            _count(Ticket.round > 1),
        )
        .outerjoin(Place, and_(Place.project_id == Ticket.project_id, Place.id == Ticket.place_id))
        .where(chosen.among(project_id))
        .group_by(COLUMNS[by])
    )
    return {group: Handled(*map(int, counts)) for group, *counts in rows}


def in_all(session: Session, project_id: int, chosen: Chosen) -> Handled:
    found = handled(session, project_id, chosen, By.PROJECT)
    return found.get(project_id, Handled())


def _count(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


def escalations(session: Session, project_id: int, chosen: Chosen) -> dict[Rung, tuple[int, int]]:
    """By rung, how many tickets went there, and how many of them because a limit was missed."""
    missed = case((TicketEvent.missed.is_not(None), TicketEvent.ticket))
    rows = session.execute(
        select(
            TicketEvent.rung,
            func.count(TicketEvent.ticket.distinct()),
            func.count(missed.distinct()),
        )
        .join(
            Ticket,
            and_(Ticket.project_id == TicketEvent.project_id, Ticket.number == TicketEvent.ticket),
        )
        .where(
            chosen.among(project_id),
            TicketEvent.step == Step.ESCALATED,
            TicketEvent.rung.is_not(None),
        )
        .group_by(TicketEvent.rung)
    )
    return {rung: (int(tickets), int(late)) for rung, tickets, late in rows if rung is not None}


def repeats(session: Session, project_id: int, chosen: Chosen) -> dict[str, int]:
    """By building, the tickets about a place and category that had one at most 30 days before."""
    earlier = Chosen(chosen.since - REPEATED_WITHIN, chosen.until, chosen.kind)
    same = (Ticket.place_id, Ticket.category, Ticket.topic)
    previous = func.lag(Ticket.received_at).over(partition_by=same, order_by=Ticket.received_at)
    told = (
        select(
            COLUMNS[By.BUILDING].label("building"), Ticket.received_at, previous.label("previous")
        )
        .join(Place, and_(Place.project_id == Ticket.project_id, Place.id == Ticket.place_id))
        .where(earlier.among(project_id))
        .subquery()
    )
    hours = REPEATED_WITHIN / timedelta(hours=1)
    rows = session.execute(
        select(told.c.building, func.count())
        .where(
            told.c.received_at >= chosen.since,
            hours_between(told.c.previous, told.c.received_at) <= hours,
        )
        .group_by(told.c.building)
    )
    return {building: int(count) for building, count in rows}


@dataclass(frozen=True, slots=True)
class Judge:
    """Whose clock the steps are judged by, and at which moment."""

    project: ProjectCard
    policy: Policy
    now: datetime


def kept(
    session: Session, chosen: Chosen, judge: Judge
) -> dict[tuple[Kind, Severity], dict[Step, Kept]]:
    """How often each step of the first round came in time, by the rules of deadlines.

    Ticket by ticket, because working time, waiting and appointments move each deadline; no more
    than a handful is in memory at once.
    """
    found: dict[tuple[Kind, Severity], dict[Step, Kept]] = defaultdict(dict)
    for terms, events in _histories(session, judge.project.id, chosen):
        so_far = found[terms.kind, terms.severity]
        for deadline in _judged(terms, events, judge):
            before = so_far.get(deadline.step, Kept())
            so_far[deadline.step] = before.and_one(deadline, judge.now)
    return found


def _judged(terms: Terms, events: list[Event], judge: Judge) -> list[Deadline]:
    """The deadlines that were met, and those that still are to be; none that was passed over."""
    progress = fold(events)
    every = deadlines(terms, progress, judge.policy, judge.project.zone)
    owed = still_owed(every, progress.stage)
    return [one for one in every if one.met_at is not None or one in owed]


def _histories(
    session: Session, project_id: int, chosen: Chosen
) -> Iterator[tuple[Terms, list[Event]]]:
    rows = session.execute(
        select(
            Ticket.number,
            Ticket.kind,
            Ticket.severity,
            Ticket.own_deadline,
            *(getattr(TicketEvent, name) for name in _EVENT),
        )
        .join(
            TicketEvent,
            and_(TicketEvent.project_id == Ticket.project_id, TicketEvent.ticket == Ticket.number),
        )
        .where(chosen.among(project_id), TicketEvent.round == 1, TicketEvent.step != Step.REOPENED)
        .order_by(Ticket.number, TicketEvent.seq),
        execution_options={"yield_per": AT_ONCE},
    )
    for _number, lines in groupby(rows, key=itemgetter(0)):
        ticket = list(lines)
        yield Terms(*ticket[0][1:4]), [Event(*line[4:]) for line in ticket]
