"""The callback desk (回访): whom to call now, the record sheet beside it, and the rates."""

from datetime import date, timedelta

import streamlit as st

from db import callbacks
from db.board import CallbackFigures
from db.callbacks import CallbackLine, Hands
from db.engine import reading
from domain.access import Action
from domain.policy import CallbackRow
from pages.parts import address, callback, callback_lines, callback_rates, diaries, hands, planning
from pages.parts.live import changes, living, look
from pages.parts.session import _, actor, may, now, project, term

CHOSEN = "callback"
# Windows that open within these days are shown, so that a week can be planned.
AHEAD = timedelta(days=7)


def page() -> None:
    actor().must(Action.CALL_BACK, project().id)
    _top()
    view = _view()
    if view == "rates":
        callback_rates.show()
        return
    row, held_by = _filters()
    chosen = _chosen()
    if chosen is None:
        _lines(view, row, held_by)
        return
    lines, beside = st.columns([11, 9], gap="large")
    with lines:
        _lines(view, row, held_by, is_narrow=True)
    with beside:
        address.close_button(CHOSEN)
        callback.show(*chosen)


def _top() -> None:
    title, headline, diary, plan = st.columns([2, 4.4, 1.6, 1.6], vertical_alignment="bottom")
    title.header(_("Callbacks"), anchor=False)
    with headline:
        _headline()
    with diary:
        diaries.popover()
    label = _("Plan") if may(Action.REVIEW) else _("Take sheets")
    if plan.button(label, type="primary", icon=":material/assignment_ind:", width="stretch"):
        planning.dialog()


@living(Action.CALL_BACK)
def _headline() -> None:
    st.markdown(_burning(look(project().id).board.callbacks))


def _burning(figures: CallbackFigures) -> str:
    if figures.long_late:
        return _(
            ":red[**▲ {count} are long past their window: the supervisor calls in person.**]",
            count=figures.long_late,
        )
    if figures.late:
        return _(":red[**▲ {count} are past their window.**]", count=figures.late)
    if figures.close_today:
        return _("**◆ {count} windows close today.**", count=figures.close_today)
    if figures.open_now:
        return _("**{count} can be called now.**", count=figures.open_now)
    return _("**Nobody is waiting for a call.**")


def _view() -> str:
    words = {"due": _("To be made"), "made": _("Made"), "rates": _("Rates")}
    return address.choose("view", _("List"), words)


def _filters() -> tuple[CallbackRow | None, Hands]:
    with st.container(horizontal=True, vertical_alignment="center", gap="large"):
        return _filter_by_row(), hands.ask()


def _filter_by_row() -> CallbackRow | None:
    words = {row.value: term("callback_row", row) for row in CallbackRow}
    chosen = address.pills("row", _("Kind"), words)
    return CallbackRow(chosen) if chosen else None


def _chosen() -> tuple[int, int] | None:
    """The ticket and round that the address names."""
    ticket, _dash, round = st.query_params.get(CHOSEN, "").partition("-")
    number, turn = address.number(ticket), address.number(round)
    return None if number is None or turn is None else (number, turn)


@living(Action.CALL_BACK)
def _lines(view: str, row: CallbackRow | None, hands: Hands, *, is_narrow: bool = False) -> None:
    version, today = changes(), now().astimezone(project().zone).date()
    if view == "due":
        lines = _due(project().id, version, today + AHEAD, row, hands)
    else:
        lines = _made(project().id, version, row, hands)
    callback_lines.show(lines, today, on_click=_choose, is_narrow=is_narrow)
    if st.session_state.pop("has_chosen", False):
        st.rerun()


@st.cache_data(max_entries=64, show_spinner=False)
def _due(
    project_id: int, version: int, opens_by: date, row: CallbackRow | None, hands: Hands
) -> list[CallbackLine]:
    with reading() as session:
        return callbacks.due(session, project_id, opens_by=opens_by, row=row, hands=hands)


@st.cache_data(max_entries=64, show_spinner=False)
def _made(
    project_id: int, version: int, row: CallbackRow | None, hands: Hands
) -> list[CallbackLine]:
    with reading() as session:
        return callbacks.made(session, project_id, row=row, hands=hands)


def _choose() -> None:
    clicked = st.session_state[callback_lines.CLICKED]
    st.query_params[CHOSEN] = clicked["label"].removeprefix("#")
    st.session_state["has_chosen"] = True
