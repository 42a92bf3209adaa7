"""Notices (通知): where they go and when, tried out and tried again; carried by the clockwork."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from db import notices, projects
from db.notices import Claim, Target
from desk.announcements import News, tell
from desk.parcels import must_be_reachable
from domain.access import Action, Actor
from domain.notices import Channel, NoticeKind, checked_target, wait_after

AT_ONCE = 20
# Longer than any attempt may take: what is not settled by then was in the hands of somebody gone.
LEASE = timedelta(minutes=3)
LONGEST_ERROR = 300


def add_target(
    session: Session,
    actor: Actor,
    project_id: int,
    name: str,
    channel: Channel,
    address: str,
    kinds: Iterable[NoticeKind],
) -> tuple[int, str]:
    """The new target's id, and the secret that signs what a webhook gets ("" for the others).

    Raises NotAllowed, WrongValue.
    """
    actor.must(Action.ADMINISTER, project_id)
    name, address = checked_target(name, channel, address)
    must_be_reachable(channel, address)
    secret = secrets.token_urlsafe(32) if channel is Channel.WEBHOOK else ""
    id = notices.add_target(
        session,
        project_id,
        name=name,
        channel=channel,
        address=address,
        secret=secret,
        kinds=kinds,
    )
    return id, secret


def choose_kinds(
    session: Session, actor: Actor, project_id: int, id: int, kinds: Iterable[NoticeKind]
) -> None:
    """What this target is told of from now on. Raises NotAllowed, NotFound."""
    actor.must(Action.ADMINISTER, project_id)
    notices.change_target(session, project_id, id, kinds=[kind.value for kind in kinds])


def remove_target(session: Session, actor: Actor, project_id: int, id: int, now: datetime) -> None:
    """Nothing goes there any more, and its secrets are gone. Raises NotAllowed, NotFound."""
    actor.must(Action.ADMINISTER, project_id)
    notices.change_target(session, project_id, id, removed_at=now, address="", secret="")


def set_hours(session: Session, actor: Actor, project_id: int, hours: dict[str, Any]) -> None:
    """The project's own [notices] of the policy. Raises NotAllowed, WrongPolicy."""
    actor.must(Action.ADMINISTER, project_id)
    override = projects.override(session, project_id)
    own = {**override.get("notices", {}), **hours}
    projects.override_policy(session, project_id, {**override, "notices": own})


def try_out(session: Session, actor: Actor, project_id: int, id: int, now: datetime) -> None:
    """Send a test notice to this target, at any hour. Raises NotAllowed."""
    actor.must(Action.ADMINISTER, project_id)
    project, policy = projects.card(session, project_id), projects.policy(session, project_id)
    about = f"{now:%Y%m%d%H%M%S%f}"
    tell(session, project, policy, News(NoticeKind.TEST, about, now, None), only=id)


def retry(session: Session, actor: Actor, project_id: int, id: str, now: datetime) -> None:
    """Begin anew with a notice that was given up. Raises NotAllowed, NotFound."""
    actor.must(Action.ADMINISTER, project_id)
    notices.retry(session, project_id, id, now)


def claim(session: Session, now: datetime) -> list[Claim]:
    """Take some that are due; they come up again unless they are settled in time."""
    return notices.claim(session, now, now + LEASE, limit=AT_ONCE)


def target_of(session: Session, claim: Claim) -> Target | None:
    """Where it goes; None when that target was removed meanwhile."""
    found = (one for one in notices.targets(session, claim.project_id) if one.id == claim.target)
    return next(found, None)


def settle(
    session: Session, claims: Sequence[Claim], error: str | None, now: datetime, chance: float
) -> None:
    """Note what became of one attempt; `error` is None when it was sent.

    A failed one is tried again later and later, and given up in the end.
    """
    for one in claims:
        notices.settle(session, one, **_outcome(one, error, now, chance))


def drop(session: Session, claims: Sequence[Claim], now: datetime) -> None:
    """Give up at once what has nowhere to go any more."""
    for one in claims:
        notices.settle(session, one, failed_at=now, try_at=None, last_error="removed")


def _outcome(claim: Claim, error: str | None, now: datetime, chance: float) -> dict[str, object]:
    if error is None:
        return {"sent_at": now, "try_at": None, "failed_at": None, "last_error": ""}
    told = {"last_error": error[:LONGEST_ERROR]}
    wait = wait_after(claim.attempts, chance)
    if wait is None:
        return {"failed_at": now, "try_at": None, **told}
    return {"try_at": now + wait, **told}
