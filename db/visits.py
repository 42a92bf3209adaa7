"""The safety register, and the visits that outages call for.

Whether a visit is still open follows from the register, the outage and its visits when it is read.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Exists, Subquery, and_, exists, func, insert, or_, select
from sqlalchemy.orm import Session, aliased

from db.rows import fetch
from db.schema import OutageArea, OutageVisit, Place, Resident, ResidentCriterion
from domain.outages import Condition
from domain.residents import SAFETY, Criterion

MOST_VISITS = 1_000


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody to visit, and the visit once it was made; `condition` says how they were found."""

    resident_id: int
    name: str
    phone: str
    building: str | None
    unit: str | None
    note: str
    visited_at: datetime | None
    visited_by: int | None
    condition: Condition | None
    found: str | None
    has_device: bool
    lives_alone: bool

    @property
    def where(self) -> str:
        return " ".join(part for part in (self.building, self.unit) if part)


@dataclass(frozen=True, slots=True)
class OnRegister:
    """One line of the safety register."""

    resident_id: int
    name: str
    phone: str
    building: str | None
    unit: str | None
    note: str
    place_id: int | None
    has_device: bool
    lives_alone: bool

    @property
    def where(self) -> str:
        return " ".join(part for part in (self.building, self.unit) if part)


def _holds(criteria: Collection[Criterion], until: datetime | None = None) -> Exists:
    """Whether one of these criteria holds for the resident, and was known `until` then."""
    wanted = select(ResidentCriterion.criterion).where(
        ResidentCriterion.project_id == Resident.project_id,
        ResidentCriterion.resident_id == Resident.id,
        ResidentCriterion.criterion.in_(criteria),
    )
    return exists(wanted if until is None else wanted.where(ResidentCriterion.noted_at <= until))


_HAS_DEVICE = _holds({Criterion.MEDICAL_DEVICE})
_LIVES_ALONE = _holds({Criterion.ALONE})
_WHO = (Resident.id, Resident.name, Resident.phone, Place.building, Place.unit, Resident.note)
_AT_PLACE = and_(Place.project_id == Resident.project_id, Place.id == Resident.place_id)
# Whoever depends on a device first, then from house to house.
_ROUND = (~_HAS_DEVICE, Place.building, Place.unit, Resident.id)


def register(session: Session, project_id: int, *, limit: int = MOST_VISITS) -> list[OnRegister]:
    """The safety register: everybody on it who lives here, devices first."""
    wanted = (
        select(*_WHO, Resident.place_id, _HAS_DEVICE, _LIVES_ALONE)
        .outerjoin(Place, _AT_PLACE)
        .where(
            Resident.project_id == project_id,
            Resident.moved_out_at.is_(None),
            _holds(SAFETY),
        )
        .order_by(*_ROUND)
        .limit(limit)
    )
    return fetch(session, wanted, OnRegister)


def visits(
    session: Session, project_id: int, outage: int, *, over_at: datetime | None = None
) -> list[Visit]:
    """Whom this outage concerns, or concerned when it was over, and whoever was visited in it."""
    made = _made(project_id, outage)
    stayed: ColumnElement[bool] = Resident.moved_out_at.is_(None)
    if over_at is not None:
        stayed = or_(stayed, Resident.moved_out_at > over_at)
    concerned = and_(stayed, _holds(SAFETY, over_at), _is_cut_off(outage))
    wanted = (
        select(
            *_WHO,
            *(made.c.visited_at, made.c.visited_by, made.c.condition, made.c.note),
            *(_HAS_DEVICE, _LIVES_ALONE),
        )
        .outerjoin(Place, _AT_PLACE)
        .outerjoin(made, made.c.person == Resident.id)
        .where(Resident.project_id == project_id, or_(concerned, made.c.person.is_not(None)))
        .order_by(*_ROUND, made.c.visited_at)
        .limit(MOST_VISITS)
    )
    found: dict[int, Visit] = {}
    for visit in fetch(session, wanted, Visit):
        found.setdefault(visit.resident_id, visit)
    return list(found.values())


def _made(project_id: int, outage: int) -> Subquery:
    """The visits of an outage; of a record merged since, under the person it became."""
    visited = aliased(Resident)
    return (
        select(
            func.coalesce(visited.merged_into, visited.id).label("person"),
            OutageVisit.visited_at,
            OutageVisit.visited_by,
            OutageVisit.condition,
            OutageVisit.note,
        )
        .join(
            visited,
            and_(
                visited.project_id == OutageVisit.project_id, visited.id == OutageVisit.resident_id
            ),
        )
        .where(OutageVisit.project_id == project_id, OutageVisit.outage == outage)
        .subquery()
    )


def _is_cut_off(outage: int) -> Exists:
    return exists(
        select(OutageArea.outage).where(
            OutageArea.project_id == Place.project_id,
            OutageArea.outage == outage,
            OutageArea.building == Place.building,
            OutageArea.unit.in_(("", Place.unit)),
        )
    )


def visited_at(session: Session, project_id: int, outage: int, resident_id: int) -> datetime | None:
    made = _made(project_id, outage)
    return session.scalar(
        select(made.c.visited_at).where(made.c.person == resident_id).order_by(made.c.visited_at)
    )


@dataclass(frozen=True, slots=True)
class NewVisit:
    """Who was visited by whom, and how they were found; `note` without a diagnosis."""

    resident_id: int
    visited_by: int
    condition: Condition
    note: str = ""


def add_visit(
    session: Session, project_id: int, outage: int, visit: NewVisit, now: datetime
) -> None:
    """A second visit of one person in one outage raises in the database."""
    session.execute(
        insert(OutageVisit).values(
            project_id=project_id,
            outage=outage,
            resident_id=visit.resident_id,
            visited_at=now,
            visited_by=visit.visited_by,
            condition=visit.condition,
            note=visit.note,
        )
    )
