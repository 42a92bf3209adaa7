"""Codes: give out, withdraw, and see what one opens."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from db import codes as codes_db
from db import projects
from db import tickets as tickets_db
from db.codes import CodeCard
from desk.tickets import must
from domain.access import Action, Actor
from domain.errors import NotFound
from domain.surveys import ALPHABET, CODE_LENGTH, CodeKind, Form


def for_ticket(
    session: Session, actor: Actor | None, project_id: int, ticket: int, now: datetime
) -> str:
    """The ticket's token: the one it has, else a new one. Raises NotAllowed, NotFound."""
    must(actor, Action.WORK, project_id)
    known = codes_db.of_ticket(session, project_id, ticket)
    if known is not None:
        return known.token
    tickets_db.line(session, project_id, ticket)
    form = Form(projects.policy(session, project_id).survey.ticket_form)
    return _issue(session, project_id, CodeKind.TICKET, form, now, ticket=ticket)


def for_place(
    session: Session, actor: Actor | None, project_id: int, place_id: int, now: datetime
) -> str:
    """The token of the place's posters and stickers. Raises NotAllowed, NotFound."""
    must(actor, Action.ADMINISTER, project_id)
    codes_db.place(session, project_id, place_id)
    return _standing(session, project_id, CodeKind.PLACE, now, place_id)


def for_card(session: Session, actor: Actor | None, project_id: int, now: datetime) -> str:
    """The token on the project's contact cards, one for all of them. Raises NotAllowed."""
    must(actor, Action.ADMINISTER, project_id)
    return _standing(session, project_id, CodeKind.CARD, now)


def revoke(
    session: Session, actor: Actor | None, project_id: int, token: str, now: datetime
) -> None:
    """The code opens nothing from now on. Raises NotFound when it did not before."""
    must(actor, Action.REPLY, project_id)
    if not codes_db.revoke(session, project_id, token, now):
        raise NotFound("code", token)


def _standing(
    session: Session, project_id: int, kind: CodeKind, now: datetime, place_id: int | None = None
) -> str:
    """The code that hangs there already and still opens, else a new one."""
    known = codes_db.standing(session, project_id, kind, place_id, now)
    if known is not None:
        return known.token
    return _issue(session, project_id, kind, Form.PULSE, now, place_id=place_id)


def _issue(
    session: Session,
    project_id: int,
    kind: CodeKind,
    form: Form,
    now: datetime,
    *,
    ticket: int | None = None,
    place_id: int | None = None,
) -> str:
    token = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    card = CodeCard(project_id, token, kind, form, ticket, place_id, now, None, None)
    codes_db.add(session, card)
    return token
