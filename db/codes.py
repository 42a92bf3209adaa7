"""Codes: what is printed on slips and posters, and what each opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session

from db.people import PlaceCard
from db.rows import fetch, fetch_one
from db.schema import Base, Code, Place, Project
from domain.errors import NotFound
from domain.surveys import CodeKind, Form


@dataclass(frozen=True, slots=True)
class CodeCard:
    project_id: int
    token: str
    kind: CodeKind
    form: Form
    ticket: int | None
    place_id: int | None
    issued_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    campaign: int | None = None


_CARD = (
    Code.project_id,
    Code.token,
    Code.kind,
    Code.form,
    Code.ticket,
    Code.place_id,
    Code.issued_at,
    Code.expires_at,
    Code.revoked_at,
    Code.campaign,
)


def find(session: Session, token: str) -> CodeCard | None:
    """The code of a project that still exists."""
    wanted = (
        select(*_CARD)
        .join(Project, Project.id == Code.project_id)
        .where(Code.token == token, Project.removed_at.is_(None))
    )
    return fetch_one(session, wanted, CodeCard)


def of_project(session: Session, project_id: int, *, limit: int = 200) -> list[CodeCard]:
    """The latest codes first."""
    wanted = (
        select(*_CARD)
        .where(Code.project_id == project_id)
        .order_by(Code.issued_at.desc(), Code.token)
        .limit(limit)
    )
    return fetch(session, wanted, CodeCard)


def live(
    session: Session,
    project_id: int,
    kind: CodeKind,
    *,
    ticket: int | None = None,
    place_id: int | None = None,
    campaign: int | None = None,
) -> CodeCard | None:
    """The one code of this kind for this thing that was not withdrawn; it may have run out."""
    wanted = select(*_CARD).where(
        Code.project_id == project_id,
        Code.kind == kind,
        Code.ticket == ticket,
        Code.place_id == place_id,
        Code.campaign == campaign,
        Code.revoked_at.is_(None),
    )
    return fetch_one(session, wanted, CodeCard)


def of_ticket(session: Session, project_id: int, ticket: int) -> CodeCard | None:
    """The ticket's code that still opens."""
    return live(session, project_id, CodeKind.TICKET, ticket=ticket)


def place(session: Session, project_id: int, place_id: int) -> PlaceCard:
    """Where a code is to hang. Raises NotFound."""
    wanted = select(Place.id, Place.building, Place.unit, Place.name).where(
        Place.project_id == project_id, Place.id == place_id
    )
    found = fetch_one(session, wanted, PlaceCard)
    if found is None:
        raise NotFound("place", place_id)
    return found


def common_places(session: Session, project_id: int, *, limit: int = 500) -> list[PlaceCard]:
    """The places that are nobody's home: lobbies, lifts, gates, in the order of their names."""
    wanted = (
        select(Place.id, Place.building, Place.unit, Place.name)
        .where(Place.project_id == project_id, Place.unit == "", Place.name != "")
        .order_by(Place.building, Place.name)
        .limit(limit)
    )
    return fetch(session, wanted, PlaceCard)


def is_place(session: Session, project_id: int, building: str, name: str) -> bool:
    """Whether a common place of that name is known there."""
    wanted = exists().where(
        Place.project_id == project_id,
        Place.building == building,
        Place.unit == "",
        Place.name == name,
    )
    return bool(session.scalar(select(wanted)))


# As a table: as a class, rows with and without a ticket would go in separate runs.
_CODES = Base.metadata.tables["codes"]


def add(session: Session, card: CodeCard, issued_by: int | None = None) -> None:
    add_all(session, [card], issued_by)


def add_all(session: Session, cards: Sequence[CodeCard], issued_by: int | None = None) -> None:
    rows = [{name: getattr(card, name) for name in CodeCard.__slots__} for card in cards]
    if rows:
        session.execute(insert(_CODES), [row | {"issued_by": issued_by} for row in rows])


def revoke(
    session: Session, project_id: int, token: str, now: datetime, by: int | None = None
) -> CodeCard | None:
    """The code that is now withdrawn; None when there was none, or it was withdrawn before."""
    done = (
        update(Code)
        .where(Code.project_id == project_id, Code.token == token, Code.revoked_at.is_(None))
        .values(revoked_at=now, revoked_by=by)
        .returning(*_CARD)
    )
    return fetch_one(session, done, CodeCard)


def limit(
    session: Session, project_id: int, token: str, kind: CodeKind, until: datetime | None
) -> bool:
    """Until when a code of this kind opens, None for always. False when no such code opens."""
    done = session.execute(
        update(Code)
        .where(
            Code.project_id == project_id,
            Code.token == token,
            Code.kind == kind,
            Code.revoked_at.is_(None),
        )
        .values(expires_at=until)
        .returning(Code.token)
    )
    return done.one_or_none() is not None
