"""The directory (住户名录): residents found by unit, phone or name, as fast as one types."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from db.residents import IS_SOMEBODY
from db.rows import fetch
from db.schema import Place, Resident
from domain.residents import Tenure

FEWEST_DIGITS = 3
ESCAPE = "/"


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody a search has found, or a unit where nobody is known: then there is no resident."""

    place_id: int | None
    building: str
    unit: str
    resident_id: int | None
    name: str | None
    phone: str | None
    tenure: Tenure | None
    moved_out_at: datetime | None

    @property
    def where(self) -> str:
        return f"{self.building} {self.unit}".strip()


_AT_PLACE = and_(Place.project_id == Resident.project_id, Place.id == Resident.place_id)


def search(session: Session, project_id: int, words: str, *, limit: int = 50) -> list[Line]:
    """By unit ("3-1202", "3栋1202"), beginning of a phone or of a name; a unit may be empty."""
    words = words.strip()
    if not words:
        return []
    columns = (
        *(Place.id, Place.building, Place.unit),
        *(Resident.id, Resident.name, Resident.phone, Resident.tenure, Resident.moved_out_at),
    )
    at_home = (
        select(*columns)
        .outerjoin(Resident, and_(_AT_PLACE, IS_SOMEBODY))
        .where(
            Place.project_id == project_id,
            Place.unit != "",
            or_(_is_called(words), _is_person(words)),
        )
    )
    elsewhere = (
        select(*columns)
        .select_from(Resident)
        .outerjoin(Place, _AT_PLACE)
        .where(Resident.project_id == project_id, IS_SOMEBODY, _is_person(words))
        .where(or_(Place.id.is_(None), Place.unit == ""))
    )
    order = (Resident.moved_out_at.is_not(None), Place.building, Place.unit, Resident.id)
    found = fetch(session, at_home.order_by(*order).limit(limit), Row)
    found += fetch(session, elsewhere.order_by(*order).limit(limit), Row)
    return [row.line() for row in found[:limit]]


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the database gives it: somebody without a place has neither building nor unit."""

    place_id: int | None
    building: str | None
    unit: str | None
    resident_id: int | None
    name: str | None
    phone: str | None
    tenure: Tenure | None
    moved_out_at: datetime | None

    def line(self) -> Line:
        return Line(**asdict(self) | {"building": self.building or "", "unit": self.unit or ""})


def _is_called(words: str) -> ColumnElement[bool]:
    """Building and unit hold the parts of what was typed, in their order."""
    parts = [_escaped(part) for part in re.split(r"[\s/,#–—-]+", words) if part]
    if not parts:
        return false()
    spoken = func.replace(Place.building.concat(Place.unit), " ", "")
    return spoken.ilike("%".join(("", *parts, "")), escape=ESCAPE)


def _escaped(part: str) -> str:
    return re.sub(f"([%_{ESCAPE}])", rf"{ESCAPE}\1", part)


def _is_person(words: str) -> ColumnElement[bool]:
    by_name = Resident.name.istartswith(words, autoescape=True)
    digits = re.sub(r"[\s()+-]", "", words)
    if not digits.isdecimal() or len(digits) < FEWEST_DIGITS:
        return by_name
    plain = func.replace(Resident.phone, " ", "")
    for mark in "-()+":
        plain = func.replace(plain, mark, "")
    return or_(by_name, plain.startswith(digits, autoescape=True))
