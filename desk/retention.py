"""Retention (保存期限): set by whoever has seen what would go, kept to by the clockwork."""

from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy.orm import Session

from db import projects
from db import retention as retention_db
from desk import erasures
from desk.residents import note
from desk.tickets import must
from domain.access import Action, Actor
from domain.residents import Deed
from domain.retention import Gone, RetentionRule, limits


def set_rule(
    session: Session, actor: Actor | None, project_id: int, rule: RetentionRule, now: datetime
) -> None:
    """Raises NotAllowed."""
    must(actor, Action.ADMINISTER, project_id)
    own = projects.override(session, project_id)
    projects.override_policy(session, project_id, {**own, "retention": asdict(rule)})
    note(session, actor, project_id, Deed.RETENTION_SET, now, **asdict(rule))


def would_go(
    session: Session, actor: Actor | None, project_id: int, rule: RetentionRule, now: datetime
) -> Gone:
    """What this rule would let go if it were switched on now. Raises NotAllowed."""
    must(actor, Action.ADMINISTER, project_id)
    zone = projects.card(session, project_id).zone
    return retention_db.would_go(session, project_id, limits(rule, now, zone))


def is_due(session: Session, project_id: int, now: datetime) -> bool:
    rule = projects.policy(session, project_id).retention
    return rule.on and bool(would_go(session, None, project_id, rule, now))


def let_go(session: Session, project_id: int, now: datetime) -> Gone:
    """Some of what was kept long enough, written down without a name; nothing once all is gone."""
    rule = projects.policy(session, project_id).retention
    if not rule.on:
        return Gone()
    zone = projects.card(session, project_id).zone
    until = limits(rule, now, zone)
    left = retention_db.people(session, project_id, until.people)
    for resident_id in left:
        erasures.erase(session, None, project_id, resident_id, now)
    gone = replace(retention_db.empty(session, project_id, until, now), people=len(left))
    if gone:
        note(session, None, project_id, Deed.KEPT_NO_LONGER, now, **asdict(gone))
    return gone
