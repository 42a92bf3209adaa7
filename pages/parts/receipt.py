"""The receipt (受理回执): what whoever registered tells the resident, hands over or prints."""

from collections.abc import Callable

import streamlit as st

import settings
from db import codes as codes_db
from db.engine import reading
from desk import tickets
from desk.tickets import Dossier
from domain.tickets import Step
from pages.parts import plain
from pages.parts.ordering import ordered
from pages.parts.session import _, language, moment, project, term
from reports import codes as pictures
from reports.press import Order, print_slip


def show(number: int, *, again: Callable[[], None]) -> None:
    """The new ticket with its limits, its code, a message to copy and a slip to print."""
    with reading() as session:
        code = codes_db.of_ticket(session, project().id, number)
        dossier = tickets.open_dossier(session, project().id, number)
    assert code is not None
    link = pictures.address(settings.PUBLIC_URL(), code.token)
    plain.heading(f"#{number} · {plain.reader(dossier)(dossier.intake.subject)}")
    picture, words = st.columns([1, 2], vertical_alignment="center")
    picture.image(pictures.svg(link), width=190)
    with words:
        for limit in dossier.deadlines():
            step = term("rung", limit.rung) if limit.rung else term("deed", limit.step)
            st.markdown(f"{step}: **{moment(limit.due_at)}**")
        st.caption(_("A message for the resident, to be copied:"))
        st.code(_message(dossier, link), language=None, wrap_lines=True)
    with st.container(horizontal=True):
        st.button(_("Register another"), type="primary", icon=":material/add:", on_click=again)
        slip_button(number)
        if st.button(_("Open the ticket"), icon=":material/open_in_full:"):
            st.query_params["ticket"] = str(number)
            st.rerun()


def _message(dossier: Dossier, link: str) -> str:
    """Without a word of what it is about: messages are read over shoulders."""
    resolve = [limit.due_at for limit in dossier.deadlines() if limit.step is Step.RESOLVED]
    facts = {"project": dossier.project.name, "number": dossier.number, "link": link}
    if not resolve:
        return _("{project}: your request #{number} is with us. Follow it here: {link}", **facts)
    return _(
        "{project}: your request #{number} is with us, to be done by {due}. Follow it here: {link}",
        due=moment(resolve[0]),
        **facts,
    )


def slip_button(number: int) -> None:
    """The work slip of a ticket that has a code, as a page to print."""
    order, spoken = ordered(), language()
    st.download_button(
        _("Work slip to print"),
        lambda: _slip(number, order, spoken),
        file_name=f"slip-{number}.html",
        mime="text/html",
        icon=":material/print:",
        key=f"slip_{number}",
    )


def _slip(number: int, order: Order, spoken: str) -> str:
    with reading() as session:
        return print_slip(session, order, number, spoken)
