"""The one reader of this process, and what pages may ask of it."""

import streamlit as st

from db.live import Reader, Sighting
from pages.parts.session import now

# With the reader's quarter of a second this keeps every screen within two seconds of a commit.
REFRESH_SECONDS = 1.5


@st.cache_resource(on_release=Reader.stop, show_spinner=False)
def reader() -> Reader:
    started = Reader(now)
    started.start()
    return started


def look(project_id: int) -> Sighting:
    """The newest board of the project and its change number, without a query of one's own."""
    return reader().look(project_id)
