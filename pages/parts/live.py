"""The one reader of this process, and the parts of a page that follow it by themselves."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

import lang
from db.live import Reader, Sighting
from domain.access import Action
from domain.accounts import NotSignedIn
from domain.errors import HuifangError
from pages.parts.session import actor, language, now, project

P = ParamSpec("P")

# With the reader's quarter of a second this keeps every screen within two seconds of a commit.
REFRESH_SECONDS = 1.5


@st.cache_resource(on_release=Reader.stop, show_spinner=False)
def reader() -> Reader:
    started = Reader(now)
    started.start()
    return started


def look(project_id: int, *, at_once: bool = False) -> Sighting:
    """The newest board of the project and its change number, without a query of one's own."""
    return reader().look(project_id, at_once=at_once)


def changes() -> int:
    """The number of the newest change: what a page read before it is read anew, and only then."""
    return reader().changes()


def living(action: Action) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """A part that draws itself anew every REFRESH_SECONDS, for whoever may `action`.

    A role can be taken away and a project removed while a page stands open: asked every time.
    """

    def alive(draw: Callable[P, None]) -> Callable[P, None]:
        @st.fragment(run_every=REFRESH_SECONDS)
        @wraps(draw)
        def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
            try:
                actor().must(action, project().id)
                draw(*args, **kwargs)
            except NotSignedIn:
                # The whole page goes, not this part alone.
                st.rerun()
            except HuifangError as refused:
                st.error(lang.error(language(), refused))

        return drawn

    return alive
