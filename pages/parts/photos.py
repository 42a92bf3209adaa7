"""Photos (照片) that came with a ticket, for whoever may see the ticket."""

from datetime import timedelta

import streamlit as st

from db.engine import reading
from db.photos import PhotoRow
from desk import photos
from desk.tickets import Dossier
from domain.access import Actor
from pages.parts.session import _, actor

WIDTH = 420


def show(dossier: Dossier) -> None:
    who = actor()
    for photo in _photos(dossier.project.id, dossier.number, who.staff_id, who, dossier):
        width = min(WIDTH, photo.width)
        st.image(photo.image, caption=_("Photo of the job"), width=width)


# A photo never changes, so it is not asked for with every news.
@st.cache_data(max_entries=32, ttl=timedelta(minutes=10), show_spinner=False)
def _photos(
    project_id: int, number: int, staff_id: int, _who: Actor, _dossier: Dossier
) -> list[PhotoRow]:
    with reading() as session:
        return photos.of_ticket(session, _who, _dossier)
