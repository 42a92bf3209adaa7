"""Who lives and works in a project of so many tickets."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bench.volume.answers import FORMULA
from bench.volume.courses import POLICY, TEXTS, ZONE
from bench.volume.stencil import Row, plain
from bench.volume.tickets import columns
from db import people, projects
from domain.access import Role
from domain.residents import Criterion, Importance, Mindset, Party, PropertyType, Tenure

PLACES, RESIDENTS = columns("places"), columns("residents")
CRITERIA = columns("resident_criteria")
FLOORS, DOORS = 24, 4
COMMON = ("南门岗", "北门岗", "地下车库", "中心花园", "垃圾房", "会所", "儿童乐园", "快递柜")
CREW = {
    Role.RECEPTION: 2,
    Role.CUSTOMER_MANAGER: 2,
    Role.SUPERVISOR: 1,
    Role.BRANCH_LEADER: 1,
    Role.TECHNICIAN: 4,
}
# A technician has so many tickets in three years before another is hired.
TICKETS_EACH = 4_000
NAMES = ("云栖", "翠湖", "金桂", "银杏", "观澜", "望江", "听松", "锦绣", "清溪", "明月")
ENDS = ("花园", "雅苑", "名邸", "公馆", "新城")


@dataclass(frozen=True, slots=True)
class Project:
    """One project and its crew, by role."""

    id: int
    tickets: int
    staff: dict[Role, list[int]]


def found(session: Session, place: int, tickets: int, since: datetime) -> Project:
    """A new project with its crew and its formula."""
    name = f"{NAMES[place % 10]}{ENDS[place // 10 % 5]} {place + 1} 期"
    id = projects.add(session, name=name, zone=ZONE, language="zh_CN", now=since)
    number = projects.formula_version(session, id, POLICY.formula, since)
    assert number == FORMULA
    crew = CREW | {Role.TECHNICIAN: CREW[Role.TECHNICIAN] + tickets // TICKETS_EACH}
    staff = {role: [_hire(session, id, role, nth) for nth in range(crew[role])] for role in crew}
    return Project(id, tickets, staff)


def _hire(session: Session, project_id: int, role: Role, nth: int) -> int:
    surnames = TEXTS["surnames"]
    name = surnames[(project_id + nth) % len(surnames)] + "师傅"
    return people.add_colleague(session, project_id, name, f"{role}-{project_id}-{nth}", role)


@dataclass(frozen=True, slots=True)
class Population:
    """The rows of a project's places and people; homes are (place, resident)."""

    places: list[Row]
    residents: list[Row]
    criteria: list[Row]
    homes: list[tuple[int, int | None]]
    common: list[int]


def settle(project: Project, chance: random.Random, since: str) -> Population:
    """A household for every eight tickets, and the places that are nobody's."""
    units = max(24, project.tickets // 8)
    settled = Population([], [], [], [], [])
    for name in COMMON:
        _place(settled, project.id, name=name)
        settled.common.append(len(settled.places))
    for building, unit in _doors(units):
        kind = chance.choices(list(PropertyType), (88, 3, 6, 2, 1))[0]
        area, size = round(chance.uniform(45, 180), 1), chance.randint(1, 5)
        _place(settled, project.id, building, unit, property_type=kind, area=area, household=size)
        for _one in range(chance.choices((1, 2), (8, 2))[0]):
            _move_in(settled, project.id, chance, since)
    return settled


def _doors(units: int) -> Iterator[tuple[str, str]]:
    for nth in range(units):
        building, rest = divmod(nth, FLOORS * DOORS)
        floor, door = divmod(rest, DOORS)
        yield f"{building + 1}栋", f"{floor + 1}{door + 1:02}"


def _place(
    settled: Population,
    project_id: int,
    building: str = "",
    unit: str = "",
    name: str = "",
    property_type: PropertyType | None = None,
    area: float | None = None,
    household: int | None = None,
) -> None:
    id = len(settled.places) + 1
    kind = plain(property_type)
    settled.places.append([project_id, id, building, unit, name, kind, area, household])


def _move_in(settled: Population, project_id: int, chance: random.Random, since: str) -> None:
    place, id = len(settled.places), len(settled.residents) + 1
    name = chance.choice(TEXTS["surnames"]) + chance.choice(TEXTS["titles"])
    phone = f"13{chance.randrange(10**9):09}"
    told = (
        chance.choices(list(Tenure), (70, 25, 5))[0],
        chance.choices(list(Party), (97, 3))[0],
        chance.choices([*Importance, None], (1, 6, 63, 30))[0],
        chance.choices([*Mindset, None], (20, 10, 20, 50))[0],
    )
    row = [project_id, id, name, phone, place, *map(plain, told), "", None, None]
    settled.residents.append(row)
    settled.homes.append((place, id))
    if chance.random() < 0.05:
        settled.criteria.append([project_id, id, chance.choice(list(Criterion)).value, since])
