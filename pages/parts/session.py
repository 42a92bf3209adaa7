"""Who is looking, at which project, in which language; and the door's one clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import streamlit as st
from sqlalchemy.orm import Session

import lang
import settings
from db import people, projects
from db.engine import reading, writing
from db.projects import ProjectCard
from domain.access import Action, Actor
from domain.errors import HuifangError, NotAllowed, NotFound

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


def span(length: timedelta) -> str:
    return lang.span(language(), length)


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


@contextmanager
def acting() -> Iterator[Session]:
    """One write; a refusal is told in the reader's language and nothing is stored."""
    try:
        with writing() as session:
            yield session
    except HuifangError as refused:
        st.error(lang.error(language(), refused, project().zone))
