"""Notices (通知): where they go and when, tried out and tried again; carried by the clockwork."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from db import audit, notice_targets, notices, projects
from db.notice_targets import Target
from db.notices import Claim
from desk import webhooks
from desk.announcements import News, tell
from desk.parcels import must_be_reachable
from desk.policies import set_own
from domain.access import Action, Actor
from domain.notices import (
    FIRST_WAIT,
    PATIENCE,
    Channel,
    NoticeKind,
    checked_target,
    wait_after,
)
from domain.trees import flat

AT_ONCE = 20
# Longer than any attempt may take: what is not settled by then was in the hands of somebody gone.
LEASE = timedelta(minutes=3)
LONGEST_ERROR = 300
SWITCHED_OFF = "switched_off"


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
    secret = webhooks.new_secret() if channel is Channel.WEBHOOK else ""
    id = notice_targets.add_target(
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
    notice_targets.change_target(session, project_id, id, kinds=[kind.value for kind in kinds])


def remove_target(session: Session, actor: Actor, project_id: int, id: int, now: datetime) -> None:
    """Nothing goes there any more, and its secrets are gone. Raises NotAllowed, NotFound."""
    actor.must(Action.ADMINISTER, project_id)
    notice_targets.change_target(session, project_id, id, removed_at=now, address="", secret="")


def set_hours(
    session: Session, actor: Actor, project_id: int, hours: dict[str, Any], now: datetime
) -> None:
    """The project's own [notices] of the policy. Raises NotAllowed, WrongPolicy."""
    own = flat(hours, "notices")
    set_own(session, actor, project_id, own, own, now)


def try_out(session: Session, actor: Actor, project_id: int, id: int, now: datetime) -> None:
    """Send a test notice to this target, at any hour; it is switched on again if it takes it.

    Raises NotAllowed.
    """
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
    known = notice_targets.targets(session, claim.project_id)
    return next((one for one in known if one.id == claim.target), None)


def settle(
    session: Session, claims: Sequence[Claim], error: str | None, now: datetime, chance: float
) -> None:
    """Note what became of one attempt; `error` is None when it was sent.

    A failed one is tried again later and later, and given up in the end; a target that takes
    nothing for days is switched off, and the project's other targets are told.
    """
    target = target_of(session, claims[0])
    most = target.channel.most_attempts if target else 0
    for one in claims:
        notices.settle(session, one, **_outcome(one, error, now, chance, most))
    if target is None:
        return
    project_id = claims[0].project_id
    if error is None:
        notice_targets.took(session, project_id, target.id, now)
        return
    notice_targets.refused(session, project_id, target.id, now)
    _lose_patience(session, project_id, target.id, now)


def _lose_patience(session: Session, project_id: int, target: int, now: datetime) -> None:
    name = notice_targets.switch_off(session, project_id, target, now, now - PATIENCE)
    if name is None:
        return
    notices.give_up_waiting(session, project_id, target, now, SWITCHED_OFF)
    audit.note(session, project_id, None, SWITCHED_OFF, now, f"target/{target}")
    project, policy = projects.card(session, project_id), projects.policy(session, project_id)
    news = News(NoticeKind.SWITCHED_OFF, f"{now:%Y%m%d%H%M%S}", now, None, {"target": name})
    tell(session, project, policy, news)


def put_back(session: Session, claims: Sequence[Claim], now: datetime) -> None:
    """As if they had not been taken, for a short while; what fails here is no fault of theirs."""
    for one in claims:
        notices.put_back(session, one, now + FIRST_WAIT)


def drop(session: Session, claims: Sequence[Claim], now: datetime) -> None:
    """Give up at once what has nowhere to go any more."""
    for one in claims:
        notices.settle(session, one, failed_at=now, try_at=None, last_error="removed")


def _outcome(
    claim: Claim, error: str | None, now: datetime, chance: float, most: int
) -> dict[str, object]:
    if error is None:
        return {"sent_at": now, "try_at": None, "failed_at": None, "last_error": ""}
    told = {"last_error": error[:LONGEST_ERROR]}
    wait = wait_after(claim.attempts, chance, most)
    if wait is None:
        return {"failed_at": now, "try_at": None, **told}
    return {"try_at": now + wait, **told}
