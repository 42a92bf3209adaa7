"""Who is looking, at which project, in which language; and the door's one clock."""

from datetime import UTC, date, datetime, timedelta

import streamlit as st

import lang
import settings
from db import people, projects
from db.engine import reading
from db.projects import ProjectCard
from domain.access import Action, Actor
from domain.errors import NotAllowed, NotFound

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


def actor() -> Actor:
    """The colleague at work, with the roles they have at this moment."""
    staff_id = st.session_state.get("staff")
    if staff_id is None:
        raise NotAllowed(Action.SEE_TICKETS)
    with reading() as session:
        return people.actor(session, staff_id)


def may(action: Action) -> bool:
    return actor().may(action, project().id)
