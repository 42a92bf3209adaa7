"""Codes: what is printed on slips and posters, and what each opens."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from db.rows import fetch, fetch_one
from db.schema import Code, Project
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
