"""Callback rates (回访率): of a month, by kind against its target, by colleague, and over time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from db import callback_rates, projects
from db.engine import reading
from domain.access import Action
from domain.callbacks import Rates, months_after
from domain.policy import CallbackRow, Policy
from pages.parts import address
from pages.parts.live import changes, living
from pages.parts.names import names
from pages.parts.session import _, now, project, term

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """The rates of one month, and of each of the MONTHS up to now."""

    by_row: dict[CallbackRow, Rates]
    by_assignee: dict[int | None, Rates]
    by_month: dict[date, Rates]
    policy: Policy


@living(Action.CALL_BACK)
def show() -> None:
    today = now().astimezone(project().zone).date()
    first = _choose_month(today)
    found = _rates(project().id, changes(), today, first)
    if not found.by_month:
        st.info(_("Rates appear once the first callback of the month is due or made."))
        return
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(_("**By kind, against the target**"))
        _table(_by_row(found))
        st.markdown(_("**Month by month**"))
        _table({_month(month): rates for month, rates in reversed(found.by_month.items())})
    with right:
        st.markdown(_("**By whoever holds the sheet**"))
        _table(_by_name(found.by_assignee))
        st.caption(
            _(
                "Completed and in time are shares of what counts: made, or past its window. "
                "What is still inside its window is pending and in neither."
            )
        )


def _choose_month(today: date) -> date:
    this = today.replace(day=1)
    codes = [f"{months_after(this, -back):%Y-%m}" for back in range(MONTHS)]
    chosen = st.selectbox(
        _("Month"),
        codes,
        index=codes.index(address.asked("month", codes) or codes[0]),
        key=address.widget_key("month"),
        on_change=address.keep,
        args=("month",),
        label_visibility="collapsed",
        width=180,
    )
    return date.fromisoformat(f"{chosen}-01")


@st.cache_data(max_entries=64, show_spinner=False)
def _rates(project_id: int, version: int, today: date, first: date) -> Month:
    last = months_after(first, 1) - timedelta(days=1)
    began = months_after(today.replace(day=1), 1 - MONTHS)
    until = months_after(today.replace(day=1), 1) - timedelta(days=1)
    with reading() as session:
        month = (session, project_id, today, first, last)
        return Month(
            callback_rates.by_row(*month),
            callback_rates.by_assignee(*month),
            callback_rates.by_month(session, project_id, today, began, until),
            projects.policy(session, project_id),
        )


def _by_row(found: Month) -> dict[str, tuple[Rates, float | None]]:
    return {
        term("callback_row", row): (found.by_row[row], found.policy.callbacks[row].target)
        for row in CallbackRow
        if row in found.by_row
    }


def _by_name(by_assignee: Mapping[int | None, Rates]) -> dict[str, Rates]:
    """Those nobody was given come last."""
    known = names(project().id)
    ordered = sorted(
        by_assignee.items(), key=lambda item: (item[0] is None, known.get(item[0] or 0, ""))
    )
    return {known.get(id or 0, _("Nobody yet")): rates for id, rates in ordered}


def _month(first: date) -> str:
    return f"{first:%Y-%m}"


def _table(rows: Mapping[str, Any]) -> None:
    """Rates by name, with a target where a row has one."""
    if not rows:
        st.caption(_("Nothing counted or pending in this month."))
        return
    split = {name: row if isinstance(row, tuple) else (row, None) for name, row in rows.items()}
    st.dataframe(
        _frame(split),
        hide_index=True,
        column_config={
            "": st.column_config.TextColumn(width=130, pinned=True),
            _("Completed"): st.column_config.ProgressColumn(
                min_value=0, max_value=100, format="%d%%", width=110
            ),
            _("In time"): st.column_config.NumberColumn(format="%d%%", width=60),
            _("Target"): st.column_config.NumberColumn(format="%d%%", width=60),
            **{name: st.column_config.Column(width=60) for name in _counts()},
        },
        placeholder="–",
        alt=_("Callback rates against their targets"),
    )


def _frame(rows: dict[str, tuple[Rates, float | None]]) -> pd.DataFrame:
    rates = [rate for rate, _target in rows.values()]
    targets = [target for _rate, target in rows.values()]
    columns = {
        "": list(rows),
        _("Completed"): [_percent(rate.completion) for rate in rates],
        _("Target"): [_percent(target) for target in targets],
        _("In time"): [_percent(rate.punctuality) for rate in rates],
    }
    counts = ((rate.done, rate.counted, rate.pending) for rate in rates)
    columns |= dict(zip(_counts(), zip(*counts, strict=True), strict=True))
    if not any(targets):
        del columns[_("Target")]
    return pd.DataFrame(columns)


def _counts() -> tuple[str, str, str]:
    return _("Made"), _("Counted"), _("Pending")


def _percent(share: float | None) -> int | None:
    """Rounded down, so that 100 % is said of nothing less."""
    return None if share is None else int(share * 100 + 1e-9)
