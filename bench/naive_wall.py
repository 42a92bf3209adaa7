"""The wall as it is usually written: every viewer's refresh asks the database for itself.

The same picture as ours from the same figures, so that only the asking differs; and the same beat.
"""

import streamlit as st

from db.board import board
from db.engine import reading
from db.live import Sighting
from pages.parts.session import now
from pages.parts.wall import view
from pages.wall import REFRESH_SECONDS, STYLE


@st.fragment(run_every=REFRESH_SECONDS)
def glass() -> None:
    at = now()
    with reading() as session:
        found = board(session, int(st.query_params["project"]), at)
    st.html(view.wall(Sighting(found, 0, at), "zh_CN", at))


st.html(STYLE)
glass()
