"""Safety on the page: who is on the register, which cut concerns them, and who was with them."""

from datetime import datetime

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from db import outages as outages_db
from db.engine import reading
from db.outages import OutageLine
from db.visits import NewVisit, Visit
from desk import outages
from domain.access import Action
from domain.outages import LONGEST_NOTE, Condition, Cut, VisitState
from pages.parts import acting, plain, register
from pages.parts.live import changes, living
from pages.parts.names import names
from pages.parts.session import _, actor, language, moment, now, project, term, time_left
from reports import rounds

SIGNS = {
    VisitState.DONE: "✓",
    VisitState.OPEN: "●",
    VisitState.LATE: "▲",
    VisitState.MISSED: "✗",
}


@living(Action.SEE_PEOPLE)
def banner() -> None:
    """Whoever still waits for a visit comes forward, on every view of the page."""
    version = changes()
    for line in _outages(project().id, version):
        if line.open:
            st.error(_waiting(line), icon=":material/emergency_home:")


def _waiting(line: OutageLine) -> str:
    supply = term("supply", line.cut.supply)
    if not line.cut.is_planned:
        return _("{supply}: {count} still to be visited, at once.", supply=supply, count=line.open)
    return _(
        "{supply} from {moment}: {count} still to be visited before.",
        supply=supply,
        moment=moment(line.cut.starts_at),
        count=line.open,
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _outages(project_id: int, version: int) -> list[OutageLine]:
    with reading() as session:
        return outages_db.outages(session, project_id)


def draw() -> None:
    left, right = st.columns([11, 9], gap="large")
    with left:
        _cuts()
    with right:
        with st.expander(_("Record a cut"), expanded=False):
            register.ask_cut()
        register.draw()


@living(Action.SEE_PEOPLE)
def _cuts() -> None:
    version = changes()
    lines = _outages(project().id, version)
    if not lines:
        st.info(
            _(
                "No cut is recorded. Record one on the right, planned or not, and everybody on the "
                "register whom it concerns is listed here to be visited."
            )
        )
    for line in lines:
        if line.over_at is None:
            _cut(line)
    past = [line for line in lines if line.over_at is not None]
    if past:
        st.markdown(_("**Past cuts**"))
        st.dataframe(_past(past), hide_index=True, alt=_("Past cuts, the latest first"))


def _past(lines: list[OutageLine]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Cut"): [term("supply", line.cut.supply) for line in lines],
            _("Began"): [moment(line.cut.starts_at) for line in lines],
            _("Over"): [moment(line.over_at) for line in lines],
            _("Visited"): [f"{line.visited} / {line.to_visit}" for line in lines],
        }
    )


def _cut(line: OutageLine) -> None:
    with reading() as session:
        line, visits = outages.whom_to_visit(session, actor(), project().id, line.id)
    cut, at = line.cut, now()
    with st.container(border=True):
        kind = _("planned") if cut.is_planned else _("unplanned")
        plain.heading(f"{term('supply', cut.supply)} · {kind}")
        plain.line(" · ".join(_facts(cut, at)))
        for visit in visits:
            _visit(line, visit, cut.state(visit.visited_at, line.over_at, at))
        if not visits:
            st.caption(_("Nobody on the register lives where this cuts."))
        _below(line, visits)


def _facts(cut: Cut, at: datetime) -> list[str]:
    ends = moment(cut.ends_at) if cut.ends_at else _("end unknown")
    where = ", ".join(f"{one.building} {one.unit}".strip() for one in cut.where)
    left = time_left(cut.starts_at, at) if cut.is_planned and at <= cut.starts_at else ""
    return [part for part in (f"{moment(cut.starts_at)} – {ends}", left, where, cut.note) if part]


def _visit(line: OutageLine, visit: Visit, state: VisitState) -> None:
    who, done = st.columns([5, 2], vertical_alignment="center")
    with who:
        rest = " · ".join(part for part in (visit.phone, visit.note) if part)
        plain.line(f"{visit.where} {visit.name}", rest or "–")
        with st.container(horizontal=True, gap="small"):
            _state_badge(state)
            if visit.has_device:
                st.badge(term("criterion", "medical_device"), color="red")
            if visit.lives_alone:
                st.badge(term("criterion", "alone"), color="orange")
        if visit.visited_at is not None:
            plain.line(" · ".join(_outcome(visit)))
    if visit.visited_at is None:
        with done.popover(_("Was there"), width="stretch"):
            _ask_visit(line, visit)


def _state_badge(state: VisitState) -> None:
    words = f"{SIGNS[state]} {term('visit_state', state)}"
    if state is VisitState.DONE:
        st.badge(words, color="green")
    elif state is VisitState.LATE:
        st.badge(words, color="red")
    else:
        st.badge(words, color="orange" if state is VisitState.OPEN else "gray")


def _outcome(visit: Visit) -> list[str]:
    by = names(project().id).get(visit.visited_by or 0, "–")
    told = (moment(visit.visited_at), by, term("condition", visit.condition), visit.found or "")
    return [part for part in told if part]


def _ask_visit(line: OutageLine, visit: Visit) -> None:
    place = f"outage_{line.id}"
    with st.form(f"visit_{line.id}_{visit.resident_id}", border=False, enter_to_submit=False):
        condition = st.radio(
            _("How they are"),
            [one.value for one in Condition],
            format_func=lambda code: term("condition", code),
        )
        known = names(project().id)
        mine = actor().staff_id
        by = st.selectbox(
            _("Who was there"),
            list(known),
            index=list(known).index(mine) if mine in known else None,
            format_func=known.__getitem__,
        )
        note = st.text_input(_("Note (no diagnosis)"), max_chars=LONGEST_NOTE)
        if acting.press(_("Record the visit"), place, 0):
            _record(line.id, NewVisit(visit.resident_id, by or mine, Condition(condition), note))


def _record(outage: int, made: NewVisit) -> None:
    def verb(session: Session) -> str:
        outages.visit(session, actor(), project().id, outage, made, now())
        return _("The visit is recorded.")

    acting.carry_out(f"outage_{outage}", verb)


def _below(line: OutageLine, visits: list[Visit]) -> None:
    card, spoken = project(), language()
    with st.container(horizontal=True):
        st.download_button(
            _("List to print"),
            # Drawn anew every other second, written only when somebody asks for it.
            lambda: rounds.round_sheet(card, line, visits, spoken),
            f"visits-{line.id}.html",
            "text/html",
            key=f"print_{line.id}",
            icon=":material/print:",
        )
        over = _("Called off") if now() < line.cut.starts_at else _("Supply is back")
        if st.button(over, key=f"over_{line.id}", icon=":material/check:"):
            _end(line.id)
    acting.refusal(f"outage_{line.id}")


def _end(outage: int) -> None:
    def verb(session: Session) -> str:
        outages.end(session, actor(), project().id, outage, now())
        return _("The cut is over.")

    acting.carry_out(f"outage_{outage}", verb)
