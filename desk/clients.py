"""Clients (外部系统): a key is given to a program of somebody else's, and taken away again."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit, clients
from desk.tickets import must, staff_id
from domain.access import Action, Actor
from domain.clients import Asked, Deed, checked, key_of


def give(
    session: Session, actor: Actor | None, project_id: int, asked: Asked, now: datetime
) -> str:
    """The new key, which nobody can read again. Raises NotAllowed, WrongValue."""
    must(actor, Action.ADMINISTER, project_id)
    asked = checked(asked.name, asked.scopes, asked.per_minute)
    key = key_of(project_id, secrets.token_urlsafe(32))
    id = clients.add(session, project_id, asked, key, staff_id(actor), now)
    _note(session, actor, project_id, Deed.KEY_GIVEN, id, now)
    return key


def revoke(session: Session, actor: Actor | None, project_id: int, id: int, now: datetime) -> None:
    """The key opens nothing any more, from the next call on. Raises NotAllowed, NotFound."""
    must(actor, Action.ADMINISTER, project_id)
    clients.revoke(session, project_id, id, now)
    _note(session, actor, project_id, Deed.KEY_REVOKED, id, now)


def _note(
    session: Session, actor: Actor | None, project_id: int, deed: Deed, id: int, now: datetime
) -> None:
    audit.note(session, project_id, staff_id(actor), deed, now, f"client/{id}")
