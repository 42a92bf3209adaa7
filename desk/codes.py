"""Codes: give out, withdraw, replace, and say until when one opens."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit, people, projects
from db import codes as codes_db
from db import tickets as tickets_db
from db.codes import CodeCard
from db.engine import unless_taken
from desk.tickets import must, staff_id
from domain.access import Action, Actor
from domain.campaigns import Deed
from domain.errors import NotFound, WrongValue
from domain.surveys import ALPHABET, CODE_LENGTH, CodeKind, Form


def for_ticket(
    session: Session, actor: Actor | None, project_id: int, ticket: int, now: datetime
) -> str:
    """The ticket's token: the one it has, else a new one. Raises NotAllowed, NotFound."""
    must(actor, Action.WORK, project_id)
    known = codes_db.of_ticket(session, project_id, ticket)
    if known is not None:
        return known.token
    tickets_db.line(session, project_id, ticket)
    form = Form(projects.policy(session, project_id).survey.ticket_form)
    return _given(session, actor, _code(project_id, CodeKind.TICKET, form, now, ticket=ticket))


def for_place(
    session: Session, actor: Actor | None, project_id: int, place_id: int, now: datetime
) -> str:
    """The token of the place's posters and stickers. Raises NotAllowed, NotFound."""
    must(actor, Action.ADMINISTER, project_id)
    codes_db.place(session, project_id, place_id)
    new = _code(project_id, CodeKind.PLACE, Form.PULSE, now, place_id=place_id)
    return _standing(session, actor, new)


def for_card(session: Session, actor: Actor | None, project_id: int, now: datetime) -> str:
    """The token on the project's contact cards, one for all of them. Raises NotAllowed."""
    must(actor, Action.ADMINISTER, project_id)
    return _standing(session, actor, _code(project_id, CodeKind.CARD, Form.PULSE, now))


def for_common_places(
    session: Session, actor: Actor | None, project_id: int, now: datetime
) -> list[str]:
    """The token of every common place, in the order of their names. Raises NotAllowed."""
    must(actor, Action.ADMINISTER, project_id)
    places = codes_db.common_places(session, project_id)
    return [for_place(session, actor, project_id, place.id, now) for place in places]


def for_households(
    session: Session,
    actor: Actor | None,
    project_id: int,
    campaign: int,
    places: Iterable[int],
    now: datetime,
) -> int:
    """How many new codes of the campaign were given out, one to each of these households."""
    must(actor, Action.ADMINISTER, project_id)
    new = [
        _code(project_id, CodeKind.CAMPAIGN, Form.CAMPAIGN, now, place_id=place, campaign=campaign)
        for place in places
    ]
    codes_db.add_all(session, new, staff_id(actor))
    return len(new)


def add_place(
    session: Session,
    actor: Actor | None,
    project_id: int,
    building: str,
    name: str,
    now: datetime,
) -> int:
    """The number of a new common place. Raises NotAllowed, WrongValue."""
    must(actor, Action.ADMINISTER, project_id)
    building, name = (" ".join(typed.split()) for typed in (building, name))
    for field, typed, longest in (("building", building, 40), ("place_name", name, 120)):
        if len(typed) > longest:
            raise WrongValue(field, "too_long")
    if not name:
        raise WrongValue("place_name", "empty")
    if codes_db.is_place(session, project_id, building, name):
        raise WrongValue("place_name", "known_already")
    place = people.add_place(session, project_id, building=building, name=name)
    about = f"place/{place}"
    audit.note(session, project_id, staff_id(actor), Deed.PLACE_ADDED, now, about)
    return place


def revoke(
    session: Session, actor: Actor | None, project_id: int, token: str, now: datetime
) -> None:
    """The code opens nothing from now on. Raises NotAllowed, and NotFound if it did not before."""
    _withdraw(session, actor, project_id, token, now)
    _note(session, actor, project_id, Deed.CODE_WITHDRAWN, token, now)


def reissue(
    session: Session, actor: Actor | None, project_id: int, token: str, now: datetime
) -> str:
    """A new token for what the old one stood for; no other code is touched.

    Raises NotAllowed, and NotFound when the old one was withdrawn before.
    """
    old = _withdraw(session, actor, project_id, token, now)
    new = CodeCard(
        project_id,
        _token(),
        old.kind,
        old.form,
        old.ticket,
        old.place_id,
        issued_at=now,
        expires_at=None,
        revoked_at=None,
        campaign=old.campaign,
    )
    codes_db.add(session, new, staff_id(actor))
    _note(session, actor, project_id, Deed.CODE_REPLACED, token, now)
    return new.token


def limit(
    session: Session,
    actor: Actor | None,
    project_id: int,
    token: str,
    until: datetime | None,
    now: datetime,
) -> None:
    """A place's code opens until then, or always. Raises NotAllowed, WrongValue, NotFound."""
    must(actor, Action.ADMINISTER, project_id)
    if until is not None and until <= now:
        raise WrongValue("expires_at", "in_the_past")
    if not codes_db.limit(session, project_id, token, CodeKind.PLACE, until):
        raise NotFound("code", token)
    _note(session, actor, project_id, Deed.CODE_LIMITED, token, now)


def _note(
    session: Session, actor: Actor | None, project_id: int, deed: Deed, token: str, now: datetime
) -> None:
    audit.note(session, project_id, staff_id(actor), deed, now, f"code/{token}")


def _withdraw(
    session: Session, actor: Actor | None, project_id: int, token: str, now: datetime
) -> CodeCard:
    """A ticket's code is the front desk's to withdraw, every other the supervisor's."""
    known = codes_db.find(session, token)
    is_standing = known is not None and known.kind is not CodeKind.TICKET
    must(actor, Action.ADMINISTER if is_standing else Action.REPLY, project_id)
    old = codes_db.revoke(session, project_id, token, now, staff_id(actor))
    if old is None:
        raise NotFound("code", token)
    return old


def _standing(session: Session, actor: Actor | None, new: CodeCard) -> str:
    """The code that hangs there already and still opens, else the new one."""
    known = codes_db.live(session, new.project_id, new.kind, place_id=new.place_id)
    if known is None:
        return _given(session, actor, new)
    if known.expires_at is None or new.issued_at < known.expires_at:
        return known.token
    codes_db.revoke(session, new.project_id, known.token, new.issued_at, staff_id(actor))
    return _given(session, actor, new)


def _given(session: Session, actor: Actor | None, new: CodeCard) -> str:
    """The new code, or the one that somebody else gave out for the same thing just before."""
    with unless_taken(session):
        codes_db.add(session, new, staff_id(actor))
    live = codes_db.live(
        session, new.project_id, new.kind, ticket=new.ticket, place_id=new.place_id
    )
    assert live is not None
    return live.token


def _code(
    project_id: int,
    kind: CodeKind,
    form: Form,
    now: datetime,
    *,
    ticket: int | None = None,
    place_id: int | None = None,
    campaign: int | None = None,
) -> CodeCard:
    return CodeCard(project_id, _token(), kind, form, ticket, place_id, now, None, None, campaign)


def _token() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
