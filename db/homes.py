"""Homes (房屋): units with what is known of them, who lives there, and what has happened there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session

from db.people import PlaceCard
from db.residents import Known, anybody, with_criteria
from db.rows import fetch, fetch_one
from db.schema import Place, Resident, Ticket
from db.tickets import TicketLine, lines_of
from domain.errors import NotFound
from domain.residents import Unit


@dataclass(frozen=True, slots=True)
class Home:
    """A unit, and everybody known there; who still lives there comes first."""

    place: PlaceCard
    unit: Unit
    residents: Sequence[Known]


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
        anybody(project_id)
        .where(Resident.place_id == place_id)
        .order_by(Resident.moved_out_at.is_not(None), Resident.id)
        .limit(limit)
    )
    return Home(place, unit or Unit(), with_criteria(session, project_id, wanted))


def units(session: Session, project_id: int) -> list[tuple[PlaceCard, Unit]]:
    """Every unit of the project, in the order of its number."""
    rows = session.execute(
        select(
            *(Place.id, Place.building, Place.unit, Place.name),
            *(Place.property_type, Place.area, Place.household_size),
        )
        .where(Place.project_id == project_id, Place.unit != "")
        .order_by(Place.building, Place.unit)
    )
    return [(PlaceCard(*row[:4]), Unit(*row[4:])) for row in rows]


def store_units(session: Session, project_id: int, units: Mapping[int, Unit]) -> None:
    """What is now known of these places."""
    rows = [{"project_id": project_id, "id": id} | asdict(unit) for id, unit in units.items()]
    if rows:
        session.execute(update(Place), rows)


def tickets_of(
    session: Session,
    project_id: int,
    *,
    place_id: int | None,
    residents: Collection[int],
    limit: int = 50,
) -> list[TicketLine]:
    """Of the unit and of these residents, the latest first."""
    about = [Ticket.resident_id == one for one in residents]
    if place_id is not None:
        about.append(Ticket.place_id == place_id)
    # Each by its own index; all at once would be read from the project's first ticket on.
    found = {number for one in about for number in session.scalars(_latest(project_id, one, limit))}
    wanted = lines_of(project_id).where(Ticket.number.in_(sorted(found)[-limit:]))
    return fetch(session, wanted.order_by(Ticket.number.desc()), TicketLine)


def _latest(project_id: int, about: ColumnElement[bool], limit: int) -> Select[int]:
    here = select(Ticket.number).where(Ticket.project_id == project_id, about)
    return here.order_by(Ticket.number.desc()).limit(limit)
