"""Tallies (汇总): what groups of scores amount to, added up by the database.

Two steps in one statement: every household speaks once, with the mean of its answers, and then the
households of each group are counted. Formula and direct verdicts are never pooled (SCORING §2, §3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, select
from sqlalchemy.orm import Session

from db import kept
from db.schema import Score
from domain.formula import Formula
from domain.groups import HALF_A_LABEL, MIDDLE_LABEL, Sums
from domain.honesty import Doubt
from domain.satisfaction import EPSILON, Method
from domain.surveys import Chip, CodeKind
from domain.terms import PARTS, Contributions
from domain.tickets import Channel, Kind


class By(StrEnum):
    """What answers are grouped by; `CODE` is the kind of code that was scanned."""

    BUILDING = "building"
    KIND = "kind"
    TEAM = "team"
    CHANNEL = "channel"
    CODE = "code"
    MONTH = "month"


Only = tuple[By, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which answers are meant: those of a project's days, both included, that are counted.

    `version` is one that all are restated under, None for the one each was given under; `rules` is
    the formula that judges groups. `only` leaves those of one group; `afresh` reads nothing that
    was counted earlier.
    """

    project_id: int
    first: date
    last: date
    rules: Formula
    version: int | None = None
    only: Only | None = None
    with_excluded: bool = False
    afresh: bool = False

    @property
    def may_be_kept(self) -> bool:
        return self.version is None and self.only is None and not self.afresh


@dataclass(frozen=True, slots=True)
class Whole:
    """All answers by the formula together: households' means of either side and of each term."""

    sums: Sums
    expectation: float | None
    delivered: float | None
    terms: Contributions | None


@dataclass(frozen=True, slots=True)
class Promised:
    """Households that answered both halves of the promise, in points.

    `sums` are of what was kept less what was made; `made` and `kept` are means.
    """

    sums: Sums
    made: float
    kept: float


@dataclass(frozen=True, slots=True)
class Heard:
    """Everybody who answered in any way; chips by households, doubts by answers."""

    responses: int
    households: int
    excluded: int
    chips: Mapping[Chip, int]
    doubts: Mapping[Doubt, int]


def where(asked: Asked) -> list[ColumnElement[bool]]:
    """The condition on scores."""
    found: list[ColumnElement[bool]] = [
        Score.project_id == asked.project_id,
        Score.day.between(asked.first, asked.last),
        Score.is_given.is_(True) if asked.version is None else Score.formula == asked.version,
    ]
    if not asked.with_excluded:
        found.append(~Score.excluded)
    if asked.only is not None:
        by, key = asked.only
        found.append(column(by).is_not_distinct_from(key))
    return found


def column(by: By) -> Any:
    return getattr(Score, by.value)


def whole(session: Session, asked: Asked) -> Whole:
    means = [func.avg(getattr(Score, name)).label(name) for name in ("gap", *_SIDES, *PARTS)]
    homes = _homes(asked, Method.FORMULA, *means)
    others = [func.avg(homes.c[name]) for name in (*_SIDES, *PARTS)]
    wanted = select(*_counted(homes.c.gap, asked.rules.tolerance), *others)
    row = kept.only_row(kept.rows(session, asked, "whole", wanted))
    expectation, delivered, *terms = row[5:]
    parts = Contributions(tuple(terms[:4]), tuple(terms[4:])) if row[0] else None
    return Whole(_sums(row[:5]), expectation, delivered, parts)


_SIDES = ("expectation", "delivered")


def gaps(session: Session, asked: Asked) -> Sums:
    """The same sums without what they are made of, in a third of the time."""
    homes = _homes(asked, Method.FORMULA, func.avg(Score.gap).label("gap"))
    wanted = select(*_counted(homes.c.gap, asked.rules.tolerance))
    return _sums(kept.only_row(kept.rows(session, asked, "gaps", wanted)))


def groups(session: Session, asked: Asked, by: By) -> dict[Any, Sums]:
    """The gaps of each group."""
    homes = _homes(asked, Method.FORMULA, func.avg(Score.gap).label("gap"), by=by)
    key = homes.c[by.value]
    wanted = select(key, *_counted(homes.c.gap, asked.rules.tolerance)).group_by(key)
    rows = kept.rows(session, asked, f"by {by}", wanted)
    return {_KEYS.get(by, str)(key) if key else key: _sums(sums) for key, *sums in rows}


_KEYS: dict[By, Any] = {By.KIND: Kind, By.CHANNEL: Channel, By.CODE: CodeKind, By.MONTH: int}


