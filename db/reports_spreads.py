"""Spreads (时长分布): medians and ninth deciles, ranked by the database, of tickets of a period.

Of each ticket its first round counts. Times that run backwards at their source are left out.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CTE, Select, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from db.fairness import hours_between
from db.schema import Place, Ticket, TicketEvent
from domain.blueprints import Spread, spread
from domain.tickets import Kind, Severity, Step

# From which step to which one a stretch is measured.
STRETCHES: dict[Step, Step] = {
    Step.DISPATCHED: Step.RECEIVED,
    Step.ARRIVED: Step.DISPATCHED,
    Step.RESOLVED: Step.RECEIVED,
    Step.REPLIED: Step.RESOLVED,
    Step.CLOSED: Step.RECEIVED,
    Step.ESCALATED: Step.RECEIVED,
}


class By(StrEnum):
    """By what the tickets of a report are told apart."""

    PROJECT = "project"
    KIND = "kind"
    CATEGORY = "category"
    SEVERITY = "severity"
    BUILDING = "building"


COLUMNS: dict[By, Any] = {
    By.PROJECT: Ticket.project_id,
    By.KIND: Ticket.kind,
    By.CATEGORY: Ticket.category,
    By.SEVERITY: Ticket.severity,
    # A common place by its name; a home, or a ticket without a place, by nothing else.
    By.BUILDING: func.coalesce(
        case((Place.building != "", Place.building), (Place.unit == "", Place.name)), ""
    ),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Tickets received in a period; of one kind or severity where it is named."""

    since: datetime
    until: datetime
    kind: Kind | None = None
    severity: Severity | None = None

    def among(self, project_id: int) -> Any:
        conditions = [
            Ticket.project_id == project_id,
            Ticket.received_at >= self.since,
            Ticket.received_at < self.until,
        ]
        if self.kind is not None:
            conditions.append(Ticket.kind == self.kind)
        if self.severity is not None:
            conditions.append(Ticket.severity == self.severity)
        return and_(*conditions)


def by_step(session: Session, project_id: int, chosen: Chosen) -> dict[Step, Spread]:
    """How long each stretch took that ends with this step."""
    reached = _reached(project_id, chosen, select(Ticket.number.label("ticket")))
    stretches = [
        select(literal(end.value).label("group"), _hours(reached, begin, end).label("hours"))
        for end, begin in STRETCHES.items()
    ]
    told = union_all(*stretches).cte("told")
    found = _spreads(session, told)
    return {step: found.get(step.value, Spread()) for step in STRETCHES}


def to_resolve(session: Session, project_id: int, chosen: Chosen, by: By) -> dict[Any, Spread]:
    """From intake to the work being done."""
    tickets = select(Ticket.number.label("ticket"), COLUMNS[by].label("group"))
    reached = _reached(project_id, chosen, tickets)
    hours = _hours(reached, Step.RECEIVED, Step.RESOLVED).label("hours")
    return _spreads(session, select(reached.c.group, hours).cte("told"))


def _reached(project_id: int, chosen: Chosen, tickets: Select[*tuple[Any, ...]]) -> CTE:
    """When each ticket first reached each step in its first round, a column for each step."""
    wanted = tickets.where(chosen.among(project_id)).cte("wanted")
    steps = {*STRETCHES, *STRETCHES.values()}
    columns = [
        func.min(case((TicketEvent.step == step, TicketEvent.at))).label(step.value)
        for step in sorted(steps)
    ]
    return (
        select(*wanted.c, *columns)
        .join(
            TicketEvent,
            and_(
                TicketEvent.project_id == project_id,
                TicketEvent.ticket == wanted.c.ticket,
                TicketEvent.round == 1,
                TicketEvent.step.in_(steps),
            ),
        )
        .group_by(*wanted.c)
        .cte("reached")
    )


def _hours(reached: CTE, begin: Step, end: Step) -> hours_between:
    return hours_between(reached.c[begin.value], reached.c[end.value])


def _spreads(session: Session, told: CTE) -> dict[Any, Spread]:
    """By `group`, of the column `hours`; only the few ranks that tell them leave the database."""
    n = func.count().over(partition_by=told.c.group)
    rank = func.row_number().over(partition_by=told.c.group, order_by=told.c.hours)
    ranked = (
        select(told.c.group, told.c.hours, n.label("n"), rank.label("rank"))
        .where(told.c.hours >= 0)
        .subquery()
    )
    middle, ninth = (ranked.c.n + 1) // 2, (ranked.c.n - 1) * 9 // 10 + 1
    tells = or_(ranked.c.rank.in_([middle, middle + 1]), ranked.c.rank.in_([ninth, ninth + 1]))
    found: dict[Any, dict[int, float]] = defaultdict(dict)
    sizes: dict[Any, int] = {}
    for group, hours, size, at in session.execute(select(ranked).where(tells)):
        # SQLite counts in days: what is left of a whole hour lies behind the sixth place.
        found[group][at], sizes[group] = round(hours, 6), size
    return {group: _spread(size, found[group]) for group, size in sizes.items()}


def _spread(n: int, at: dict[int, float]) -> Spread:
    low, high = (n + 1) // 2, (n - 1) * 9 // 10 + 1
    return spread(n, _pair(at, low), _pair(at, high))


def _pair(at: dict[int, float], rank: int) -> list[float]:
    return [at[rank], at.get(rank + 1, at[rank])]
