"""Needs (需求): which ones a resident's words speak of, and what is done about those of a group."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit, need_sheets, own_words
from db.own_words import Key
from domain.access import Action, Actor
from domain.errors import NotFound
from domain.handling import Need
from domain.need_sheets import Feasibility, Heard, checked_response
from domain.trust import Deed


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


def respond(
    session: Session,
    actor: Actor,
    project_id: int,
    heard: Heard,
    response: str,
    feasibility: Feasibility,
    now: datetime,
) -> None:
    """What is done about a need of one group, in place of what was said before.

    Raises NotAllowed, WrongValue, ChangedMeanwhile.
    """
    actor.must(Action.REVIEW, project_id)
    said = checked_response(heard, response), feasibility
    need_sheets.respond(session, project_id, heard, said, now, actor.staff_id)
    facts = {"response": said[0], "feasibility": feasibility, "group": heard.group}
    subject = f"need/{heard.segment}/{heard.need}"
    audit.note(session, project_id, actor.staff_id, Deed.NEED_ANSWERED, now, subject, facts)
