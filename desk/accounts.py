"""Accounts (账号): invite a colleague, change what they are, take it away; each is written down.

`actor` is None for whoever runs the program, at the command line. Everybody else administers the
project, and stands no lower than the colleague in every project that colleague belongs to: a link
or a role given in one project must open nothing in another.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import accounts, audit, people
from desk.tickets import must, staff_id
from domain.access import Action, Actor, Role
from domain.accounts import LINK_LASTS, AboveYou, Deed, LoginTaken, NotYourself, tidy_login
from domain.errors import NotFound, WrongValue


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom to invite as what; `email` only where sign-in at a provider is to find them."""

    name: str
    login: str
    role: Role
    email: str = ""


def invite(
    session: Session, actor: Actor | None, project_id: int, asked: Invitation, now: datetime
) -> str:
    """The token of a one-time link for a new colleague.

    Raises NotAllowed, AboveYou, WrongValue, LoginTaken.
    """
    must(actor, Action.ADMINISTER, project_id)
    _must_outrank(actor, asked.role, project_id)
    name, login, email = asked.name.strip(), tidy_login(asked.login), asked.email.strip().lower()
    if not name or len(name) > people.LONGEST_NAME:
        raise WrongValue("name", "empty" if not name else "too_long")
    if not login:
        raise WrongValue("login", "not_a_login")
    if people.knows_login(session, login):
        raise LoginTaken(login)
    if email and accounts.by_email(session, email):
        raise LoginTaken(email)
    invited = people.add_colleague(session, project_id, name, login, asked.role)
    accounts.add(session, invited, email or None, now)
    _note(session, actor, project_id, Deed.INVITED, invited, now, role=asked.role.value)
    return _link(session, invited, now)


def new_link(
    session: Session, actor: Actor | None, project_id: int, colleague_id: int, now: datetime
) -> str:
    """Another one-time link, for whoever has lost the first or the password.

    The old password holds until the link is used. Raises NotAllowed, AboveYou, NotFound.
    """
    _must_be_over(session, actor, project_id, colleague_id)
    if accounts.of(session, colleague_id) is None:
        accounts.add(session, colleague_id, None, now)
    _note(session, actor, project_id, Deed.LINK_GIVEN, colleague_id, now)
    return _link(session, colleague_id, now)


