"""The project (项目): whom its residents reach, what it promises them, and opening another."""

import streamlit as st

from domain.access import Action, Role
from pages.parts import address, describing, opening, retention, standards, working_time
from pages.parts.session import _, actor, project

CHOSEN = "view"


def page() -> None:
    actor().must(Action.ADMINISTER, project().id)
    views = {
        "contacts": (_("Contacts"), describing.draw),
        "limits": (_("Time limits"), standards.limits),
        "callbacks": (_("Callbacks"), standards.callbacks),
        "surveys": (_("Surveys"), standards.surveys),
        "hours": (_("Working time"), working_time.draw),
        "retention": (_("Retention"), retention.draw),
    }
    if Role.COMPANY_LEADER in actor().roles.values():
        views["new"] = (_("New project"), opening.draw)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        st.header(_("Project"), anchor=False, width="content")
        words = {view: name for view, (name, _draw) in views.items()}
        view = address.choose(CHOSEN, _("View"), words)
    with st.container(width=1040):
        views[view][1]()
