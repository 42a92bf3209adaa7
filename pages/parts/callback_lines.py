"""Callbacks in lines: how each stands today, the most pressing first."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from db.callbacks import CallbackLine
from domain.callbacks import Standing
from domain.masking import masked
from pages.parts.names import names
from pages.parts.session import _, day, moment, project, span, term

CLICKED = "clicked_callback"
ROW_HEIGHT = 35
# Windows that close within these days come forward.
SOON = timedelta(days=1)
SIGNS = {
    Standing.LATE: "▲",
    Standing.OPEN: "●",
    Standing.NOT_YET: "○",
    Standing.DONE_IN_TIME: "✓",
    Standing.DONE_OUTSIDE: "✓",
}


def show(
    lines: Sequence[CallbackLine], today: date, *, on_click: Callable[[], None], is_narrow: bool
) -> None:
    """With `is_narrow` only what tells one line from the next."""
    if not lines:
        st.info(_("No callback here. One is owed when a ticket that calls for it is resolved."))
        return
    st.dataframe(
        table(lines, today),
        hide_index=True,
        column_order=[_("No."), _("State"), _("Subject"), _("Assigned to")] if is_narrow else None,
        height=min(640, ROW_HEIGHT * (len(lines) + 1) + 3),
        column_config={
            _("No."): st.column_config.ButtonColumn(
                type="tertiary", width=80, on_click=on_click, key=CLICKED, pinned=True
            ),
            _("State"): st.column_config.TextColumn(width=170),
        },
        alt=_("Callbacks, the first window to close first"),
    )


def table(lines: Sequence[CallbackLine], today: date) -> pd.DataFrame:
    known = names(project().id)
    return pd.DataFrame(
        {
            _("No."): [f"#{line.ticket}-{line.round}" for line in lines],
            _("State"): [state(line, today) for line in lines],
            _("Subject"): [masked(line.subject) for line in lines],
            _("Kind"): [term("callback_row", line.row) for line in lines],
            _("Stage"): [term("stage", line.stage) for line in lines],
            _("Assigned to"): [known.get(line.assignee_id or 0, "–") for line in lines],
            _("Attempts"): [_attempts(line) for line in lines],
        }
    )


def _attempts(line: CallbackLine) -> str:
    """How often it was tried, and when the resident wants to be called again."""
    if not line.attempts:
        return ""
    again = moment(line.call_again_at) if line.call_again_at and line.made_on is None else ""
    return " · ".join(fact for fact in (f"{line.attempts}×", again and f"↻ {again}") if fact)


def state(line: CallbackLine, today: date) -> str:
    """How the callback stands today, as a list says it."""
    standing = line.callback.standing(today)
    sign = SIGNS[standing]
    if standing is Standing.LATE:
        late = timedelta(days=line.callback.days_late(today))
        return f"{sign} " + _("{time} late", time=span(late))
    if standing is Standing.OPEN:
        return _closing(line, today)
    if standing is Standing.NOT_YET:
        return f"{sign} " + _("from {day}", day=day(line.opens_on))
    facts = [
        f"{sign} {day(line.made_on)}",
        _("outside its window") if standing is Standing.DONE_OUTSIDE else "",
        "" if line.satisfied else _("not satisfied"),
    ]
    return " · ".join(fact for fact in facts if fact)


def _closing(line: CallbackLine, today: date) -> str:
    if line.closes_on == today:
        return "◆ " + _("closes today")
    sign = "◆" if line.closes_on - today <= SOON else SIGNS[Standing.OPEN]
    return f"{sign} " + _("until {day}", day=day(line.closes_on))
