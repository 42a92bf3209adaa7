"""People: staff and their roles, residents, and the places they live in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from db import numbers
from db.rows import fetch, fetch_one
from db.schema import Base, Membership, Place, Project, Resident, Staff
from domain.access import Actor, Role

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Colleague:
    id: int
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """`label` is what a person would say: "3 栋 1202", "1 号电梯"."""

    id: int
    building: str
    unit: str
    name: str

    @property
    def label(self) -> str:
        return " ".join(part for part in (self.building, self.unit, self.name) if part)


@dataclass(frozen=True, slots=True)
class ResidentCard:
    id: int
    name: str
    phone: str
    place_id: int | None


def colleagues(session: Session, project_id: int) -> list[Colleague]:
    """The staff of one project, in the order they joined."""
    wanted = (
        select(Staff.id, Staff.name, Membership.role)
        .join(Membership, Membership.staff_id == Staff.id)
        .where(Membership.project_id == project_id, Membership.role != Role.WALL)
        .order_by(Staff.id)
    )
    return fetch(session, wanted, Colleague)


def names_of(session: Session, staff_ids: Collection[int]) -> dict[int, str]:
    """By id, whether or not they still belong to a project."""
    rows = session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(staff_ids)))
    return {row.id: row.name for row in rows}


def everybody(session: Session) -> list[tuple[int, str, Role]]:
    """Every colleague of a living project once, with their first role."""
    rows = session.execute(
        select(Staff.id, Staff.name, Membership.role)
        .join(Membership, Membership.staff_id == Staff.id)
        .join(Project, Project.id == Membership.project_id)
        .where(Project.removed_at.is_(None))
        .order_by(Membership.project_id, Staff.id)
    )
    found: dict[int, tuple[int, str, Role]] = {}
    for staff_id, name, role in rows:
        found.setdefault(staff_id, (staff_id, name, role))
    return list(found.values())


def actor(session: Session, staff_id: int) -> Actor:
    """The colleague with their roles in every project that still exists."""
    rows = session.execute(
        select(Membership.project_id, Membership.role)
        .join(Project, Project.id == Membership.project_id)
        .where(Membership.staff_id == staff_id, Project.removed_at.is_(None))
    )
    return Actor(staff_id, {row.project_id: row.role for row in rows})


def role(session: Session, project_id: int, staff_id: int) -> Role | None:
    """What this colleague is in the project; None for somebody else's staff."""
    return session.scalar(
        select(Membership.role).where(
            Membership.project_id == project_id, Membership.staff_id == staff_id
        )
    )


def add_colleague(session: Session, project_id: int, name: str, login: str, role: Role) -> int:
    """The id of the colleague with this login, who now has `role` in the project."""
    staff_id = _staff_id(session, login)
    if staff_id is None:
        staff_id = add_staff(session, name, login)
    set_role(session, project_id, staff_id, role)
    return staff_id


def add_staff(session: Session, name: str, login: str) -> int:
    """The id of a new colleague who belongs to no project yet."""
    colleague = Staff(name=name, login=login)
    session.add(colleague)
    session.flush()
    return colleague.id


def knows_login(session: Session, login: str) -> bool:
    return _staff_id(session, login) is not None


def _staff_id(session: Session, login: str) -> int | None:
    return session.scalar(select(Staff.id).where(Staff.login == login))


def set_role(session: Session, project_id: int, staff_id: int, role: Role) -> None:
    session.merge(Membership(project_id=project_id, staff_id=staff_id, role=role))
    session.flush()


def remove_role(session: Session, project_id: int, staff_id: int) -> None:
    session.execute(
        delete(Membership).where(
            Membership.project_id == project_id, Membership.staff_id == staff_id
        )
    )


def places(session: Session, project_id: int) -> list[PlaceCard]:
    wanted = (
        select(Place.id, Place.building, Place.unit, Place.name)
        .where(Place.project_id == project_id)
        .order_by(Place.building, Place.unit, Place.name)
    )
    return fetch(session, wanted, PlaceCard)


