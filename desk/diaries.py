"""Diaries (回访日历): a colleague lets a calendar ask for callbacks, and stops it again."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit, diaries
from db.diaries import Asking
from domain.access import Action, Actor
from domain.diaries import MOST_OPEN, Deed, TooManyDiaries, token_of


def open_one(
    session: Session,
    actor: Actor,
    project_id: int,
    now: datetime,
    *,
    is_whole: bool,
    shows_places: bool,
) -> str:
    """What stands in its address, which nobody can read again.

    Raises NotAllowed, TooManyDiaries.
    """
    actor.must(Action.CALL_BACK, project_id)
    if diaries.count_open(session, project_id, actor.staff_id) >= MOST_OPEN:
        raise TooManyDiaries(MOST_OPEN)
    token = token_of(project_id, secrets.token_urlsafe(32))
    shown = {"is_whole": is_whole, "shows_places": shows_places}
    id = diaries.add(session, project_id, token, actor.staff_id, now, **shown)
    audit.note(session, project_id, actor.staff_id, Deed.DIARY_OPENED, now, f"diary/{id}")
    return token


def close(session: Session, actor: Actor, project_id: int, id: int, now: datetime) -> None:
    """One's own; its address opens nothing from now on. Raises NotFound."""
    diaries.close(session, project_id, id, actor.staff_id, now)
    audit.note(session, project_id, actor.staff_id, Deed.DIARY_CLOSED, now, f"diary/{id}")


def asking(session: Session, token: str) -> Asking | None:
    """Whose calendar asks; None also for a colleague whose role makes no callbacks any more."""
    found = diaries.with_token(session, token)
    if found is None:
        return None
    who = Actor(found.staff_id, {found.project_id: found.role})
    return found if who.may(Action.CALL_BACK, found.project_id) else None
