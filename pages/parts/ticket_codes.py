"""Ticket codes (工单码): the code of one ticket, found by its number."""

from datetime import datetime, timedelta

import streamlit as st

from db import standing, tickets
from db.engine import reading
from db.standing import Hung
from db.tickets import TicketLine
from desk import codes
from domain.surveys import CodeKind
from pages.parts import address, code
from pages.parts.code import Subject
from pages.parts.live import changes
from pages.parts.session import _, actor, now, project
from reports.press import Paper

CHOSEN = "ticket"
RECENT = timedelta(days=30)


def show() -> None:
    typed = st.text_input(
        _("Number of the ticket"),
        value=st.query_params.get(CHOSEN, ""),
        placeholder=_("Such as 128"),
        width=240,
    )
    number = address.number((typed or "").strip().removeprefix("#"))
    if number is None:
        st.info(
            _("Not a number. A ticket is found by the figures on its slip.")
            if typed
            else _("Type the number of a ticket: its code, its slip and its answers appear here.")
        )
        return
    st.query_params[CHOSEN] = str(number)
    line, hung = _read(project().id, changes(), number, now().date().isoformat())
    actor().must_have(line.assignee_id, project().id)
    beside, _rest = st.columns([10, 8])
    with beside:
        _code(line, hung)


@st.cache_data(max_entries=32, show_spinner=False)
def _read(project_id: int, version: int, number: int, today: str) -> tuple[TicketLine, Hung | None]:
    since = datetime.fromisoformat(f"{today}T00:00:00+00:00") - RECENT
    with reading() as session:
        line = tickets.line(session, project_id, number)
        hung = standing.of_kind(session, project_id, CodeKind.TICKET, since, ticket=number)
        return line, hung


def _code(line: TicketLine, hung: Hung | None) -> None:
    code.show(
        Subject(
            f"#{line.number} {line.subject}",
            CodeKind.TICKET,
            hung or Hung(None, None, None, None, 0, None),
            lambda session, at: codes.for_ticket(session, actor(), project().id, line.number, at),
            ((_("Work slip, A5"), Paper.SLIP),),
            ticket=line.number,
        )
    )
