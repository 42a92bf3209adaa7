"""Whom a ticket is about: name and phone, for those who may see them."""

import streamlit as st

from db import people
from db.engine import reading
from domain.access import Action
from domain.tickets import Intake
from pages.parts import plain
from pages.parts.session import may, project


def show(intake: Intake, version: int) -> None:
    if intake.resident_id is None or not may(Action.SEE_PEOPLE):
        return
    person = _resident(project().id, intake.resident_id, version)
    if person is not None and (person.name or person.phone):
        plain.line(person.name, person.phone)


@st.cache_data(max_entries=64, show_spinner=False)
def _resident(project_id: int, resident_id: int, version: int) -> people.ResidentCard | None:
    with reading() as session:
        return people.resident(session, project_id, resident_id)
