"""The frame around every page: who looks, which project, which language, where to go.

Streamlit runs this file for every visitor and every rerun; a page is a module with `page()`.
"""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from pages import (
    callbacks,
    clients,
    codes,
    jobs,
    notices,
    project,
    queue,
    reports,
    residents,
    results,
    screens,
    team,
    trust,
    wall,
)
from pages.parts import frame, presence
from pages.parts.session import _

# A file of our own: a named symbol would be fetched from somebody else's server.
ICON = str(Path(__file__).parent / "parts" / "icon.svg")


def at_the_desk() -> list[Page]:
    """Named in the language at hand, so only once that is known."""
    return [
        st.Page(queue.page, title=_("Queue"), icon=":material/inbox:", url_path="queue"),
        st.Page(jobs.page, title=_("My jobs"), icon=":material/handyman:", url_path="jobs"),
        st.Page(callbacks.page, title=_("Callbacks"), icon=":material/call:", url_path="callbacks"),
        st.Page(
            residents.page, title=_("Residents"), icon=":material/group:", url_path="residents"
        ),
        st.Page(results.page, title=_("Results"), icon=":material/balance:", url_path="results"),
        st.Page(trust.page, title=_("Trust"), icon=":material/verified:", url_path="trust"),
        st.Page(
            reports.page, title=_("Reports"), icon=":material/lab_profile:", url_path="reports"
        ),
        st.Page(codes.page, title=_("Codes"), icon=":material/qr_code_2:", url_path="codes"),
        st.Page(
            notices.page, title=_("Notices"), icon=":material/notifications:", url_path="notices"
        ),
        st.Page(
            screens.page, title=_("Screens"), icon=":material/connected_tv:", url_path="screens"
        ),
        st.Page(clients.page, title=_("Other systems"), icon=":material/hub:", url_path="clients"),
        st.Page(project.page, title=_("Project"), icon=":material/apartment:", url_path="project"),
        st.Page(team.page, title=_("Team"), icon=":material/badge:", url_path="team"),
    ]


st.set_page_config(page_title="回访 Huifang", page_icon=ICON, layout="wide")
# To its end and never by st.stop(): only then are the living parts of the page before forgotten,
# which would otherwise go on drawing into a page that is no longer theirs.
with frame.refusals_told():
    if presence.admitted():
        frame.remember_choices()
        hanging = st.Page(wall.page, title=_("Wall"), icon=":material/tv:", url_path="wall")
        every = [*at_the_desk(), hanging]
        # A default page would lose its own address: the bare address only leads to the first page.
        first = frame.first_of(every)
        door = st.Page(lambda: st.switch_page(first), title="Huifang", default=True)
        chosen = st.navigation([door, *every], position="hidden")
        if hanging not in {chosen, first if chosen is door else None}:
            frame.sidebar(every)
            presence.watch()
        frame.run(chosen)
