"""Whom a ticket is about: name and phone, for those who need them."""

from html import escape

import streamlit as st

from db import people
from db.engine import reading
from desk import tickets
from desk.tickets import Dossier
from pages.parts.session import actor, project


def show(dossier: Dossier, version: int) -> None:
    resident_id = dossier.intake.resident_id
    if resident_id is None or not tickets.may_know_resident(actor(), dossier):
        return
    person = _resident(project().id, resident_id, version)
    if person is not None and (person.name or person.phone):
        st.html(f"<div><b>{escape(person.name)}</b> {_dialled(person.phone)}</div>")


def _dialled(phone: str) -> str:
    """On a phone one tap calls."""
    return f'<a href="tel:{escape(phone)}" style="color:inherit">{escape(phone)}</a>'


@st.cache_data(max_entries=64, show_spinner=False)
def _resident(project_id: int, resident_id: int, version: int) -> people.ResidentCard | None:
    with reading() as session:
        return people.resident(session, project_id, resident_id)
