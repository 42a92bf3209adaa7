"""Opening another project: its name, the clock it lives by, and the language it begins in."""

import streamlit as st
from sqlalchemy.orm import Session

from desk import projects
from domain.projects import LONGEST_NAME
from pages.parts import acting
from pages.parts.session import LANGUAGE_NAMES, _, actor, language, now, project, term

OPEN = "open_project"
LONGEST_ZONE = 40


def draw() -> None:
    st.caption(_("Whoever leads the company leads it, too, and then brings in its team."))
    with st.form(f"{OPEN}_{acting.done()}", border=False):
        name = st.text_input(term("field", "project_name"), max_chars=LONGEST_NAME)
        left, right = st.columns(2)
        zone = left.text_input(term("field", "zone"), project().zone_name, max_chars=LONGEST_ZONE)
        spoken = right.selectbox(
            _("Language"),
            list(LANGUAGE_NAMES),
            index=list(LANGUAGE_NAMES).index(language()),
            format_func=LANGUAGE_NAMES.__getitem__,
        )
        if acting.press(_("Open it"), OPEN, 0):
            _open(name, zone.strip(), spoken)
    acting.refusal(OPEN)


def _open(name: str, zone: str, spoken: str) -> None:
    def verb(session: Session) -> str:
        opened = projects.open_project(
            session, name=name, zone=zone, language=spoken, now=now(), actor=actor()
        )
        st.session_state["project"] = opened
        return _("The project is open. Say next whom its residents reach.")

    acting.carry_out(OPEN, verb)
