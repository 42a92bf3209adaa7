"""The glass (玻璃): one drawing of each picture a second, for however many screens show it.

A page that is open asks for it by a script, past Streamlit, with the number of the page: as long as
it does, the page itself need only look now and then whether all is well.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from secrets import token_hex
from time import monotonic

import streamlit as st

from db import accounts, screens
from db.engine import reading
from db.live import Sighting
from domain.access import Action
from domain.accounts import NotSignedIn
from domain.errors import NotFound
from domain.screens import ScreenPlan
from pages.parts import live
from pages.parts.screen import plan_of
from pages.parts.session import now
from pages.parts.wall import address, view
from pages.parts.wall.view import Picture

SCRIPT = Path(__file__).with_name("glass.js").read_text("utf-8")
PAGE = "glass"
# So many beats of the script may be missed before the page draws for itself again.
SILENT_SECONDS = 5
MOST_PAGES = 1_000
_asked_at: dict[str, float] = {}


def offer() -> None:
    """Once per page: the script, and the number under which it asks."""
    page = st.session_state.setdefault(PAGE, token_hex(8))
    mark = f'<i class="glass" data-page="{page}" hidden></i>'
    st.html(f"{mark}<script>{SCRIPT}</script>", unsafe_allow_javascript=True)


def is_asked_for() -> bool:
    """Whether the script of this page is at work."""
    asked_at = _asked_at.get(st.session_state.get(PAGE, ""))
    return asked_at is not None and monotonic() - asked_at < SILENT_SECONDS


def answer(sid: str, asked: Mapping[str, str]) -> str:
    """What the page at this address shows whoever has this cookie.

    Raises NotSignedIn, NotAllowed, NotFound, WrongAddress, DatabaseUnreachable.
    """
    plan = plan_of(sid=sid) or address.plan(asked, None, "")
    if plan is None:
        raise NotFound("project", "")
    shown = html(plan, look(plan, sid, at_once=True))
    _note(asked.get("page", ""))
    return shown


def look(plan: ScreenPlan, sid: str, *, at_once: bool = False) -> dict[int, Sighting]:
    """Those of the plan's projects that are still there; `at_once` without waiting for a board.

    Raises NotFound where none is, NotSignedIn, NotAllowed, DatabaseUnreachable.
    """
    found = {}
    for project_id in plan.projects:
        with suppress(NotFound):
            found[project_id] = live.look(project_id, at_once=at_once)
    if not found:
        raise NotFound("project", plan.projects[0])
    # Streamlit looks up the name of every argument that comes without it, each time.
    _must_see(sid=sid, projects=tuple(found))
    return found


# Asked this often and not each time, so that a wall costs the database nothing to speak of.
@st.cache_data(ttl=10, max_entries=1_000, show_spinner=False)
def _must_see(sid: str, projects: tuple[int, ...]) -> None:
    with reading() as session:
        found = accounts.actor(session, sid, now()) or screens.onlooker(session, sid)
    if found is None:
        raise NotSignedIn
    for project_id in projects:
        found.must(Action.SEE_COUNTS, project_id)


def html(plan: ScreenPlan, sightings: Mapping[int, Sighting]) -> str:
    """What a plan shows at this moment."""
    second = now().replace(microsecond=0)
    left = replace(plan, projects=tuple(sightings))
    picture = view.picture(left, {key: one.board for key, one in sightings.items()}, second)
    return _drawn(picture, second, tuple(map(_to_the_second, sightings.values())))


def _to_the_second(sighting: Sighting) -> Sighting:
    return replace(sighting, seen_at=sighting.seen_at.replace(microsecond=0))


@lru_cache(maxsize=64)
def _drawn(picture: Picture, second: datetime, sightings: tuple[Sighting, ...]) -> str:
    """On one line: Streamlit looks for a margin before each of them, at every refresh."""
    drawn = view.wall(picture, {one.board.project.id: one for one in sightings}, second)
    return " ".join(drawn.split())


def _note(page: str) -> None:
    if len(_asked_at) >= MOST_PAGES and page not in _asked_at:
        # Whoever has been silent for long is the first to go.
        del _asked_at[min(_asked_at, key=_asked_at.__getitem__)]
    _asked_at[page] = monotonic()
