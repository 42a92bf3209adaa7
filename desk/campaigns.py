"""Campaigns (普查): plan one, give every household its code, move or end it."""

from datetime import datetime

from sqlalchemy.orm import Session

from db import audit
from db import campaigns as campaigns_db
from desk import codes
from desk.tickets import must, staff_id
from domain.access import Action, Actor
from domain.campaigns import Deed, Window, checked_name, must_be_sound
from domain.errors import WrongValue


def plan(
    session: Session,
    actor: Actor | None,
    project_id: int,
    name: str,
    window: Window,
    now: datetime,
) -> int:
    """The number of a new campaign; nobody is asked yet. Raises NotAllowed, WrongValue."""
    must(actor, Action.ADMINISTER, project_id)
    name = checked_name(name)
    campaigns_db.hold(session, project_id)
    others = campaigns_db.every(session, project_id)
    if name in {other.name for other in others}:
        raise WrongValue("campaign_name", "known_already")
    must_be_sound(window, [other.window for other in others], now)
    campaign = campaigns_db.add(session, project_id, name, window, now, staff_id(actor))
    _note(session, actor, project_id, Deed.CAMPAIGN_PLANNED, campaign, now)
    return campaign


def move(
    session: Session,
    actor: Actor | None,
    project_id: int,
    campaign: int,
    window: Window,
    now: datetime,
) -> None:
    """The campaign has another window from now on. Raises NotAllowed, NotFound, WrongValue."""
    must(actor, Action.ADMINISTER, project_id)
    campaigns_db.hold(session, project_id)
    was = campaigns_db.card(session, project_id, campaign).window
    others = [
        other.window for other in campaigns_db.every(session, project_id) if other.id != campaign
    ]
    must_be_sound(window, others, now, was=was)
    campaigns_db.move(session, project_id, campaign, window)
    _note(session, actor, project_id, Deed.CAMPAIGN_MOVED, campaign, now)


def give_out(
    session: Session, actor: Actor | None, project_id: int, campaign: int, now: datetime
) -> int:
    """How many households got a code now; whoever has one keeps it.

    Raises NotAllowed, NotFound, and CampaignOver when nobody could answer any more.
    """
    must(actor, Action.ADMINISTER, project_id)
    campaigns_db.hold(session, project_id)
    window = campaigns_db.card(session, project_id, campaign).window
    if now >= window.closes_at:
        window.must_be_running(now)
    without = campaigns_db.without_code(session, project_id, campaign)
    given = codes.for_households(session, actor, project_id, campaign, without, now)
    if given:
        _note(session, actor, project_id, Deed.CODES_GIVEN_OUT, campaign, now, count=given)
    return given


def close(
    session: Session, actor: Actor | None, project_id: int, campaign: int, now: datetime
) -> None:
    """The campaign ends now. Raises NotAllowed, NotFound, NotYetOpen, CampaignOver."""
    must(actor, Action.ADMINISTER, project_id)
    if not campaigns_db.close(session, project_id, campaign, now):
        campaigns_db.card(session, project_id, campaign).window.must_be_running(now)
    _note(session, actor, project_id, Deed.CAMPAIGN_ENDED, campaign, now)


def _note(
    session: Session,
    actor: Actor | None,
    project_id: int,
    deed: Deed,
    campaign: int,
    now: datetime,
    **facts: int,
) -> None:
    audit.note(session, project_id, staff_id(actor), deed, now, f"campaign/{campaign}", facts)