def places_called(session: Session, project_id: int, words: str, *, limit: int) -> list[PlaceCard]:
    """Those whose label holds the words, whatever the spaces, in the order of their names."""
    label = func.replace(Place.building.concat(Place.unit).concat(Place.name), " ", "")
    wanted = (
        select(Place.id, Place.building, Place.unit, Place.name)
        .where(Place.project_id == project_id)
        .where(label.icontains(words.replace(" ", ""), autoescape=True))
        .order_by(Place.building, Place.unit, Place.name)
        .limit(limit)
    )
    return fetch(session, wanted, PlaceCard)


def add_place(
    session: Session, project_id: int, *, building: str = "", unit: str = "", name: str = ""
) -> int:
    place_id = numbers.take(session, project_id, "place")
    session.add(Place(project_id=project_id, id=place_id, building=building, unit=unit, name=name))
    session.flush()
    return place_id


def add_places(session: Session, project_id: int, new: Sequence[tuple[str, str, str]]) -> list[int]:
    """The ids of new places, each (building, unit, name), in the same order."""
    if not new:
        return []
    first = numbers.take(session, project_id, "place", len(new))
    rows = [
        {"project_id": project_id, "id": id, "building": building, "unit": unit, "name": name}
        for id, (building, unit, name) in enumerate(new, first)
    ]
    session.execute(insert(Place), rows)
    return list(range(first, first + len(new)))


def add_resident(
    session: Session,
    project_id: int,
    *,
    name: str = "",
    phone: str = "",
    place_id: int | None = None,
) -> int:
    resident_id = numbers.take(session, project_id, "resident")
    session.add(
        Resident(project_id=project_id, id=resident_id, name=name, phone=phone, place_id=place_id)
    )
    session.flush()
    return resident_id


def residents(session: Session, project_id: int) -> list[ResidentCard]:
    """Everybody of the project, by id."""
    wanted = (
        select(Resident.id, Resident.name, Resident.phone, Resident.place_id)
        .where(Resident.project_id == project_id)
        .order_by(Resident.id)
    )
    return fetch(session, wanted, ResidentCard)


def add_residents(
    session: Session, project_id: int, new: Sequence[tuple[str, str, int | None]]
) -> list[int]:
    """The ids of new residents, each (name, phone, place), in the same order."""
    if not new:
        return []
    first = numbers.take(session, project_id, "resident", len(new))
    rows = [
        {"project_id": project_id, "id": id, "name": name, "phone": phone, "place_id": place_id}
        for id, (name, phone, place_id) in enumerate(new, first)
    ]
    # As a table: as a class, residents with and without a place would go in separate runs.
    session.execute(insert(Base.metadata.tables["residents"]), rows)
    return list(range(first, first + len(new)))


def resident(session: Session, project_id: int, resident_id: int) -> ResidentCard | None:
    wanted = select(Resident.id, Resident.name, Resident.phone, Resident.place_id).where(
        Resident.project_id == project_id, Resident.id == resident_id
    )
    return fetch_one(session, wanted, ResidentCard)


def with_phone(session: Session, project_id: int, phone: str) -> list[ResidentCard]:
    """Those who are reached at this number, by id; a household may share one."""
    wanted = (
        select(Resident.id, Resident.name, Resident.phone, Resident.place_id)
        .where(
            Resident.project_id == project_id,
            Resident.phone == phone,
            Resident.moved_out_at.is_(None),
            Resident.merged_into.is_(None),
        )
        .order_by(Resident.id)
        .limit(20)
    )
    return fetch(session, wanted, ResidentCard)


def resident_at(session: Session, project_id: int, place_id: int) -> int | None:
    """The first resident known at this place who has not moved out."""
    return session.scalar(
        select(Resident.id)
        .where(
            Resident.project_id == project_id,
            Resident.place_id == place_id,
            Resident.moved_out_at.is_(None),
        )
        .order_by(Resident.id)
        .limit(1)
    )
