"""The callback desk (回访): rates against targets, whom to call now, and the record sheet."""

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from db import callbacks
from db.board import CallbackFigures
from db.callbacks import CallbackLine
from db.engine import reading
from domain.access import Action
from domain.callbacks import Standing
from pages.parts import address, callback
from pages.parts.live import living, look
from pages.parts.names import names
from pages.parts.session import _, actor, day, now, project, span, term

CHOSEN = "callback"
# Windows that open within these days are shown, so that a week can be planned.
AHEAD = timedelta(days=7)
SIGNS = {
    Standing.LATE: "▲",
    Standing.OPEN: "●",
    Standing.NOT_YET: "○",
    Standing.DONE_IN_TIME: "✓",
    Standing.DONE_OUTSIDE: "✓",
}


def page() -> None:
    actor().must(Action.CALL_BACK, project().id)
    st.header(_("Callbacks"), anchor=False)
    lists, beside = st.columns([11, 9], gap="large")
    with lists:
        _rates()
        _lists()
    with beside:
        _beside()


@living(Action.CALL_BACK)
def _rates() -> None:
    figures = look(project().id).board.callbacks
    st.markdown(_headline(figures))
    if not figures.rates:
        st.info(_("Rates appear once the first callback of the month is due or made."))
        return
    st.dataframe(
        _rate_table(figures),
        hide_index=True,
        column_config={
            _("Completed"): st.column_config.ProgressColumn(
                min_value=0, max_value=100, format="%d%%", width=130
            ),
            _("In time"): st.column_config.NumberColumn(format="%d%%"),
            _("Target"): st.column_config.NumberColumn(format="%d%%"),
        },
        placeholder="–",
        alt=_("Callback rates of this month against their targets"),
    )


def _headline(figures: CallbackFigures) -> str:
    if figures.long_late:
        return _(
            ":red[**▲ {count} are long past their window: the supervisor calls in person.**]",
            count=figures.long_late,
        )
    if figures.late:
        return _(":red[**▲ {count} are past their window.**]", count=figures.late)
    if figures.open_now:
        return _("**{count} can be called now.**", count=figures.open_now)
    return _("**Nobody is waiting for a call.**")


def _rate_table(figures: CallbackFigures) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Kind"): [term("callback_row", row) for row, *_rest in figures.rates],
            _("Completed"): [_percent(rates.completion) for _row, rates, _goal in figures.rates],
            _("Target"): [_percent(target) for *_rest, target in figures.rates],
            _("In time"): [_percent(rates.punctuality) for _row, rates, _goal in figures.rates],
            _("Made"): [rates.done for _row, rates, _goal in figures.rates],
            _("Counted"): [rates.counted for _row, rates, _goal in figures.rates],
            _("Pending"): [rates.pending for _row, rates, _goal in figures.rates],
        }
    )


def _percent(share: float | None) -> int | None:
    """Rounded down, so that 100 % is said of nothing less."""
    return None if share is None else int(share * 100 + 1e-9)


@living(Action.CALL_BACK)
def _lists() -> None:
    shown = st.segmented_control(
        _("List"),
        ["due", "made"],
        default="due",
        required=True,
        format_func={"due": _("To be made"), "made": _("Made")}.__getitem__,
        label_visibility="collapsed",
    )
    version, today = look(project().id).version, now().astimezone(project().zone).date()
    if shown == "due":
        _list(_due(project().id, version, today + AHEAD), today)
    else:
        _list(_made(project().id, version), today)
    if st.session_state.pop("has_chosen", False):
        st.rerun()


def _list(lines: list[CallbackLine], today: date) -> None:
    if not lines:
        st.info(_("No callback here. One is owed when a ticket that calls for it is resolved."))
        return
    st.dataframe(
        _table(lines, today),
        hide_index=True,
        height=470,
        column_config={
            _("No."): st.column_config.ButtonColumn(
                type="tertiary", width=80, on_click=_choose, key="clicked_callback", pinned=True
            ),
            _("State"): st.column_config.TextColumn(width=170),
        },
        alt=_("Callbacks, the first window to close first"),
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _due(project_id: int, version: int, opens_by: date) -> list[CallbackLine]:
    with reading() as session:
        return callbacks.due(session, project_id, opens_by=opens_by)


@st.cache_data(max_entries=64, show_spinner=False)
def _made(project_id: int, version: int) -> list[CallbackLine]:
    with reading() as session:
        return callbacks.made(session, project_id)


def _table(lines: list[CallbackLine], today: date) -> pd.DataFrame:
    known = names(project().id)
    return pd.DataFrame(
        {
            _("No."): [f"#{line.ticket}-{line.round}" for line in lines],
            _("State"): [state(line, today) for line in lines],
            _("Subject"): [line.subject for line in lines],
            _("Kind"): [term("callback_row", line.row) for line in lines],
            _("Stage"): [term("stage", line.stage) for line in lines],
            _("Assigned to"): [known.get(line.assignee_id or 0, "–") for line in lines],
            _("Attempts"): [line.attempts for line in lines],
        }
    )


def state(line: CallbackLine, today: date) -> str:
    """How the callback stands today, as a list says it."""
    standing = line.callback.standing(today)
    sign = SIGNS[standing]
    if standing is Standing.LATE:
        late = timedelta(days=line.callback.days_late(today))
        return f"{sign} " + _("{time} late", time=span(late))
    if standing is Standing.OPEN:
        return f"{sign} " + _("until {day}", day=day(line.closes_on))
    if standing is Standing.NOT_YET:
        return f"{sign} " + _("from {day}", day=day(line.opens_on))
    facts = [
        f"{sign} {day(line.made_on)}",
        _("outside its window") if standing is Standing.DONE_OUTSIDE else "",
        "" if line.satisfied else _("not satisfied"),
    ]
    return " · ".join(fact for fact in facts if fact)


def _choose() -> None:
    clicked = st.session_state["clicked_callback"]
    st.query_params[CHOSEN] = clicked["label"].removeprefix("#")
    st.session_state["has_chosen"] = True


def _beside() -> None:
    ticket, _dash, round = st.query_params.get(CHOSEN, "").partition("-")
    number, turn = address.number(ticket), address.number(round)
    if number is not None and turn is not None:
        callback.show(number, turn)
        return
    st.space("large")
    st.caption(_("Choose a callback on the left to call, or to review what was recorded."))
