"""Screens (大屏): a device is approved by the code it shows, changed, and sent away again.

Whoever approves or changes a screen administers every project it shows, before and after; whoever
administers one of them may send it away.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit, screens
from db.screens import ScreenCard
from desk.sessions import browser
from desk.tickets import must, staff_id
from domain import pairing
from domain.access import Action, Actor
from domain.errors import NotAllowed, WrongValue
from domain.pairing import ApprovedAlready, Deed, NotApproved
from domain.screens import ScreenPlan

LONGEST_NAME = 60


def approve(
    session: Session, actor: Actor | None, typed: str, name: str, plan: ScreenPlan, now: datetime
) -> None:
    """The device that shows the typed code becomes a screen, as soon as it asks again.

    Raises NotAllowed, WrongValue, WrongCode, ApprovedAlready.
    """
    _must_administer(actor, plan)
    name, code = _tidy(name), pairing.checked(typed, now)
    if screens.is_approved(session, [code]):
        raise ApprovedAlready
    home, id = screens.approve(session, name, plan, code, staff_id(actor), now)
    _note(session, actor, Deed.SCREEN_APPROVED, home, id, plan.projects, now)


def claim(session: Session, codes: Iterable[str], user_agent: str, now: datetime) -> str:
    """The cookie of a device that shows one of these codes, for good; it was given to nobody else.

    Raises NotApproved, also for all but one of those that come with the same code at once.
    """
    sid = secrets.token_urlsafe(32)
    if not any(screens.claim(session, code, sid, browser(user_agent), now) for code in codes):
        raise NotApproved
    return sid


def change(
    session: Session,
    actor: Actor | None,
    card: ScreenCard,
    name: str,
    plan: ScreenPlan,
    now: datetime,
) -> None:
    """Another name, or something else to show. Raises NotAllowed, WrongValue, NotFound."""
    known = screens.card(session, card.home, card.id)
    _must_administer(actor, known.plan)
    _must_administer(actor, plan)
    screens.change(session, known.home, known.id, _tidy(name), plan)
    shown = dict.fromkeys((*known.plan.projects, *plan.projects))
    _note(session, actor, Deed.SCREEN_CHANGED, known.home, known.id, shown, now)


def revoke(session: Session, actor: Actor | None, card: ScreenCard, now: datetime) -> None:
    """The screen goes dark, and shows a code again. Raises NotAllowed, NotFound."""
    known = screens.card(session, card.home, card.id)
    if actor is not None and not any(
        actor.may(Action.ADMINISTER, project_id) for project_id in known.plan.projects
    ):
        raise NotAllowed(Action.ADMINISTER)
    screens.revoke(session, known.home, known.id, now)
    _note(session, actor, Deed.SCREEN_REVOKED, known.home, known.id, known.plan.projects, now)


def _must_administer(actor: Actor | None, plan: ScreenPlan) -> None:
    for project_id in plan.projects:
        must(actor, Action.ADMINISTER, project_id)


def _tidy(name: str) -> str:
    """Raises WrongValue."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise WrongValue("screen_name", "too_long" if name else "empty")
    return name


def _note(
    session: Session,
    actor: Actor | None,
    deed: Deed,
    home: int,
    id: int,
    shown: Iterable[int],
    now: datetime,
) -> None:
    """In every project concerned: each has a list of its own."""
    for project_id in shown:
        audit.note(session, project_id, staff_id(actor), deed, now, f"screen/{home}-{id}")
