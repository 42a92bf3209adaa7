"""The wall (大屏): one project or a region for everybody in the room, read at five metres.

It changes nothing and names nobody. Whoever may see the figures may hang it up.
"""

import streamlit as st

import lang
from domain.accounts import NotSignedIn
from domain.errors import HuifangError
from domain.screens import ScreenPlan
from pages.parts import presence
from pages.parts.screen import plan_of_this_screen
from pages.parts.session import language, session_id
from pages.parts.wall import address, chime, glass, view, watch
from pages.parts.wall.address import WrongAddress

# What draws the picture while its script asks for it (pages.parts.wall.glass), and while it does
# not: with the reader's quarter of a second, a commit is on the glass within two.
HEARTBEAT_SECONDS = 5.0
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
    glass.offer()
    is_fed = glass.is_asked_for()
    draw = st.fragment(_draw, run_every=HEARTBEAT_SECONDS if is_fed else REFRESH_SECONDS)
    # All of it as arguments: the desk's choices are forgotten where no desk is drawn.
    draw(plan, language(), is_fed=is_fed)


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


def _draw(plan: ScreenPlan, spoken: str, *, is_fed: bool) -> None:
    try:
        if (plan_of_this_screen() or plan) != plan or glass.is_asked_for() != is_fed:
            st.rerun()
        sightings = glass.look(plan, session_id())
        _note(sid=session_id())
    except NotSignedIn:
        st.rerun()
    except HuifangError as refused:
        st.html(view.message(spoken, lang.error(spoken, refused)))
        return
    st.html(glass.html(plan, sightings))


@st.cache_data(ttl=10, max_entries=256, show_spinner=False)
def _note(sid: str) -> None:  # whose it is, for the cache
    """A screen that hangs untouched keeps its session going. Raises NotSignedIn."""
    presence.note()
