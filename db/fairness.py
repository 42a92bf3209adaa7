"""Fairness: how long households of each segment waited, put in order by the database."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    Double,
    Exists,
    ScalarSelect,
    Select,
    String,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    text,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from db.schema import Place, Resident, Ticket, TicketEvent
from domain.fairness import Measure, Segment, Wait, ranks, wait
from domain.residents import Importance, Mindset, Party, PropertyType, Tenure
from domain.tickets import Kind, Stage, Step

REACHED = {
    Measure.DISPATCH: Step.DISPATCHED,
    Measure.ARRIVE: Step.ARRIVED,
    Measure.RESOLVE: Step.RESOLVED,
}
TOLD_BY: dict[Segment, Any] = {
    Segment.TENURE: Resident.tenure,
    Segment.PARTY: Resident.party,
    Segment.IMPORTANCE: Resident.importance,
    Segment.MINDSET: Resident.mindset,
    Segment.PROPERTY_TYPE: Place.property_type,
}
# Written out, not bound: only then do databases see that the index of these few will do.
FIRST_REACHED = text("events.round = 1 AND events.step IN ('dispatched', 'arrived', 'resolved')")
_ORDER = tuple(
    code.value for codes in (Tenure, Party, Importance, Mindset, PropertyType) for code in codes
)


class hours_between(FunctionElement[float]):  # noqa: N801  reads as the function it is in SQL
    """Hours from the first moment to the second."""

    type = Double()
    inherit_cache = True


@compiles(hours_between, "sqlite")
def _on_sqlite(asked: hours_between, compiler: SQLCompiler, **kw: Any) -> str:
    begins, ends = (compiler.process(one, **kw) for one in asked.clauses)
    return f"((julianday({ends}) - julianday({begins})) * 24.0)"


@compiles(hours_between, "postgresql")
def _on_postgresql(asked: hours_between, compiler: SQLCompiler, **kw: Any) -> str:
    begins, ends = (compiler.process(one, **kw) for one in asked.clauses)
    return f"(EXTRACT(EPOCH FROM {ends} - {begins})::double precision / 3600.0)"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared: tickets of one kind, or of all, received in a period."""

    segment: Segment
    measure: Measure
    since: datetime
    until: datetime
    kind: Kind | None = None


def waits(session: Session, project_id: int, asked: Asked) -> list[Wait]:
    """One finding for each group of the segment; "" are those of whom it is not known."""
    # By the connection: a session would look once more at each of ten thousand rows.
    households = session.connection().execute(_households(_courses(project_id, asked)))
    groups: dict[str, _Group] = defaultdict(_Group)
    for group, hours, tickets, unfinished in households:
        groups[group].add(hours, tickets, unfinished)
    return [groups[group].told(group) for group in sorted(groups, key=place)]


class _Group:
    """The households of one group, as they come."""

    def __init__(self) -> None:
        self.hours: list[float] = []
        self.tickets = self.unfinished = 0

    def add(self, hours: float | None, tickets: int, unfinished: int) -> None:
        self.tickets += tickets
        self.unfinished += unfinished
        if hours is not None:
            self.hours.append(hours)

    def told(self, group: str) -> Wait:
        n = len(self.hours)
        found = ranks(n)
        hours = sorted(self.hours)
        at = {rank: hours[rank - 1] for rank in found.all()} if found else {}
        return wait(group, n, at, tickets=self.tickets, unfinished=self.unfinished)


def place(group: str) -> int:
    return _ORDER.index(group) if group in _ORDER else len(_ORDER)


def _courses(project_id: int, asked: Asked) -> CTE:
    """Each ticket with its group, its household, and how long it took; None while it has not."""
    reached_at = _reached(REACHED[asked.measure])
    where = func.coalesce(Resident.place_id, Ticket.place_id)
    wanted: Select[*tuple[Any, ...]] = (
        select(
            func.coalesce(type_coerce(TOLD_BY[asked.segment], String), "").label("group"),
            func.coalesce(where, -Resident.id).label("household"),
            Ticket.stage.label("stage"),
            hours_between(Ticket.received_at, reached_at).label("hours"),
        )
        .outerjoin(
            Resident,
            and_(Resident.project_id == Ticket.project_id, Resident.id == Ticket.resident_id),
        )
        .outerjoin(Place, and_(Place.project_id == Ticket.project_id, Place.id == where))
        .where(
            Ticket.project_id == project_id,
            Ticket.received_at >= asked.since,
            Ticket.received_at < asked.until,
            or_(Resident.id.is_not(None), _in_a_unit(project_id)),
        )
    )
    told = wanted if asked.kind is None else wanted.where(Ticket.kind == asked.kind)
    # Else SQLite looks up a ticket's events anew each time that its hours are spoken of.
    return told.cte("told").prefix_with("MATERIALIZED")


def _in_a_unit(project_id: int) -> Exists:
    """Looked up for the few tickets that nobody's name is on; of others the place is not needed.

    By the project's own number: PostgreSQL lays out all places that it knows of beforehand.
    """
    unit = aliased(Place)
    return exists().where(
        unit.project_id == project_id, unit.id == Ticket.place_id, unit.unit != ""
    )


def _reached(step: Step) -> ScalarSelect[datetime]:
    """When a ticket first reached the step, in its first round."""
    return (
        select(func.min(TicketEvent.at))
        .where(
            TicketEvent.project_id == Ticket.project_id,
            TicketEvent.ticket == Ticket.number,
            TicketEvent.step == step,
            FIRST_REACHED,
        )
        .scalar_subquery()
    )


def _households(told: CTE) -> Select[*tuple[Any, ...]]:
    """A household counts once, by its average; what ran backwards at its source is left out."""
    is_sound = told.c.hours >= 0
    waits_still = and_(told.c.hours.is_(None), told.c.stage != Stage.CLOSED)
    hours = func.avg(case((is_sound, told.c.hours)))
    return (
        select(
            told.c.group,
            hours,
            func.sum(case((is_sound, 1), else_=0)),
            func.sum(case((waits_still, 1), else_=0)),
        )
        # The number first: it is compared sooner than the word.
        .group_by(told.c.household, told.c.group)
    )
