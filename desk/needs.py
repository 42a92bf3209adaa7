"""Needs (需求标签): a colleague notes which needs a resident's words speak of."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from db import own_words
from db.own_words import Key
from domain.access import Action, Actor
from domain.errors import NotFound
from domain.handling import Need


def hear(
    session: Session,
    actor: Actor,
    project_id: int,
    key: Key,
    needs: Collection[Need],
    now: datetime,
) -> None:
    """From now on these needs, and no others, stand beside the words.

    Raises NotAllowed, and NotFound where nothing was written.
    """
    actor.must(Action.CALL_BACK, project_id)
    if not own_words.says_something(session, project_id, key):
        raise NotFound("response", key[0])
    own_words.hear(session, project_id, key, needs, now, actor.staff_id)
