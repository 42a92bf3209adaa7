"""The wall (大屏): one project for everybody in the room, read at five metres, touched by nobody.

It changes nothing and names nobody. Whoever may see the figures may hang it up.
"""

from datetime import datetime
from pathlib import Path

import streamlit as st

import lang
from db.live import Sighting
from domain.access import Action
from domain.accounts import NotSignedIn
from domain.errors import HuifangError
from pages.parts import live, presence
from pages.parts.screen import plan_of_this_screen
from pages.parts.session import language, now, oneself, session_id
from pages.parts.wall import view, watch

# With the reader's quarter of a second, a commit is on the glass within two.
REFRESH_SECONDS = 1.5
STYLE = Path(__file__).parent / "parts" / "wall" / "wall.css"


def page() -> None:
    plan_of_this_screen()
    project_id = _project_asked_for()
    st.html(STYLE)
    watch.keep()
    if project_id is None:
        st.html(view.message(language(), lang.say(language(), "No project yet")))
        return
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


# Project and language come as arguments: the desk's choices are forgotten where no desk is drawn.
@st.fragment(run_every=REFRESH_SECONDS)
def _glass(project_id: int, spoken: str) -> None:
    try:
        plan_of_this_screen()
        # Streamlit looks up the name of every argument that comes without it, at each refresh.
        _must_be_open(sid=session_id(), project_id=project_id)
        sighting = live.look(project_id)
    except NotSignedIn:
        st.rerun()
    except HuifangError as refused:
        st.html(view.message(spoken, lang.error(spoken, refused)))
        return
    st.html(
        _html(
            project_id=project_id,
            version=sighting.version,
            second=now().replace(microsecond=0),
            spoken=spoken,
            _sighting=sighting,
        )
    )


# Asked this often and not at every refresh, so that a wall costs the database nothing to speak of.
@st.cache_data(ttl=10, max_entries=256, show_spinner=False)
def _must_be_open(sid: str, project_id: int) -> None:
    """Raise NotSignedIn, or NotAllowed. A screen that hangs untouched keeps its session going."""
    presence.note()
    oneself().must(Action.SEE_COUNTS, project_id)


@st.cache_data(max_entries=64, show_spinner=False)
def _html(project_id: int, version: int, second: datetime, spoken: str, _sighting: Sighting) -> str:
    """One rendering per second, however many screens show this project."""
    return view.wall(_sighting, spoken, second)
