"""The wall (大屏): one project for everybody in the room, read at five metres, touched by nobody.

A screen is a device, not a person: it needs no sign-in, changes nothing and names nobody.
"""

from datetime import datetime
from pathlib import Path

import streamlit as st

import lang
from db.live import Sighting
from domain.access import Action, Actor, Role
from domain.errors import HuifangError
from pages.parts import live, wall_view
from pages.parts.session import actor, language, now

# With the reader's quarter of a second, a commit is on the glass within two.
REFRESH_SECONDS = 1.5
STYLE = Path(__file__).parent / "parts" / "wall.css"


def page() -> None:
    project_id = _project_asked_for()
    st.html(STYLE)
    if project_id is None:
        st.html(wall_view.message(language(), lang.say(language(), "No project yet")))
        return
    _looker(project_id).must(Action.SEE_COUNTS, project_id)
    # Whoever restarts the screen or the server finds the same project in the same language.
    st.query_params.update(project=str(project_id), lang=language())
    _glass(project_id, language())


def _project_asked_for() -> int | None:
    """The address decides; a screen never changes over to another project by itself."""
    asked = st.query_params.get("project", "")
    if asked.isdecimal():
        return int(asked)
    chosen: int | None = st.session_state.get("project")
    return chosen


def _looker(project_id: int) -> Actor:
    if st.session_state.get("staff") is None:
        return Actor(0, {project_id: Role.WALL})
    return actor()


# Project and language come as arguments: the desk's choices are forgotten where no desk is drawn.
@st.fragment(run_every=REFRESH_SECONDS)
def _glass(project_id: int, spoken: str) -> None:
    try:
        sighting = live.look(project_id)
    except HuifangError as refused:
        st.html(wall_view.message(spoken, lang.error(spoken, refused)))
        return
    second = now().replace(microsecond=0)
    st.html(_html(project_id, sighting.version, second, spoken, sighting))


@st.cache_data(max_entries=64, show_spinner=False)
def _html(project_id: int, version: int, second: datetime, spoken: str, _sighting: Sighting) -> str:
    """One rendering per second, however many screens show this project."""
    return wall_view.wall(_sighting, spoken, second)
