"""Rulings (复核): leave an answer out, or count it again, with a reason that stays on record."""

from datetime import datetime

from sqlalchemy.orm import Session

from db import audit
from db import rulings as rulings_db
from db.rulings import Key, RulingRow
from domain.access import Action, Actor
from domain.errors import ChangedMeanwhile, NotFound
from domain.trust import Deed, checked_reason


def rule(
    session: Session,
    actor: Actor,
    project_id: int,
    key: Key,
    reason: str,
    now: datetime,
    *,
    excluded: bool,
) -> None:
    """The answer is counted, or not counted, from now on; what was given stays as it was.

    Raises NotAllowed, NotFound, WrongValue, and ChangedMeanwhile when it stands so already.
    """
    actor.must(Action.REVIEW, project_id)
    reason = checked_reason(reason)
    stands = rulings_db.is_excluded(session, project_id, key)
    if stands is None:
        raise NotFound("response", key[0])
    if stands is excluded:
        raise ChangedMeanwhile
    number = len(rulings_db.of_response(session, project_id, key)) + 1
    row = RulingRow(number, excluded, reason, now, None)
    rulings_db.add(session, project_id, key, row, actor.staff_id)
    deed = Deed.ANSWER_LEFT_OUT if excluded else Deed.ANSWER_COUNTED
    facts = {"reason": reason}
    audit.note(session, project_id, actor.staff_id, deed, now, f"code/{key[0]}", facts)
