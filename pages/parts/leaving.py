"""All that is held on a resident: handed out as a file and a page, or erased for good."""

import streamlit as st
from sqlalchemy.orm import Session

import lang
from db.engine import writing
from db.residents import Known
from desk import erasures
from domain.errors import HuifangError
from pages.parts import acting
from pages.parts.person import place_of, seen_as
from pages.parts.session import _, actor, language, now, project
from reports import held

READY = "held"


def ask(one: Known) -> None:
    _ask_export(one)
    st.divider()
    _ask_erasure(one)


def _ask_export(one: Known) -> None:
    st.caption(_("Everything held on this person: details, tickets, answers, visits."))
    if st.button(_("Gather their data"), key=f"gather_{one.id}", icon=":material/inventory_2:"):
        _gather(one)
    whose, files = st.session_state.get(READY, (None, {}))
    if whose == (project().id, one.id):
        _offer(one, files)


def _gather(one: Known) -> None:
    try:
        with writing() as session:
            gathered = erasures.export(session, actor(), project().id, one.id, now())
    except HuifangError as refused:
        st.error(lang.error(language(), refused, project().zone))
        return
    files = {"json": held.as_json(gathered), "html": held.as_page(gathered, language())}
    st.session_state[READY] = ((project().id, one.id), files)


def _offer(one: Known, files: dict[str, str]) -> None:
    # A name in a file name would stand in lists of downloads: the number says enough.
    with st.container(horizontal=True):
        st.download_button(
            _("As a file (JSON)"),
            files["json"],
            f"resident-{one.id}.json",
            "application/json",
            key=f"json_{one.id}",
        )
        st.download_button(
            _("As a page to print"),
            files["html"],
            f"resident-{one.id}.html",
            "text/html",
            key=f"html_{one.id}",
        )


def _ask_erasure(one: Known) -> None:
    st.caption(
        _(
            "Erasing empties name, phone and every word of their tickets, events and answers. "
            "What happened when stays. It cannot be undone; copies of the database made before "
            "keep the words until they are replaced."
        )
    )
    place = place_of(one.id)
    with st.form(f"erase_{one.id}_{acting.done()}", border=False, enter_to_submit=False):
        is_sure = st.checkbox(_("I have checked who asks for it"))
        if acting.press(_("Erase for good"), place, seen_as(one)) and is_sure:
            _erase(one)


def _erase(one: Known) -> None:
    def verb(session: Session) -> str:
        receipt = erasures.erase(session, actor(), project().id, one.id, now())
        st.session_state.pop(READY, None)
        return _(
            "Erased, receipt R-{number}: {tickets} tickets, {events} events, {answers} answers, "
            "{visits} visits.",
            number=one.id,
            tickets=receipt.tickets,
            events=receipt.events,
            answers=receipt.responses,
            visits=receipt.visits,
        )

    acting.carry_out(place_of(one.id), verb)
