"""Scores (评分): a row per response and version of the formula, laid out to be counted.

They mirror the newest version of each response and can be made anew at any time; what was given
stands in `responses` and never changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from operator import attrgetter
from typing import Any, NamedTuple, Self

from sqlalchemy import Select, case, delete, exists, func, insert, select, tuple_, update
from sqlalchemy.orm import Session

from db.prepared import Prepared
from db.rulings import EXCLUDED, is_excluded
from db.schema import Base, Code, Place, Resident, Response, Score, Ticket
from db.surveys import ResponseRow, latest
from domain.formula import Formula
from domain.honesty import Doubt
from domain.satisfaction import DELIVERED_ITEMS, EXPECTATION_ITEMS, Answers, Method, Verdict
from domain.surveys import Chip, CodeKind, Form
from domain.terms import rescored
from domain.tickets import Channel, Kind

ITEMS = (*DELIVERED_ITEMS, "c", *EXPECTATION_ITEMS)
Key = tuple[str, str]
FIRST: Key = ("", "")


class About(NamedTuple):
    """What a response is about, as it stood when it came in; last in `Given` too."""

    code: CodeKind
    kind: Kind | None
    channel: Channel | None
    department: str | None
    home: int | None
    resident: int | None
    building: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """The newest version of one response as it was scored, and the facts of what it is about."""

    token: str
    slot: str
    version: int
    answered_at: datetime
    form: Form
    formula: int
    method: Method | None
    verdict: Verdict | None
    excluded: bool
    expectation: float | None
    delivered: float | None
    gap: float | None
    d1: int | None
    d2: int | None
    d3: int | None
    c: int | None
    e1: int | None
    e2: int | None
    e3: int | None
    e4: int | None
    chips: list[str]
    doubts: list[str]
    code: CodeKind
    kind: Kind | None
    channel: Channel | None
    department: str | None
    home: int | None
    resident: int | None
    building: str | None

    @classmethod
    def now(cls, row: ResponseRow, about: About) -> Self:
        values: tuple[Any, ...] = (*_OF_ROW(row), *about)
        return cls(*values)

    @property
    def answers(self) -> Answers:
        return Answers.from_items({item: getattr(self, item) for item in ITEMS})

    @property
    def household(self) -> str:
        """The place that a ticket or a letter is about, else the resident, else the response."""
        if self.home is not None:
            return f"place {self.home}"
        if self.resident is not None:
            return f"resident {self.resident}"
        return f"{self.token} {self.slot}"


_NAMES = Given.__slots__[: -len(About._fields)]
_OF_ROW = attrgetter(*_NAMES)
_OF_RESPONSE = tuple(EXCLUDED if name == "excluded" else getattr(Response, name) for name in _NAMES)
# A poster's place is nobody's home.
_LETTERS_HOME = case((Code.kind == CodeKind.CAMPAIGN, Code.place_id))
ABOUT = (
    Code.kind,
    Ticket.kind,
    Ticket.channel,
    Ticket.department,
    func.coalesce(Ticket.place_id, _LETTERS_HOME),
    Ticket.resident_id,
    Place.building,
)


def with_building(codes: Select[Any]) -> Select[Any]:
    """With the places of codes and their tickets, so that ABOUT can be asked for."""
    at_home = (Resident.project_id == Ticket.project_id) & (Resident.id == Ticket.resident_id)
    where = func.coalesce(Ticket.place_id, Resident.place_id, Code.place_id)
    at_place = (Place.project_id == Code.project_id) & (Place.id == where)
    return codes.outerjoin(Resident, at_home).outerjoin(Place, at_place)


_GIVEN: Select[Any] = with_building(
    select(*_OF_RESPONSE, *ABOUT)
    .join(Code, (Code.project_id == Response.project_id) & (Code.token == Response.token))
    .outerjoin(
        Ticket, (Ticket.project_id == Response.project_id) & (Ticket.number == Response.ticket)
    )
)
_TABLE = Base.metadata.tables["scores"]
_ADD = Prepared(insert(_TABLE))


def mirror(session: Session, project_id: int, given: Given, formula: Formula, zone: tzinfo) -> None:
    """Bring in the version of a response that was stored just now, in place of earlier ones."""
    if given.version > 1:
        here = (Score.token == given.token, Score.slot == given.slot)
        session.execute(delete(Score).where(Score.project_id == project_id, *here))
        # What a colleague decided about the answer holds for its corrections.
        stands = is_excluded(session, project_id, (given.token, given.slot))
        given = replace(given, excluded=bool(stands))
    _ADD.carry_out(session, as_given(given, formula, zone) | {"project_id": project_id})


def as_given(given: Given, formula: Formula, zone: tzinfo) -> dict[str, Any]:
    """The score that the response was stored with; `formula` is the version that gave it."""
    _score, parts = rescored(given.answers, given.form, formula)
    values = {name: getattr(given, name) for name in _SCORED}
    return _facts(given, zone) | values | parts | {"formula": given.formula, "is_given": True}


def restated(given: Given, version: int, formula: Formula, zone: tzinfo) -> dict[str, Any]:
    """What the same answers say under another version."""
    score, parts = rescored(given.answers, given.form, formula)
    values = {name: getattr(score, name) for name in _SCORED}
    return _facts(given, zone) | values | parts | {"formula": version, "is_given": False}


_SCORED = ("method", "verdict", "expectation", "delivered", "gap")


def _facts(given: Given, zone: tzinfo) -> dict[str, Any]:
    day = given.answered_at.astimezone(zone).date()
    return {
        **{name: getattr(given, name) for name in ("token", "slot", "version", "excluded", *ITEMS)},
        "day": day,
        "month": day.year * 100 + day.month,
        "household": given.household,
        "building": given.building or "",
        "kind": given.kind,
        "team": given.department or "",
        "channel": given.channel,
        "code": given.code,
        "chips": bits(given.chips, Chip),
        "doubts": bits(given.doubts, Doubt),
    }


def bits(codes: Sequence[str], among: type[StrEnum]) -> int:
    """One bit for each of the codes, in the order of their list."""
    if not codes:
        return 0
    return sum(1 << place for place, code in enumerate(among) if code.value in codes)


def given_after(session: Session, project_id: int, key: Key, limit: int) -> list[Given]:
    """The newest versions of responses, in the order of their keys, from behind this one on."""
    wanted = (
        _GIVEN.where(*latest(project_id), tuple_(Response.token, Response.slot) > key)
        .order_by(Response.token, Response.slot)
        .limit(limit)
    )
    return [Given(*row) for row in session.execute(wanted)]


def given_newest(session: Session, project_id: int, limit: int) -> list[Given]:
    wanted = _GIVEN.where(*latest(project_id)).order_by(Response.answered_at.desc()).limit(limit)
    return [Given(*row) for row in session.execute(wanted)]


def stored(session: Session, project_id: int, key: Key, formula: int) -> dict[str, Any] | None:
    """The score as it stands."""
    columns = [column for column in _TABLE.columns if column.name != "project_id"]
    here = (Score.token == key[0], Score.slot == key[1], Score.formula == formula)
    row = session.execute(select(*columns).where(Score.project_id == project_id, *here))
    found = row.mappings().one_or_none()
    return None if found is None else dict(found)


def replace_all(
    session: Session, project_id: int, formula: int | None, rows: Sequence[dict[str, Any]]
) -> None:
    """Store the scores of neighbouring responses, given (None) or restated, in place of the old."""
    if not rows:
        return
    keys = [(row["token"], row["slot"]) for row in rows]
    between = tuple_(Score.token, Score.slot).between(keys[0], keys[-1])
    same = Score.is_given if formula is None else ~Score.is_given & (Score.formula == formula)
    session.execute(delete(Score).where(Score.project_id == project_id, between, same))
    session.execute(insert(_TABLE), [row | {"project_id": project_id} for row in rows])


def unscored(session: Session, project_id: int) -> bool:
    """Whether the newest version of any response has no score of its own."""
    has_one = exists().where(
        Score.project_id == Response.project_id,
        Score.token == Response.token,
        Score.slot == Response.slot,
        Score.formula == Response.formula,
        Score.version == Response.version,
    )
    missing = select(Response.token).where(*latest(project_id), ~has_one).limit(1)
    return session.scalar(missing) is not None


def rehouse(session: Session, project_id: int, from_id: int, to_id: int) -> None:
    """Two residents turned out to be one, so that their answers are one household's."""
    session.execute(
        update(Score)
        .where(Score.project_id == project_id, Score.household == f"resident {from_id}")
        .values(household=f"resident {to_id}")
    )
