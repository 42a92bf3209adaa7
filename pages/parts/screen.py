"""This screen (大屏): what the device at hand was paired to show, if it is one."""

from datetime import datetime, timedelta

import streamlit as st

from db import accounts, screens
from db.engine import reading
from domain.accounts import NotSignedIn
from domain.screens import ScreenPlan
from pages.parts.session import now, session_id

# A revoked screen goes dark within this and one refresh of the wall.
ASKED_EVERY = 5
SEEN_LATELY = timedelta(seconds=20)
# In memory, as looking writes nothing; one moment per screen.
_asked_at: dict[tuple[int, int], datetime] = {}


def plan_of_this_screen() -> ScreenPlan | None:
    """The plan of the screen paired in this browser; None where a colleague is signed in.

    Raises NotSignedIn for anybody else, and so for a screen that was revoked.
    """
    return plan_of(sid=session_id())


@st.cache_data(ttl=ASKED_EVERY, max_entries=1_000, show_spinner=False)
def plan_of(sid: str) -> ScreenPlan | None:
    """The same of the browser with this cookie."""
    with reading() as session:
        found = screens.showing(session, sid)
        if found is None and not accounts.is_live(session, sid, now()):
            raise NotSignedIn
    if found is None:
        return None
    _asked_at[found.key] = now()
    return found.plan


def is_on(key: tuple[int, int]) -> bool:
    """Whether the screen was seen a moment ago, here: another process has screens of its own."""
    asked_at = _asked_at.get(key)
    return asked_at is not None and now() - asked_at < SEEN_LATELY
