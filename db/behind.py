"""Behind a figure (明细): the answers that a group, a verdict, a term or a point is made of.

Nothing here says who spoke, and nothing is listed of a group too small to be shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, null, select
from sqlalchemy.orm import Session

from db.rows import fetch
from db.rulings import EXCLUDED
from db.schema import Response, Score, Ticket
from db.tallies import DOT, Asked, where
from domain.groups import SHOWN_FROM
from domain.satisfaction import Method, Verdict
from domain.surveys import Chip
from domain.terms import PARTS
from domain.tickets import Kind

PAGE_LENGTH = 40
# Far more than anybody turns pages through; what is rare is looked for no further back.
MOST_SEARCHED = 100_000


class What(StrEnum):
    """What kind of mark in a chart: a method, a term of the formula, a chip, a point of the cloud,
    a verdict by direct comparison beside the formula's.
    """

    METHOD = "method"
    TERM = "term"
    CHIP = "chip"
    POINT = "point"
    COMPARED = "compared"


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: a Method, an item ("e2"), a Chip, (expectation, delivered) or a Verdict."""

    what: What
    key: Any


@dataclass(frozen=True, slots=True)
class Behind:
    """One answer; `adds` are the points that the term asked for adds to its gap."""

    answered_at: datetime
    ticket: int | None
    kind: Kind | None
    verdict: Verdict | None
    method: Method | None
    gap: float | None
    adds: float | None
    chips: list[str]
    words: str
    doubts: list[str]
    excluded: bool


def behind(
    session: Session,
    asked: Asked,
    verdict: Verdict | None = None,
    mark: Mark | None = None,
    *,
    page: int = 0,
) -> list[Behind] | None:
    """The newest first, one more than a page holds where there are more; None of a small group.

    Without a mark, answers that are not counted too.
    """
    here = where(replace(asked, with_excluded=asked.with_excluded or mark is None))
    if not _may_be_shown(session, asked):
        return None
    if verdict is not None:
        here.append(Score.verdict == verdict)
    if mark is not None:
        here.append(_MARKED[mark.what](mark.key))
    wanted = (
        select(*_answer(mark))
        .select_from(Score)
        .join(Response, _IS_SCORED)
        .outerjoin(
            Ticket, (Ticket.project_id == Response.project_id) & (Ticket.number == Response.ticket)
        )
        .where(*here)
        .order_by(Score.day.desc(), Response.answered_at.desc(), Response.token, Response.slot)
    )
    return fetch(session, wanted.limit(PAGE_LENGTH + 1).offset(page * PAGE_LENGTH), Behind)


def newest(session: Session, asked: Asked) -> Asked:
    """The same without the days before the newest MOST_SEARCHED answers."""
    every = replace(asked, only=None, with_excluded=True)
    days = select(Score.day).where(*where(every)).order_by(Score.day.desc())
    first = session.scalar(days.offset(MOST_SEARCHED).limit(1))
    return asked if first is None else replace(asked, first=first)


def _may_be_shown(session: Session, asked: Asked) -> bool:
    every = replace(asked, with_excluded=True)
    homes = select(Score.household).where(*where(every)).distinct().limit(SHOWN_FROM).subquery()
    return (session.scalar(select(func.count()).select_from(homes)) or 0) >= SHOWN_FROM


def _answer(mark: Mark | None) -> tuple[Any, ...]:
    is_term = mark is not None and mark.what is What.TERM
    return (
        Response.answered_at,
        Response.ticket,
        Ticket.kind,
        Score.verdict,
        Score.method,
        Score.gap,
        (_adds(mark.key) if mark and is_term else null()).label("adds"),
        Response.chips,
        Response.words,
        Response.doubts,
        EXCLUDED.label("excluded"),
    )


_IS_SCORED = and_(
    *(
        getattr(Response, name) == getattr(Score, name)
        for name in ("project_id", "token", "slot", "version")
    )
)


def _adds(item: str) -> ColumnElement[Any]:
    """High expectation pulls the gap down."""
    points: ColumnElement[Any] = getattr(Score, f"from_{item}")
    return -points if item.startswith("e") else points


def _counts_term(item: str) -> ColumnElement[bool]:
    """Answered, in a form that has a gap."""
    return and_(getattr(Score, item).is_not(None), getattr(Score, f"from_{item}").is_not(None))


def _chose(chip: Chip) -> ColumnElement[bool]:
    return Score.chips.bitwise_and(1 << list(Chip).index(chip)) > 0


def _lies_at(point: tuple[float, float]) -> ColumnElement[bool]:
    sides = (Score.expectation, Score.delivered)
    return and_(
        Score.method == Method.FORMULA,
        *(side.between(at - DOT / 2, at + DOT / 2) for side, at in zip(sides, point, strict=True)),
    )


_COMPARED = {
    Verdict.DISSATISFIED: (1, 2),
    Verdict.BASICALLY_SATISFIED: (3,),
    Verdict.VERY_SATISFIED: (4, 5),
}


def _compared(verdict: Verdict) -> ColumnElement[bool]:
    return and_(Score.method == Method.FORMULA, Score.c.in_(_COMPARED[verdict]))


_MARKED: Mapping[What, Callable[[Any], ColumnElement[bool]]] = {
    What.METHOD: lambda method: Score.method == method,
    What.TERM: _counts_term,
    What.CHIP: _chose,
    What.POINT: _lies_at,
    What.COMPARED: _compared,
}


def mark_of(what: str, key: str) -> Mark | None:
    """The mark that these codes stand for, if there is one."""
    try:
        kind = What(what)
        return Mark(kind, _KEYS[kind](key))
    except ValueError:
        return None


def _item(key: str) -> str:
    if f"from_{key}" not in PARTS:
        raise ValueError(key)
    return key


def _point(key: str) -> tuple[float, float]:
    expectation, delivered = (float(int(at)) for at in key.split("-"))
    return expectation, delivered


_KEYS: Mapping[What, Callable[[str], Any]] = {
    What.METHOD: Method,
    What.TERM: _item,
    What.CHIP: Chip,
    What.POINT: _point,
    What.COMPARED: Verdict,
}
