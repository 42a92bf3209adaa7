"""Policies (制度): what a project does otherwise than the house; open work follows at once."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db import audit, projects
from db import escalations as escalations_db
from db import imports as imports_db
from db import tickets as tickets_db
from desk.tickets import Dossier, must, staff_id
from domain.access import Action, Actor
from domain.escalations import follow_up
from domain.projects import Deed
from domain.tickets import fold
from domain.trees import flat, grown

AT_ONCE = 500
LONGEST_FACT = 60
HOUSE = "–"


def set_own(
    session: Session,
    actor: Actor | None,
    project_id: int,
    keys: Collection[str],
    own: Mapping[str, Any],
    now: datetime,
) -> None:
    """Of these dotted `keys`, what is in `own` is the project's; the others follow the house.

    Raises NotAllowed, WrongPolicy.
    """
    leaves = flat(projects.override(session, project_id))
    others = {key: value for key, value in leaves.items() if key not in keys}
    override_policy(session, actor, project_id, grown(others | dict(own)), now)


def override_policy(
    session: Session,
    actor: Actor | None,
    project_id: int,
    override: dict[str, Any],
    now: datetime,
) -> None:
    """Store the project's own policy; its open tickets and callbacks follow it from now on.

    Raises NotAllowed, WrongPolicy.
    """
    must(actor, Action.ADMINISTER, project_id)
    changed = _changes(projects.override(session, project_id), override)
    if not changed:
        return
    projects.override_policy(session, project_id, override)
    audit.note(session, project_id, staff_id(actor), Deed.POLICY_CHANGED, now, facts=changed)
    _judge_tickets_anew(session, project_id)
    _judge_callbacks_anew(session, project_id)


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, str]:
    """What each key says now that said something else; a dash where the house is followed again."""
    old, new = flat(before), flat(after)
    differ = sorted(
        key for key in old.keys() | new.keys() if old.get(key, HOUSE) != new.get(key, HOUSE)
    )
    return {key: _short(new.get(key, HOUSE)) for key in differ}


def _short(value: object) -> str:
    told = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return told if len(told) <= LONGEST_FACT else f"{told[:LONGEST_FACT]}…"


def _judge_tickets_anew(session: Session, project_id: int) -> None:
    project, policy = projects.card(session, project_id), projects.policy(session, project_id)
    open_ones = tickets_db.open_numbers(session, project_id)
    for start in range(0, len(open_ones), AT_ONCE):
        some = open_ones[start : start + AT_ONCE]
        intakes = tickets_db.intakes(session, project_id, some)
        histories = imports_db.histories(session, project_id, some)
        found = [
            Dossier(project, policy, number, intakes[number], history, fold(history))
            for number, history in histories.items()
        ]
        mirrors = [(d.number, d.progress, d.due(), d.raise_at()) for d in found]
        tickets_db.mirror_all(session, project_id, mirrors)


def _judge_callbacks_anew(session: Session, project_id: int) -> None:
    project, policy = projects.card(session, project_id), projects.policy(session, project_id)
    for closes_on in escalations_db.closing_days(session, project_id):
        later = follow_up(closes_on, policy.escalation, project.zone)
        escalations_db.follow_up_after(session, project_id, closes_on, later.after)
