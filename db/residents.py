"""Residents as the desk keeps them: who they are, where they live, and what is noted of them.

Whoever has been merged into another record, or erased, is nobody any more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from db.people import PlaceCard
from db.rows import fetch, fetch_one
from db.schema import Place, Resident, ResidentCriterion, Ticket
from db.tickets import TicketLine, lines_of
from domain.errors import NotFound
from domain.residents import (
    Criterion,
    Importance,
    Mindset,
    Party,
    Person,
    Tenure,
    Unit,
)


@dataclass(frozen=True, slots=True)
class Known:
    """One resident, as kept."""

    id: int
    place_id: int | None
    name: str
    phone: str
    tenure: Tenure | None
    party: Party | None
    importance: Importance | None
    mindset: Mindset | None
    note: str
    moved_out_at: datetime | None
    criteria: frozenset[Criterion]

    @property
    def person(self) -> Person:
        return Person(
            name=self.name,
            phone=self.phone,
            tenure=self.tenure,
            party=self.party,
            importance=self.importance,
            mindset=self.mindset,
            note=self.note,
            criteria=self.criteria,
        )


@dataclass(frozen=True, slots=True)
class Home:
    """A unit, and everybody known there; who still lives there comes first."""

    place: PlaceCard
    unit: Unit
    residents: Sequence[Known]


_KNOWN = tuple(
    getattr(Resident, name)
    for name in (
        *("id", "place_id", "name", "phone", "tenure", "party", "importance", "mindset"),
        *("note", "moved_out_at"),
    )
)
_FIELDS = ("name", "phone", "tenure", "party", "importance", "mindset", "note")
IS_SOMEBODY = and_(Resident.merged_into.is_(None), or_(Resident.name != "", Resident.phone != ""))


def _everybody(project_id: int) -> Select[*tuple[Any, ...]]:
    return select(*_KNOWN).where(Resident.project_id == project_id, IS_SOMEBODY)


def known(session: Session, project_id: int, resident_id: int) -> Known:
    """Raises NotFound, also for somebody merged into another or erased."""
    found = _with_criteria(
        session, project_id, _everybody(project_id).where(Resident.id == resident_id)
    )
    if not found:
        raise NotFound("resident", resident_id)
    return found[0]


def home(session: Session, project_id: int, place_id: int, *, limit: int = 100) -> Home:
    """Raises NotFound for a place that is no unit of the project."""
    place = fetch_one(
        session,
        select(Place.id, Place.building, Place.unit, Place.name).where(
            Place.project_id == project_id, Place.id == place_id, Place.unit != ""
        ),
        PlaceCard,
    )
    if place is None:
        raise NotFound("unit", place_id)
    unit = fetch_one(
        session,
        select(Place.property_type, Place.area, Place.household_size).where(
            Place.project_id == project_id, Place.id == place_id
        ),
        Unit,
    )
    wanted = (
        _everybody(project_id)
        .where(Resident.place_id == place_id)
        .order_by(Resident.moved_out_at.is_not(None), Resident.id)
        .limit(limit)
    )
    return Home(place, unit or Unit(), _with_criteria(session, project_id, wanted))


def _with_criteria(
    session: Session, project_id: int, wanted: Select[*tuple[Any, ...]]
) -> list[Known]:
    rows = session.execute(wanted).all()
    criteria = criteria_of(session, project_id, [row.id for row in rows])
    return [Known(*(*row, criteria[row.id])) for row in rows]


def criteria_of(
    session: Session, project_id: int, residents: Collection[int]
) -> dict[int, frozenset[Criterion]]:
    """The criteria that hold for these residents; nobody is missing."""
    found: dict[int, set[Criterion]] = defaultdict(set)
    rows = session.execute(
        select(ResidentCriterion.resident_id, ResidentCriterion.criterion).where(
            ResidentCriterion.project_id == project_id,
            ResidentCriterion.resident_id.in_(residents),
        )
    )
    for resident_id, criterion in rows:
        found[resident_id].add(criterion)
    return {id: frozenset(found[id]) for id in residents}


def store(
    session: Session, project_id: int, resident_id: int, person: Person, now: datetime
) -> None:
    """The person as now described; a criterion that held before keeps the time it was noted."""
    session.execute(
        update(Resident)
        .where(Resident.project_id == project_id, Resident.id == resident_id)
        .values({name: getattr(person, name) for name in _FIELDS})
    )
    held = criteria_of(session, project_id, [resident_id])[resident_id]
    _drop_criteria(session, project_id, resident_id, held - person.criteria)
    new = [
        {"project_id": project_id, "resident_id": resident_id, "criterion": one, "noted_at": now}
        for one in sorted(person.criteria - held)
    ]
    if new:
        session.execute(insert(ResidentCriterion), new)


def _drop_criteria(
    session: Session, project_id: int, resident_id: int, gone: Iterable[Criterion]
) -> None:
    session.execute(
        delete(ResidentCriterion).where(
            ResidentCriterion.project_id == project_id,
            ResidentCriterion.resident_id == resident_id,
            ResidentCriterion.criterion.in_(tuple(gone)),
        )
    )


def store_unit(session: Session, project_id: int, place_id: int, unit: Unit) -> None:
    session.execute(
        update(Place)
        .where(Place.project_id == project_id, Place.id == place_id)
        .values(**asdict(unit))
    )


def settle(session: Session, project_id: int, resident_id: int, place_id: int | None) -> None:
    """They live at this place from now on."""
    session.execute(
        update(Resident)
        .where(Resident.project_id == project_id, Resident.id == resident_id)
        .values(place_id=place_id, moved_out_at=None)
    )


def leave(session: Session, project_id: int, resident_id: int, at: datetime) -> bool:
    """Whether they lived there until now; their place stays on record."""
    left = session.execute(
        update(Resident)
        .where(
            Resident.project_id == project_id,
            Resident.id == resident_id,
            Resident.moved_out_at.is_(None),
        )
        .values(moved_out_at=at)
        .returning(Resident.id)
    )
    return left.scalar() is not None


def empty(
    session: Session, project_id: int, resident_id: int, *, merged_into: int | None = None
) -> None:
    """Take everything that is said about a resident out of their row."""
    session.execute(
        update(Resident)
        .where(Resident.project_id == project_id, Resident.id == resident_id)
        .values(
            name="",
            phone="",
            note="",
            place_id=None,
            tenure=None,
            party=None,
            importance=None,
            mindset=None,
            merged_into=merged_into,
        )
    )
    _drop_criteria(session, project_id, resident_id, Criterion)


def hand_tickets_over(session: Session, project_id: int, from_id: int, to_id: int) -> None:
    session.execute(
        update(Ticket)
        .where(Ticket.project_id == project_id, Ticket.resident_id == from_id)
        .values(resident_id=to_id)
    )


def tickets_of(
    session: Session,
    project_id: int,
    *,
    place_id: int | None,
    residents: Collection[int],
    limit: int = 50,
) -> list[TicketLine]:
    """Of the unit and of these residents, the latest first."""
    is_theirs = Ticket.resident_id.in_(residents)
    is_here = is_theirs if place_id is None else or_(Ticket.place_id == place_id, is_theirs)
    wanted = lines_of(project_id).where(is_here).order_by(Ticket.number.desc()).limit(limit)
    return fetch(session, wanted, TicketLine)
