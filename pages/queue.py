"""The queue (工单队列): what needs somebody now, and one ticket beside it."""

from dataclasses import replace
from datetime import datetime

import pandas as pd
import streamlit as st

from db.board import Board
from db.engine import reading
from db.queue import Wanted, queue
from db.tickets import TicketLine
from domain.access import Action
from domain.masking import masked
from pages.parts import address, queue_filters, registering, safety, ticket
from pages.parts.live import changes, living, look
from pages.parts.names import names
from pages.parts.session import _, actor, may, now, project, span, term, time_left

PAGE_LENGTH = 200
ROW_HEIGHT = 35
CHOSEN = "ticket"


def page() -> None:
    actor().must(Action.SEE_TICKETS, project().id)
    _top()
    if may(Action.SEE_PEOPLE):
        safety.banner()
    wanted, only_late = queue_filters.ask()
    chosen = address.number(st.query_params.get(CHOSEN, ""))
    if chosen is None:
        _lines(wanted, only_late=only_late)
        return
    lines, beside = st.columns([11, 9], gap="large")
    with lines:
        _lines(wanted, only_late=only_late)
    with beside:
        address.close_button(CHOSEN)
        ticket.show(chosen)


def _top() -> None:
    title, figures, register = st.columns([2, 6, 1.4], vertical_alignment="bottom")
    title.header(_("Queue"), anchor=False)
    with figures:
        _figures()
    if register.button(_("Register"), type="primary", icon=":material/add:", width="stretch"):
        registering.dialog()


@living(Action.SEE_COUNTS)
def _figures() -> None:
    board = look(project().id).board
    with st.container(horizontal=True, gap="large"):
        for label, figure in _told(board):
            st.metric(label, figure, width="content")


def _told(board: Board) -> list[tuple[str, int]]:
    return [
        (_("Still open"), board.queue.open),
        (_("Late"), board.queue.late),
        (_("Due within the hour"), board.queue.due_soon),
        (_("Received today"), board.queue.received_today),
        (_("Resolved today"), board.queue.resolved_today),
    ]


@living(Action.SEE_TICKETS)
def _lines(wanted: Wanted, *, only_late: bool) -> None:
    lines = _queue(project().id, changes(), _as_of_now(wanted, only_late=only_late))
    if not lines:
        st.info(_("Nothing waits here. A new ticket appears by itself, without a reload."))
        return
    st.dataframe(
        _table(lines, now()),
        hide_index=True,
        height=min(640, ROW_HEIGHT * (len(lines) + 1) + 3),
        column_config={
            _("No."): st.column_config.ButtonColumn(
                type="tertiary", width=70, on_click=_choose, key="clicked_ticket", pinned=True
            ),
            _("Time"): st.column_config.TextColumn(width=150),
        },
        alt=_("Open tickets, the least time left first"),
    )
    if len(lines) == PAGE_LENGTH:
        st.caption(_shown(wanted))
    if st.session_state.pop("has_chosen", False):
        st.rerun()


def _shown(wanted: Wanted) -> str:
    if wanted.is_over:
        return _("The latest {count} are shown.", count=PAGE_LENGTH)
    return _("The {count} most urgent are shown.", count=PAGE_LENGTH)


def _as_of_now(wanted: Wanted, *, only_late: bool) -> Wanted:
    """To the minute, so that everybody's question is one for a while."""
    return replace(wanted, late_at=now().replace(second=0, microsecond=0)) if only_late else wanted


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs={Wanted: repr})
def _queue(project_id: int, version: int, wanted: Wanted) -> list[TicketLine]:
    with reading() as session:
        return queue(session, project_id, wanted, limit=PAGE_LENGTH)


def _table(lines: list[TicketLine], at: datetime) -> pd.DataFrame:
    known = names(project().id)
    return pd.DataFrame(
        {
            _("No."): [f"#{line.number}" for line in lines],
            _("Time"): [_time(line, at) for line in lines],
            _("Subject"): [_subject(line) for line in lines],
            _("Kind"): [term("kind", line.kind) for line in lines],
            _("Stage"): [_stage(line) for line in lines],
            _("Place"): [line.place for line in lines],
            _("In whose hands"): [known.get(line.assignee_id or 0, "–") for line in lines],
            _("Level"): [term("rung", line.rung) for line in lines],
        }
    )


def _subject(line: TicketLine) -> str:
    """Whatever its resident has urged says so first."""
    urged = _("‼ urged {count} ×", count=line.urges) + " · " if line.urges else ""
    return urged + masked(line.subject)


def _time(line: TicketLine, at: datetime) -> str:
    if line.waits_until and at < line.waits_until:
        return _("waits {time}", time=span(line.waits_until - at))
    return time_left(line.due_at, at)


def _stage(line: TicketLine) -> str:
    stage = term("stage", line.stage)
    return stage if line.round == 1 else _("{stage} · round {round}", stage=stage, round=line.round)


def _choose() -> None:
    clicked = st.session_state["clicked_ticket"]
    st.query_params[CHOSEN] = clicked["label"].removeprefix("#")
    st.session_state["has_chosen"] = True
