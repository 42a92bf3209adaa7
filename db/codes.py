"""Codes: what is printed on slips and posters, and what each opens."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from db.people import PlaceCard
from db.rows import fetch, fetch_one
from db.schema import Code, Place, Project
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


def of_ticket(session: Session, project_id: int, ticket: int) -> CodeCard | None:
    """The ticket's code that still opens, the latest if there are several."""
    wanted = (
        select(*_CARD)
        .where(Code.project_id == project_id, Code.ticket == ticket, Code.revoked_at.is_(None))
        .order_by(Code.issued_at.desc())
        .limit(1)
    )
    return fetch_one(session, wanted, CodeCard)


def standing(
    session: Session, project_id: int, kind: CodeKind, place_id: int | None, now: datetime
) -> CodeCard | None:
    """The code of this kind that still opens there, the latest if there are several."""
    wanted = (
        select(*_CARD)
        .where(
            Code.project_id == project_id,
            Code.kind == kind,
            Code.place_id == place_id,
            Code.revoked_at.is_(None),
            or_(Code.expires_at.is_(None), Code.expires_at > now),
        )
        .order_by(Code.issued_at.desc(), Code.token)
        .limit(1)
    )
    return fetch_one(session, wanted, CodeCard)


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


def add(session: Session, card: CodeCard) -> None:
    session.execute(
        insert(Code).values(
            project_id=card.project_id,
            token=card.token,
            kind=card.kind,
            form=card.form,
            ticket=card.ticket,
            place_id=card.place_id,
            issued_at=card.issued_at,
            expires_at=card.expires_at,
            revoked_at=card.revoked_at,
        )
    )


def revoke(session: Session, project_id: int, token: str, now: datetime) -> bool:
    """False when there was no such code, or it was revoked before."""
    done = session.execute(
        update(Code)
        .where(Code.project_id == project_id, Code.token == token, Code.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(Code.token)
    )
    return done.one_or_none() is not None
