"""What a project says of itself: its name, one line for everything, and whom to reach for what."""

from dataclasses import fields

import streamlit as st
from sqlalchemy.orm import Session

from desk import projects
from domain.contacts import Contacts
from domain.projects import LONGEST_CONTACT, LONGEST_LINE, LONGEST_NAME, Description
from pages.parts import acting
from pages.parts.session import _, actor, now, project, term

DESCRIBE = "describe"


def draw() -> None:
    known = project()
    st.caption(
        _(
            "Residents read this beside every form, on posters, cards and letters. What is empty "
            "is not shown."
        )
    )
    with st.form(f"{DESCRIBE}_{known.id}_{acting.done()}", border=False):
        name = _field("project_name", known.name, LONGEST_NAME)
        contact = _field("contact", known.contact, LONGEST_LINE)
        columns = st.columns(2)
        told = {}
        for place, one in enumerate(fields(Contacts)):
            with columns[place % 2]:
                told[one.name] = _field(one.name, getattr(known.contacts, one.name))
        if acting.press(_("Keep"), DESCRIBE, 0):
            _keep(Description(name, contact, Contacts(**told)))
    acting.refusal(DESCRIBE)
    if not known.contacts:
        st.info(_("Nobody is named yet whom a resident could reach."))


def _field(code: str, known: str, longest: int = LONGEST_CONTACT) -> str:
    return st.text_input(term("field", code), known, max_chars=longest)


def _keep(told: Description) -> None:
    def verb(session: Session) -> str:
        projects.describe(session, actor(), project().id, told, now())
        return _("Residents read this from now on.")

    acting.carry_out(DESCRIBE, verb)
