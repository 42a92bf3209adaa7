"""The directory (住户名录): residents found by unit, phone or name, as fast as one types."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

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
_PERSON = (Resident.id, Resident.name, Resident.phone, Resident.tenure, Resident.moved_out_at)


def search(session: Session, project_id: int, words: str, *, limit: int = 50) -> list[Line]:
    """By unit ("3-1202", "3栋1202"), beginning of a phone or of a name; a unit may be empty."""
    words = words.strip()
    if not words:
        return []
    questions = [_units(project_id, words, limit)]
    questions += [_people(project_id, *told, limit=limit) for told in _as_person(words)]
    rows = dict.fromkeys(row for asked in questions for row in fetch(session, asked, Row))
    return [row.line() for row in sorted(rows, key=Row.place_in_list)[:limit]]


def _units(project_id: int, words: str, limit: int) -> Select[*tuple[Any, ...]]:
    """Units that are called so, and whoever lives or lived there."""
    called = (
        select(Place.id, Place.building, Place.unit)
        .where(Place.project_id == project_id, Place.unit != "", _is_called(words))
        .order_by(Place.building, Place.unit)
        .limit(limit)
        .subquery()
    )
    here = and_(Resident.project_id == project_id, Resident.place_id == called.c.id, IS_SOMEBODY)
    lives_here = (Resident.moved_out_at.is_not(None), called.c.building, called.c.unit, Resident.id)
    wanted = select(*called.c, *_PERSON).select_from(called).outerjoin(Resident, here)
    return wanted.order_by(*lives_here).limit(limit)


def _people(
    project_id: int, matches: ColumnElement[bool], first: InstrumentedAttribute[str], *, limit: int
) -> Select[*tuple[Any, ...]]:
    """People wherever they live, in the order of what was searched for."""
    wanted = select(Place.id, Place.building, Place.unit, *_PERSON).select_from(Resident)
    here = (Resident.project_id == project_id, IS_SOMEBODY, matches)
    return wanted.outerjoin(Place, _AT_PLACE).where(*here).order_by(first, Resident.id).limit(limit)


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

    def place_in_list(self) -> tuple[bool, bool, str, str, int]:
        """Who lives in a unit before who does not, who lives there before who has left."""
        is_elsewhere, has_left = not self.unit, self.moved_out_at is not None
        return is_elsewhere, has_left, self.building or "", self.unit or "", self.resident_id or 0

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


def _as_person(words: str) -> Iterator[tuple[ColumnElement[bool], InstrumentedAttribute[str]]]:
    """What of a person the words may begin, and the column that says it."""
    yield Resident.name.istartswith(words, autoescape=True), Resident.name
    digits = re.sub(r"[\s()+-]", "", words)
    if digits.isdecimal() and len(digits) >= FEWEST_DIGITS:
        plain = func.replace(Resident.phone, " ", "")
        for mark in "-()+":
            plain = func.replace(plain, mark, "")
        yield plain.startswith(digits, autoescape=True), Resident.phone
