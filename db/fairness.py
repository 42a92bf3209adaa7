"""Fairness: how long households of each segment waited, counted and ranked by the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    Double,
    Select,
    String,
    Subquery,
    and_,
    case,
    false,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
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
_TOLD_BY: dict[Segment, Any] = {
    Segment.TENURE: Resident.tenure,
    Segment.PARTY: Resident.party,
    Segment.IMPORTANCE: Resident.importance,
    Segment.MINDSET: Resident.mindset,
    Segment.PROPERTY_TYPE: Place.property_type,
}
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
    households = _households(_courses(project_id, asked))
    found = session.execute(
        select(
            households.c.group,
            func.count(households.c.hours),
            func.sum(households.c.tickets),
            func.sum(households.c.unfinished),
        ).group_by(households.c.group)
    )
    groups = sorted(found.all(), key=lambda row: _place(row[0]))
    at = _values(session, households, {group: n for group, n, *_rest in groups})
    return [
        wait(group, n, at[group], tickets=int(tickets), unfinished=int(unfinished))
        for group, n, tickets, unfinished in groups
    ]


def _place(group: str) -> int:
    return _ORDER.index(group) if group in _ORDER else len(_ORDER)


def _courses(project_id: int, asked: Asked) -> CTE:
    """Each ticket with its group, its household, and how long it took; None while it has not."""
    reached = _reached(project_id, REACHED[asked.measure])
    where = func.coalesce(Resident.place_id, Ticket.place_id)
    wanted: Select[*tuple[Any, ...]] = (
        select(
            func.coalesce(type_coerce(_TOLD_BY[asked.segment], String), "").label("group"),
            func.coalesce(where, -Resident.id).label("household"),
            Ticket.stage.label("stage"),
            hours_between(Ticket.received_at, reached.c.at).label("hours"),
        )
        .outerjoin(
            Resident,
            and_(Resident.project_id == Ticket.project_id, Resident.id == Ticket.resident_id),
        )
        .outerjoin(Place, and_(Place.project_id == Ticket.project_id, Place.id == where))
        .outerjoin(reached, reached.c.ticket == Ticket.number)
        .where(
            Ticket.project_id == project_id,
            Ticket.received_at >= asked.since,
            Ticket.received_at < asked.until,
            or_(Resident.id.is_not(None), Place.unit != ""),
        )
    )
    return (wanted if asked.kind is None else wanted.where(Ticket.kind == asked.kind)).cte("told")


def _reached(project_id: int, step: Step) -> Subquery:
    """When each ticket first reached the step, in its first round."""
    return (
        select(TicketEvent.ticket, func.min(TicketEvent.at).label("at"))
        .where(
            TicketEvent.project_id == project_id,
            TicketEvent.step == step,
            TicketEvent.round == 1,
        )
        .group_by(TicketEvent.ticket)
        .subquery()
    )


def _households(told: CTE) -> CTE:
    """A household counts once, by its average; what ran backwards at its source is left out."""
    is_sound = told.c.hours >= 0
    waits_still = and_(told.c.hours.is_(None), told.c.stage != Stage.CLOSED)
    return (
        select(
            told.c.group,
            told.c.household,
            func.avg(case((is_sound, told.c.hours))).label("hours"),
            func.sum(case((is_sound, 1), else_=0)).label("tickets"),
            func.sum(case((waits_still, 1), else_=0)).label("unfinished"),
        )
        .group_by(told.c.group, told.c.household)
        .cte("households")
    )


def _values(
    session: Session, households: CTE, sizes: dict[str, int]
) -> dict[str, dict[int, float]]:
    """Of each group the values at the ranks that tell it; none of a group too small to be told."""
    place = func.row_number().over(partition_by=households.c.group, order_by=households.c.hours)
    ranked = (
        select(households.c.group, households.c.hours, place.label("rank"))
        .where(households.c.hours.is_not(None))
        .subquery()
    )
    wanted = [
        and_(ranked.c.group == group, ranked.c.rank.in_(told.all()))
        for group, n in sizes.items()
        if (told := ranks(n)) is not None
    ]
    found: dict[str, dict[int, float]] = {group: {} for group in sizes}
    for group, hours, rank in session.execute(select(ranked).where(or_(false(), *wanted))):
        found[group][rank] = hours
    return found
