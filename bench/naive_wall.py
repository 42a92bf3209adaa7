"""The wall as it is usually written: every viewer's refresh asks the database for itself.

The same picture as ours from the same figures, so that only the asking differs; and the same beat.
"""

import streamlit as st

from db.board import board
from db.engine import reading
from db.live import Sighting
from domain.screens import ScreenPlan
from pages.parts.session import now
from pages.parts.wall import view
from pages.wall import REFRESH_SECONDS


@st.fragment(run_every=REFRESH_SECONDS)
def glass() -> None:
    at, project_id = now(), int(st.query_params["project"])
    with reading() as session:
        found = board(session, project_id, at)
    picture = view.picture(ScreenPlan((project_id,)), {project_id: found}, at)
    st.html(view.wall(picture, {project_id: Sighting(found, 0, at)}, at))


st.html(view.STYLE)
glass()