def direct(session: Session, asked: Asked) -> Sums:
    """Households by item C alone, measured from "about the same"."""
    homes = _homes(asked, Method.DIRECT, (func.avg(Score.c) - MIDDLE_LABEL).label("apart"))
    wanted = select(*_counted(homes.c.apart, HALF_A_LABEL))
    return _sums(kept.only_row(kept.rows(session, asked, "direct", wanted)))


def promised(session: Session, asked: Asked) -> Promised:
    both = (Score.e3.is_not(None), Score.d2.is_not(None))
    step = 100 / (asked.rules.ladder - 1)
    halves = {"made": Score.e3, "kept": Score.d2}
    means = [(func.avg(mark) * step - step).label(half) for half, mark in halves.items()]
    homes = _homes(asked, Method.FORMULA, *means, also=both)
    counted = _counted(homes.c.kept - homes.c.made, asked.rules.tolerance)
    wanted = select(*counted, func.avg(homes.c.made), func.avg(homes.c.kept))
    row = kept.only_row(kept.rows(session, asked, "promised", wanted))
    return Promised(_sums(row[:5]), float(row[5] or 0), float(row[6] or 0))


def heard(session: Session, asked: Asked) -> Heard:
    """Of all answers; `excluded` and doubts also of those that are not counted."""
    wanted = select(func.count(), func.count(Score.household.distinct())).where(*where(asked))
    responses, households = kept.only_row(kept.rows(session, asked, "heard", wanted))
    excluded, doubts = _doubts(session, asked)
    return Heard(responses, households, excluded, _chips(session, asked), doubts)


def _chips(session: Session, asked: Asked) -> dict[Chip, int]:
    """By households, from the few answers that chose any."""
    chose = [func.max(Score.chips.bitwise_and(1 << p)).label(c.value) for p, c in enumerate(Chip)]
    any_chosen = (*where(asked), Score.chips > 0)
    homes = select(*chose).where(*any_chosen).group_by(Score.household).subquery()
    wanted = select(*(func.sum(case((homes.c[chip.value] > 0, 1), else_=0)) for chip in Chip))
    return _some(Chip, kept.only_row(kept.rows(session, asked, "chips", wanted)))


@dataclass(frozen=True, slots=True)
class Dot:
    """So many households that expected and got about so much, 0–100."""

    expectation: float
    delivered: float
    households: int


DOT = 5.0


def cloud(session: Session, asked: Asked) -> list[Dot]:
    """Households on a grid fine enough to look at, however many they are."""
    means = (func.avg(getattr(Score, side)).label(side) for side in _SIDES)
    homes = _homes(asked, Method.FORMULA, *means)
    at = [func.round(homes.c[side] / DOT).label(side) for side in _SIDES]
    wanted: Select[*tuple[Any, ...]] = select(*at, func.count()).group_by(*at).order_by(*at)
    rows = kept.rows(session, asked, "cloud", wanted)
    return [Dot(float(one) * DOT, float(other) * DOT, count) for one, other, count in rows]


def _doubts(session: Session, asked: Asked) -> tuple[int, dict[Doubt, int]]:
    raised = [
        func.sum(case((Score.doubts.bitwise_and(1 << place) > 0, 1), else_=0))
        for place in range(len(Doubt))
    ]
    excluded = func.sum(case((Score.excluded, 1), else_=0))
    every = replace(asked, with_excluded=True)
    few = Score.excluded | (Score.doubts > 0)
    wanted = select(excluded, *raised).where(*where(every), few)
    found = kept.only_row(kept.rows(session, every, "doubts", wanted))
    return int(found[0] or 0), _some(Doubt, found[1:])


def _some(codes: Any, counts: Sequence[Any]) -> dict[Any, int]:
    return {code: int(count) for code, count in zip(codes, counts, strict=True) if count}


def _homes(
    asked: Asked,
    method: Method,
    *values: ColumnElement[Any],
    by: By | None = None,
    also: Sequence[ColumnElement[bool]] = (),
) -> Subquery:
    """What each household says, in each group where groups are asked for."""
    keys = [column(by)] if by else []
    return (
        select(*keys, *values)
        .where(*where(asked), Score.method == method, *also)
        .group_by(*keys, Score.household)
        .subquery()
    )


def _counted(value: ColumnElement[Any], tolerance: float) -> Sequence[ColumnElement[Any]]:
    """The columns that make Sums of one value per household."""
    return (
        func.count(value),
        func.sum(value),
        func.sum(value * value),
        func.sum(case((value < -tolerance - EPSILON, 1), else_=0)),
        func.sum(case((value > tolerance + EPSILON, 1), else_=0)),
    )


def _sums(row: Any) -> Sums:
    """PostgreSQL averages whole numbers as decimals."""
    n, total, squares, below, above = row
    return Sums(n, float(total or 0), float(squares or 0), int(below or 0), int(above or 0))
