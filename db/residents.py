"""Residents as the desk keeps them: who they are, where they live, and what is noted of them.

Whoever has been merged into another record, or erased, is nobody any more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from db import numbers
from db.schema import Base, Resident, ResidentCriterion, Ticket
from domain.errors import NotFound
from domain.residents import (
    Criterion,
    Importance,
    Mindset,
    Party,
    Person,
    Tenure,
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


AT_ONCE = 500
_KNOWN = tuple(
    getattr(Resident, name)
    for name in (
        *("id", "place_id", "name", "phone", "tenure", "party", "importance", "mindset"),
        *("note", "moved_out_at"),
    )
)
_FIELDS = ("name", "phone", "tenure", "party", "importance", "mindset", "note")
IS_SOMEBODY = and_(Resident.merged_into.is_(None), or_(Resident.name != "", Resident.phone != ""))


def anybody(project_id: int) -> Select[*tuple[Any, ...]]:
    """The question for all residents of a project, to be narrowed down."""
    return select(*_KNOWN).where(Resident.project_id == project_id, IS_SOMEBODY)


def known(session: Session, project_id: int, resident_id: int) -> Known:
    """Raises NotFound, also for somebody merged into another or erased."""
    found = with_criteria(
        session, project_id, anybody(project_id).where(Resident.id == resident_id)
    )
    if not found:
        raise NotFound("resident", resident_id)
    return found[0]


def everybody(session: Session, project_id: int) -> list[Known]:
    """Everybody of the project, also those who moved out, by id."""
    return with_criteria(session, project_id, anybody(project_id).order_by(Resident.id))


def with_criteria(
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
    wanted = select(ResidentCriterion.resident_id, ResidentCriterion.criterion).where(
        ResidentCriterion.project_id == project_id
    )
    # Few have any; many ids would be more than a statement can hold.
    if len(residents) <= AT_ONCE:
        wanted = wanted.where(ResidentCriterion.resident_id.in_(residents))
    rows = session.execute(wanted)
    for resident_id, criterion in rows:
        found[resident_id].add(criterion)
    return {id: frozenset(found[id]) for id in residents}


def add(
    session: Session, project_id: int, new: Sequence[tuple[int | None, Person]], now: datetime
) -> list[int]:
    """The ids of new residents, each (place, person), in the same order."""
    if not new:
        return []
    first = numbers.take(session, project_id, "resident", len(new))
    ids = list(range(first, first + len(new)))
    rows = [
        {"project_id": project_id, "id": id, "place_id": place_id} | _facts(person)
        for id, (place_id, person) in zip(ids, new, strict=True)
    ]
    # As a table: as a class, residents with and without a place would go in separate runs.
    session.execute(insert(Base.metadata.tables["residents"]), rows)
    noted = {id: person.criteria for id, (_place, person) in zip(ids, new, strict=True)}
    _note_criteria(session, project_id, noted, now)
    return ids


def store(session: Session, project_id: int, changed: Mapping[int, Person], now: datetime) -> None:
    """The people as now described; a criterion that held before keeps the time it was noted."""
    held = criteria_of(session, project_id, list(changed))
    for id, person in changed.items():
        session.execute(
            update(Resident)
            .where(Resident.project_id == project_id, Resident.id == id)
            .values(_facts(person))
        )
        _drop_criteria(session, project_id, id, held[id] - person.criteria)
    new = {id: person.criteria - held[id] for id, person in changed.items()}
    _note_criteria(session, project_id, new, now)


def _facts(person: Person) -> dict[str, object]:
    return {name: getattr(person, name) for name in _FIELDS}


def _note_criteria(
    session: Session, project_id: int, new: Mapping[int, Iterable[Criterion]], now: datetime
) -> None:
    rows = [
        {"project_id": project_id, "resident_id": id, "criterion": one, "noted_at": now}
        for id, criteria in new.items()
        for one in sorted(criteria)
    ]
    if rows:
        session.execute(insert(ResidentCriterion), rows)


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
