"""This screen (大屏): what the device at hand was paired to show, if it is one."""

import streamlit as st

from db import screens
from db.engine import reading
from domain.screens import ScreenPlan
from pages.parts.session import here, session_id

# A revoked screen goes dark within this and one refresh of the wall.
ASKED_EVERY = 5


def plan_of_this_screen() -> ScreenPlan | None:
    """The plan of the screen paired in this browser; None where a colleague is signed in.

    Raises NotSignedIn for anybody else, and so for a screen that was revoked.
    """
    return _plan(sid=session_id())


@st.cache_data(ttl=ASKED_EVERY, max_entries=256, show_spinner=False)
def _plan(sid: str) -> ScreenPlan | None:
    with reading() as session:
        plan = screens.plan_of(session, sid)
    if plan is None:
        here()
    return plan
