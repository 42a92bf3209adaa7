"""Holdings (专有面积): how much of the floor area an owner has, and who is a key customer by it.

Derived from the areas of the units whenever it is read. Rows with one phone are one owner.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Subquery, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from db.residents import IS_SOMEBODY
from db.rows import fetch
from db.schema import Place, Resident, ResidentCriterion
from domain.residents import Holding, Tenure


@dataclass(frozen=True, slots=True)
class Measured:
    """How many of a project's units have a known area, and its sum in square metres."""

    units: int
    with_area: int
    area: float


def measured(session: Session, project_id: int) -> Measured:
    units, with_area, area = session.execute(
        select(func.count(), func.count(Place.area), func.sum(Place.area)).where(
            Place.project_id == project_id, Place.unit != ""
        )
    ).one()
    return Measured(units, with_area, float(area or 0))


def _owned(project_id: int) -> Subquery:
    """Every owner with each unit that they, or their row with the same phone, own now."""
    same = aliased(Resident)
    return (
        select(Resident.id.label("owner"), Place.id.label("place"), Place.area.label("area"))
        .join(
            same,
            and_(
                same.project_id == Resident.project_id,
                or_(same.id == Resident.id, and_(same.phone == Resident.phone, same.phone != "")),
            ),
        )
        .join(Place, and_(Place.project_id == same.project_id, Place.id == same.place_id))
        .where(
            Resident.project_id == project_id,
            *(row.tenure == Tenure.OWNER for row in (Resident, same)),
            *(row.moved_out_at.is_(None) for row in (Resident, same)),
            Place.area.is_not(None),
        )
        .distinct()
        .subquery()
    )


def holdings(session: Session, project_id: int, residents: Collection[int]) -> dict[int, Holding]:
    """Of these residents; who owns nothing that is known holds nothing."""
    everything = measured(session, project_id).area
    owned = _owned(project_id)
    rows = session.execute(
        select(owned.c.owner, func.sum(owned.c.area))
        .where(owned.c.owner.in_(residents))
        .group_by(owned.c.owner)
    )
    areas = {owner: float(area) for owner, area in rows}
    return {id: Holding(areas.get(id, 0.0), everything) for id in residents}


@dataclass(frozen=True, slots=True)
class KeyCustomer:
    """One of the people to know by name, whatever makes them one."""

    resident_id: int
    place_id: int | None
    name: str
    building: str
    unit: str


def large_owners(session: Session, project_id: int, from_share: float) -> dict[int, Holding]:
    """Whoever owns at least this share of the floor area, by resident."""
    everything = measured(session, project_id).area
    owned = _owned(project_id)
    total = func.sum(owned.c.area)
    rows = session.execute(
        select(owned.c.owner, total)
        .group_by(owned.c.owner)
        .having(total >= (from_share - 1e-9) * everything)
    )
    return {owner: Holding(float(area), everything) for owner, area in rows if everything}


def key_customers(
    session: Session, project_id: int, large: Collection[int], *, limit: int = 300
) -> list[KeyCustomer]:
    """Current residents who meet a criterion, or stand among `large`, by unit."""
    meets = (
        select(ResidentCriterion.criterion)
        .where(
            ResidentCriterion.project_id == Resident.project_id,
            ResidentCriterion.resident_id == Resident.id,
        )
        .exists()
    )
    wanted = (
        select(
            Resident.id,
            Resident.place_id,
            Resident.name,
            func.coalesce(Place.building, ""),
            func.coalesce(Place.unit, ""),
        )
        .outerjoin(
            Place, and_(Place.project_id == Resident.project_id, Place.id == Resident.place_id)
        )
        .where(
            Resident.project_id == project_id,
            Resident.moved_out_at.is_(None),
            IS_SOMEBODY,
            or_(meets, Resident.id.in_(large)),
        )
        .order_by(Place.building, Place.unit, Resident.id)
        .limit(limit)
    )
    return fetch(session, wanted, KeyCustomer)
