"""The names of colleagues by id, for whoever lists who does what."""

import streamlit as st

from db import people
from db.engine import reading


@st.cache_data(ttl=30, show_spinner=False)
def names(project_id: int) -> dict[int, str]:
    with reading() as session:
        return {person.id: person.name for person in people.colleagues(session, project_id)}
