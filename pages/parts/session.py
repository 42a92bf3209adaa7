"""Who is looking, at which project, in which language; and the door's one clock."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import streamlit as st

import lang
import settings
from db import accounts, projects, screens
from db.accounts import Live
from db.engine import reading
from db.projects import ProjectCard
from domain.access import Action, Actor, Role
from domain.accounts import NotSignedIn
from domain.errors import NotFound

# The role an administrator looks around with in the sample.
LOOK_AS = "look_as"
LANGUAGE_NAMES = {"zh_CN": "中文", "en": "English"}


def now() -> datetime:
    return datetime.now(UTC)


def language() -> str:
    return str(st.session_state.get("language", settings.LANGUAGE()))


def _(message: str, /, **facts: object) -> str:
    return lang.say(language(), message, **facts)


def term(kind: str, code: str | None) -> str:
    """The word for a code; a missing one is a dash."""
    return lang.term(language(), kind, code) if code else "–"


def moment(at: datetime | None) -> str:
    """On the project's clock."""
    return lang.moment(language(), at, project().zone) if at else "–"


def day(on: date | None) -> str:
    return lang.day(language(), on) if on else "–"


def span(length: timedelta) -> str:
    """In whole minutes, so that a screen does not flicker with seconds."""
    whole = timedelta(minutes=length // timedelta(minutes=1))
    return lang.span(language(), whole or timedelta(minutes=1))


def time_left(due_at: datetime | None, at: datetime) -> str:
    """What a queue says about a deadline: how long still, or how long past."""
    if due_at is None:
        return "–"
    if at > due_at:
        return _("▲ {time} late", time=span(at - due_at))
    return _("{time} left", time=span(due_at - at))


def project() -> ProjectCard:
    """The project at hand. Raises NotFound where there is none."""
    chosen = st.session_state.get("project")
    if chosen is None:
        raise NotFound("project", "")
    return _card(chosen)


@st.cache_data(ttl=10, show_spinner=False)
def _card(project_id: int) -> ProjectCard:
    with reading() as session:
        return projects.card(session, project_id)


def session_id() -> str:
    return str(cookies().get(settings.session_cookie()) or "")


def cookies() -> Mapping[str, str]:
    """What this browser came with; they stay the same while the page is open."""
    return st.context.cookies


def here() -> Live:
    """Who is signed in in this browser at this moment. Raises NotSignedIn."""
    with reading() as session:
        found = accounts.live(session, session_id(), now())
    if found is None:
        raise NotSignedIn
    return found


def oneself() -> Actor:
    """The colleague signed in, with the roles they have at this moment, or whoever looks at a
    screen. Raises NotSignedIn.
    """
    with reading() as session:
        found = accounts.actor(session, session_id(), now())
        found = found or screens.onlooker(session, session_id())
    if found is None:
        raise NotSignedIn
    return found


def actor() -> Actor:
    """Whoever acts: oneself, in the sample perhaps with a smaller role to look around with."""
    found, chosen = oneself(), st.session_state.get(LOOK_AS)
    project_id = st.session_state.get("project")
    if chosen is None or project_id is None or not project().is_sample:
        return found
    role = Role(chosen)
    if not found.outranks(role, project_id):
        return found
    return Actor(found.staff_id, found.roles | {project_id: role})


def may(action: Action) -> bool:
    return actor().may(action, project().id)
