"""Needs analysis (需求分析): what each segment needs, what is done about it, can it be."""

from dataclasses import asdict
from datetime import date

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from db import need_sheets, projects
from db.engine import reading
from desk import needs
from domain.access import Action
from domain.fairness import Segment
from domain.need_sheets import LONGEST_RESPONSE, Feasibility, NeedRow
from domain.periods import Period, first_day, limits
from pages.parts import acting, address
from pages.parts.live import changes
from pages.parts.session import _, actor, language, may, now, project, term
from reports.need_sheets import Line, in_words, need_sheet

SEGMENT, RESPOND = "needs_of", "respond_to_need"
ROW_HEIGHT = 35


def draw(period: Period, today: date) -> None:
    segment = _choose()
    rows = _read(project().id, changes(), segment, period, today)
    if not rows:
        st.info(
            _(
                "Needs are heard in residents' own words: tag an answer with them on the results "
                "page. Each segment's needs then stand here, with what is done about them."
            ),
            title=_("No need heard in this period"),
        )
        return
    lines = [in_words(one, language()) for one in rows]
    _table(lines)
    _print(rows, period, today)
    if may(Action.REVIEW):
        with st.container(width=620):
            _respond(rows, lines)


def _choose() -> Segment:
    words = {one.value: term("segment", one) for one in Segment}
    return Segment(address.choose(SEGMENT, _("Segment"), words))


@st.cache_data(max_entries=32, show_spinner=False)
def _read(
    project_id: int, version: int, segment: Segment, period: Period, today: date
) -> list[NeedRow]:
    with reading() as session:
        since, _until = limits(period, today, projects.card(session, project_id).zone)
        return need_sheets.sheet(session, project_id, segment, since.date(), today)


def _table(lines: list[Line]) -> None:
    headings = {
        "group": _("Segment"),
        "need": _("Need"),
        "households": _("Households"),
        "response": _("Response"),
        "feasibility": _("Feasibility"),
    }
    st.dataframe(
        pd.DataFrame([asdict(line) for line in lines]).rename(columns=headings),
        hide_index=True,
        height=(min(len(lines), 12) + 1) * ROW_HEIGHT + 3,
        column_config={
            _("Response"): st.column_config.TextColumn(width="large"),
            _("Feasibility"): st.column_config.TextColumn(width="medium"),
        },
        alt=_("Needs by segment, with the response to each and whether it can be done"),
    )


def _print(rows: list[NeedRow], period: Period, today: date) -> None:
    card, spoken, first = project(), language(), first_day(period, today)
    st.download_button(
        _("Sheet to print"),
        lambda: need_sheet(card, rows, (first, today), spoken),
        f"needs-{today:%Y-%m-%d}.html",
        "text/html",
        icon=":material/print:",
        on_click="ignore",
    )


def _respond(rows: list[NeedRow], lines: list[Line]) -> None:
    known = {row.heard: row for row in rows}
    names = {
        row.heard: f"{line.group} · {line.need}" for row, line in zip(rows, lines, strict=True)
    }
    # Outside the form, so that what was written before appears with the row.
    chosen = st.selectbox(_("Respond to"), list(known), format_func=names.__getitem__)
    row = known[chosen]
    here = f"{row.heard.segment}_{row.heard.group}_{row.heard.need}"
    with st.form(f"{RESPOND}_{here}_{acting.done()}", border=False):
        response = st.text_area(_("Response"), row.response, max_chars=LONGEST_RESPONSE, height=70)
        feasibility = st.segmented_control(
            _("Feasibility"),
            [one.value for one in Feasibility],
            default=row.feasibility or Feasibility.NOW.value,
            format_func=lambda code: term("feasibility", code),
            required=True,
        )
        if acting.press(_("Keep the response"), RESPOND, 0):
            _keep(row, response, Feasibility(feasibility))
    acting.refusal(RESPOND)


def _keep(row: NeedRow, response: str, feasibility: Feasibility) -> None:
    def verb(session: Session) -> str:
        here = (session, actor(), project().id)
        needs.respond(*here, row.heard, response, feasibility, now())
        return _("The response is kept.")

    acting.carry_out(RESPOND, verb)