def _link(session: Session, colleague_id: int, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    accounts.add_link(session, token, colleague_id, now, now + LINK_LASTS)
    return token


def disable(
    session: Session, actor: Actor | None, project_id: int, colleague_id: int, now: datetime
) -> None:
    """The colleague is signed out everywhere and can no longer sign in; nothing else is lost."""
    _must_be_over(session, actor, project_id, colleague_id)
    _must_be_another(actor, colleague_id)
    _account(session, colleague_id)
    accounts.set_disabled(session, colleague_id, now)
    accounts.end_sessions(session, colleague_id, now)
    _note(session, actor, project_id, Deed.DISABLED, colleague_id, now)


def enable(
    session: Session, actor: Actor | None, project_id: int, colleague_id: int, now: datetime
) -> None:
    _must_be_over(session, actor, project_id, colleague_id)
    _account(session, colleague_id)
    accounts.set_disabled(session, colleague_id, None)
    _note(session, actor, project_id, Deed.ENABLED, colleague_id, now)


def sign_out_everywhere(
    session: Session, actor: Actor | None, project_id: int, colleague_id: int, now: datetime
) -> None:
    """End every session of the colleague; of their own everybody may."""
    if staff_id(actor) != colleague_id:
        _must_be_over(session, actor, project_id, colleague_id)
    accounts.end_sessions(session, colleague_id, now)
    _note(session, actor, project_id, Deed.SIGNED_OUT_EVERYWHERE, colleague_id, now)


def appoint(
    session: Session,
    actor: Actor | None,
    project_id: int,
    colleague_id: int,
    role: Role,
    now: datetime,
) -> None:
    """Give a colleague of this project another role in it.

    Raises NotAllowed, AboveYou, NotFound, NotYourself.
    """
    must(actor, Action.ADMINISTER, project_id)
    old = _role(session, project_id, colleague_id)
    _must_outrank(actor, old, project_id)
    _must_outrank(actor, role, project_id)
    _must_be_another(actor, colleague_id)
    people.set_role(session, project_id, colleague_id, role)
    facts = {"from": old.value, "to": role.value}
    _note(session, actor, project_id, Deed.ROLE_CHANGED, colleague_id, now, **facts)


def bring_in(
    session: Session, actor: Actor | None, project_id: int, login: str, role: Role, now: datetime
) -> None:
    """Give somebody who has an account already a role in this project too.

    Raises NotAllowed, AboveYou, NotFound.
    """
    must(actor, Action.ADMINISTER, project_id)
    _must_outrank(actor, role, project_id)
    account = accounts.by_login(session, tidy_login(login))
    if account is None:
        raise NotFound("staff", login)
    if people.role(session, project_id, account.staff_id) is not None:
        raise LoginTaken(login)
    people.set_role(session, project_id, account.staff_id, role)
    _note(session, actor, project_id, Deed.BROUGHT_IN, account.staff_id, now, role=role.value)


def dismiss(
    session: Session, actor: Actor | None, project_id: int, colleague_id: int, now: datetime
) -> None:
    """Take the colleague's role in this project away; what they did stays theirs."""
    must(actor, Action.ADMINISTER, project_id)
    old = _role(session, project_id, colleague_id)
    _must_outrank(actor, old, project_id)
    _must_be_another(actor, colleague_id)
    people.remove_role(session, project_id, colleague_id)
    _note(session, actor, project_id, Deed.DISMISSED, colleague_id, now, role=old.value)


def export_audit(session: Session, actor: Actor | None, project_id: int, now: datetime) -> None:
    """Note that the list was taken out of the house. Raises NotAllowed."""
    must(actor, Action.ADMINISTER, project_id)
    audit.note(session, project_id, staff_id(actor), Deed.EXPORTED, now)


def first_administrator(
    session: Session, name: str, project_ids: list[int], now: datetime
) -> str | None:
    """A fresh link for the founder, until anybody has been able to sign in; then None."""
    if accounts.any_used(session):
        return None
    known = accounts.by_login(session, FOUNDER)
    founder = known.staff_id if known else people.add_staff(session, name, FOUNDER)
    if known is None:
        accounts.add(session, founder, None, now)
    for project_id in project_ids:
        people.set_role(session, project_id, founder, Role.COMPANY_LEADER)
        _note(session, None, project_id, Deed.LINK_GIVEN, founder, now)
    return _link(session, founder, now)


FOUNDER = "admin"


def _account(session: Session, colleague_id: int) -> None:
    if accounts.of(session, colleague_id) is None:
        raise NotFound("staff", colleague_id)


def _role(session: Session, project_id: int, colleague_id: int) -> Role:
    role = people.role(session, project_id, colleague_id)
    if role is None:
        raise NotFound("staff", colleague_id)
    return role


def _must_be_over(
    session: Session, actor: Actor | None, project_id: int, colleague_id: int
) -> None:
    """Raise NotAllowed, NotFound, or AboveYou unless the account is the actor's to act on."""
    must(actor, Action.ADMINISTER, project_id)
    _role(session, project_id, colleague_id)
    for where, role in accounts.roles_of(session, colleague_id):
        _must_outrank(actor, role, where)


def _must_outrank(actor: Actor | None, role: Role, project_id: int) -> None:
    if actor is not None and not actor.outranks(role, project_id):
        raise AboveYou


def _must_be_another(actor: Actor | None, colleague_id: int) -> None:
    if staff_id(actor) == colleague_id:
        raise NotYourself


def _note(
    session: Session,
    actor: Actor | None,
    project_id: int,
    deed: Deed,
    colleague_id: int,
    now: datetime,
    **facts: str,
) -> None:
    about = audit.about_staff(colleague_id)
    audit.note(session, project_id, staff_id(actor), deed, now, about, facts)
