"""The wall (大屏): one project or a region for everybody in the room, read at five metres.

It changes nothing and names nobody. Whoever may see the figures may hang it up.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

import streamlit as st

import lang
from db.live import Sighting
from domain.access import Action
from domain.accounts import NotSignedIn
from domain.errors import HuifangError, NotFound
from domain.screens import ScreenPlan
from pages.parts import live, presence
from pages.parts.screen import plan_of_this_screen
from pages.parts.session import language, now, oneself, session_id
from pages.parts.wall import address, chime, view, watch
from pages.parts.wall.address import WrongAddress
from pages.parts.wall.view import Picture

# With the reader's quarter of a second, a commit is on the glass within two.
REFRESH_SECONDS = 1.5


def page() -> None:
    st.html(view.STYLE)
    watch.keep()
    try:
        plan = _plan()
    except WrongAddress as refused:
        st.html(view.message(language(), address.told(language(), refused)))
        return
    if plan is None:
        st.html(view.message(language(), lang.say(language(), "No project yet")))
        return
    chime.offer(plan)
    _glass(plan, language())


def _plan() -> ScreenPlan | None:
    """A paired screen's own; else the address decides, and only a bare one leaves it to the desk.

    Whoever restarts a screen or the server finds the same picture. Raises WrongAddress.
    """
    paired = plan_of_this_screen()
    if paired is not None:
        return paired
    asked = st.query_params.to_dict()
    plan = address.plan(asked, st.session_state.get("project"), language())
    if plan is not None:
        st.query_params.update(address.of(plan))
    return plan


# The plan comes as an argument: the desk's choices are forgotten where no desk is drawn.
@st.fragment(run_every=REFRESH_SECONDS)
def _glass(plan: ScreenPlan, spoken: str) -> None:
    try:
        if (plan_of_this_screen() or plan) != plan:
            st.rerun()
        sightings = _look(plan)
        for project_id in sightings:
            # Streamlit looks up the name of every argument that comes without it, at each refresh.
            _must_be_open(sid=session_id(), project_id=project_id)
    except NotSignedIn:
        st.rerun()
    except HuifangError as refused:
        st.html(view.message(spoken, lang.error(spoken, refused)))
        return
    second = now().replace(microsecond=0)
    left = replace(plan, projects=tuple(sightings))
    picture = view.picture(left, {key: one.board for key, one in sightings.items()}, second)
    st.html(_html(picture, second, tuple(map(_to_the_second, sightings.values()))))


# Asked this often and not at every refresh, so that a wall costs the database nothing to speak of.
@st.cache_data(ttl=10, max_entries=256, show_spinner=False)
def _must_be_open(sid: str, project_id: int) -> None:
    """Raise NotSignedIn, or NotAllowed. A screen that hangs untouched keeps its session going."""
    presence.note()
    oneself().must(Action.SEE_COUNTS, project_id)


def _look(plan: ScreenPlan) -> dict[int, Sighting]:
    """Those of the plan's projects that are still there. Raises NotFound where none is."""
    found = {}
    for project_id in plan.projects:
        with suppress(NotFound):
            found[project_id] = live.look(project_id)
    if not found:
        raise NotFound("project", plan.projects[0])
    return found


def _to_the_second(sighting: Sighting) -> Sighting:
    return replace(sighting, seen_at=sighting.seen_at.replace(microsecond=0))


@lru_cache(maxsize=64)
def _html(picture: Picture, second: datetime, sightings: tuple[Sighting, ...]) -> str:
    """One rendering per second, however many screens show this picture.

    On one line: Streamlit looks for a margin before each of them, at every refresh.
    """
    html = view.wall(picture, {one.board.project.id: one for one in sightings}, second)
    return " ".join(html.split())
