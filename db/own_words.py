"""Own words (原话): what residents wrote, found by words, chips and needs, a page at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, select
from sqlalchemy.orm import Session

from db.rows import fetch
from db.schema import HeardNeed, Response, Score, Ticket
from domain.handling import Need
from domain.masking import masked
from domain.satisfaction import Verdict
from domain.surveys import Chip
from domain.tickets import Kind

PAGE_LENGTH = 5
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sought:
    """Which words are wanted: on these days, with this in them, with this chip, with this need."""

    first: date
    last: date
    text: str = ""
    chip: Chip | None = None
    need: Need | None = None


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What one resident wrote, without saying who."""

    token: str
    slot: str
    answered_at: datetime
    ticket: int | None
    kind: Kind | None
    verdict: Verdict | None
    chips: list[str]
    words: str
    doubts: list[str]
    excluded: bool

    @property
    def key(self) -> Key:
        return self.token, self.slot


_COLUMNS: tuple[Any, ...] = (
    Score.token,
    Score.slot,
    Response.answered_at,
    Response.ticket,
    Ticket.kind,
    Score.verdict,
    Response.chips,
    Response.words,
    Response.doubts,
    Score.excluded,
)
_GIVEN = and_(
    *(
        getattr(Response, name) == getattr(Score, name)
        for name in ("project_id", "token", "slot", "version")
    )
)


def found(session: Session, project_id: int, sought: Sought, page: int = 0) -> list[OwnWords]:
    """The newest first; one more than a page holds when there is another page.

    What is hidden from the reader cannot be searched for.
    """
    wanted = (
        select(*_COLUMNS)
        .select_from(Score)
        .join(Response, _GIVEN)
        .outerjoin(
            Ticket, (Ticket.project_id == Score.project_id) & (Ticket.number == Response.ticket)
        )
        .where(
            Score.project_id == project_id,
            Score.is_given.is_(True),
            Score.day.between(sought.first, sought.last),
            Response.words != "",
            *_narrowed(sought),
        )
        .order_by(Score.day.desc(), Response.answered_at.desc(), Score.token, Score.slot)
        .limit(PAGE_LENGTH + 1)
        .offset(page * PAGE_LENGTH)
    )
    text = sought.text.lower()
    rows = fetch(session, wanted, OwnWords)
    return [row for row in rows if text in masked(row.words).lower()]


def _narrowed(sought: Sought) -> list[ColumnElement[bool]]:
    narrowed: list[ColumnElement[bool]] = []
    if sought.text:
        words = func.lower(Response.words)
        narrowed.append(words.contains(sought.text.lower(), autoescape=True))
    if sought.chip is not None:
        narrowed.append(Score.chips.bitwise_and(1 << list(Chip).index(sought.chip)) > 0)
    if sought.need is not None:
        heard = exists().where(
            HeardNeed.project_id == Score.project_id,
            HeardNeed.token == Score.token,
            HeardNeed.slot == Score.slot,
            HeardNeed.need == sought.need,
        )
        narrowed.append(heard)
    return narrowed


def needs_of(session: Session, project_id: int, tokens: Collection[str]) -> dict[Key, list[Need]]:
    """In the order of the list."""
    rows = session.execute(
        select(HeardNeed.token, HeardNeed.slot, HeardNeed.need).where(
            HeardNeed.project_id == project_id, HeardNeed.token.in_(tokens)
        )
    )
    heard: dict[Key, list[Need]] = {}
    for token, slot, need in rows:
        heard.setdefault((token, slot), []).append(need)
    order = list(Need)
    return {key: sorted(needs, key=order.index) for key, needs in heard.items()}


def says_something(session: Session, project_id: int, key: Key) -> bool:
    token, slot = key
    wanted = exists().where(
        Response.project_id == project_id,
        Response.token == token,
        Response.slot == slot,
        Response.words != "",
    )
    return bool(session.scalar(select(wanted)))


def hear(
    session: Session,
    project_id: int,
    key: Key,
    needs: Collection[Need],
    now: datetime,
    by: int | None,
) -> None:
    """These needs and no others are heard in the answer; those known before keep who heard them."""
    token, slot = key
    here = (
        HeardNeed.project_id == project_id,
        HeardNeed.token == token,
        HeardNeed.slot == slot,
    )
    session.execute(delete(HeardNeed).where(*here, HeardNeed.need.not_in(needs)))
    known = set(session.scalars(select(HeardNeed.need).where(*here)))
    for need in needs:
        if need not in known:
            row = {"project_id": project_id, "token": token, "slot": slot, "need": need}
            session.execute(insert(HeardNeed).values(**row, at=now, by=by))
