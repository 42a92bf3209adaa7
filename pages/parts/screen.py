"""This screen (大屏): what the device at hand was paired to show, if it is one."""

from datetime import datetime, timedelta

import streamlit as st

from db import screens
from db.engine import reading
from domain.screens import ScreenPlan
from pages.parts.session import here, now, session_id

# A revoked screen goes dark within this and one refresh of the wall.
ASKED_EVERY = 5
SEEN_LATELY = timedelta(seconds=20)
# In memory, as looking writes nothing; one moment per screen.
_asked_at: dict[tuple[int, int], datetime] = {}


def plan_of_this_screen() -> ScreenPlan | None:
    """The plan of the screen paired in this browser; None where a colleague is signed in.

    Raises NotSignedIn for anybody else, and so for a screen that was revoked.
    """
    return _plan(sid=session_id())


@st.cache_data(ttl=ASKED_EVERY, max_entries=256, show_spinner=False)
def _plan(sid: str) -> ScreenPlan | None:
    with reading() as session:
        found = screens.showing(session, sid)
    if found is None:
        here()
        return None
    _asked_at[found.key] = now()
    return found.plan


def is_on(key: tuple[int, int]) -> bool:
    """Whether the screen was seen a moment ago, here: another process has screens of its own."""
    asked_at = _asked_at.get(key)
    return asked_at is not None and now() - asked_at < SEEN_LATELY
