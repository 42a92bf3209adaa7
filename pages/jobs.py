"""My jobs (我的工单): a technician's work in the hand, on a phone: accept, arrive, finish."""

from datetime import datetime
from html import escape

import streamlit as st

from db.engine import reading
from db.queue import Wanted, queue
from db.tickets import TicketLine
from domain.access import Action
from domain.masking import masked
from domain.tickets import AT_WORK
from pages.parts import address, job
from pages.parts.live import changes, living
from pages.parts.session import _, actor, now, project, span, term, time_left

CHOSEN = "job"
MOST = 50
# One column for the thumb; on a desk it stays a hand wide.
NARROW = """<style>
.stMainBlockContainer {max-width: 34rem; margin: 0 auto}
.st-key-jobs button, .st-key-job button {min-height: 3rem}
.st-key-job [data-testid="stFormSubmitButton"] button {width: 100%}
</style>"""


def page() -> None:
    actor().must(Action.WORK, project().id)
    st.html(NARROW)
    chosen = address.number(st.query_params.get(CHOSEN, ""))
    if chosen is None:
        st.header(_("My jobs"), anchor=False)
        with st.container(key="jobs"):
            _list()
        return
    with st.container(key="job"):
        address.close_button(CHOSEN)
        job.show(chosen)


@living(Action.WORK)
def _list() -> None:
    lines = _mine(project().id, actor().staff_id, changes())
    if not lines:
        st.info(_("Nothing waits for you. A new job appears here by itself."))
        return
    at = now()
    for line in lines:
        _card(line, at)
    if st.session_state.pop("has_chosen", False):
        st.rerun()


@st.cache_data(max_entries=64, show_spinner=False)
def _mine(project_id: int, staff_id: int, version: int) -> list[TicketLine]:
    with reading() as session:
        wanted = Wanted(tuple(AT_WORK), assignee_id=staff_id, or_offered=True)
        return queue(session, project_id, wanted, limit=MOST)


def _card(line: TicketLine, at: datetime) -> None:
    with st.container(border=True):
        st.html(
            f"<div><b>{escape(masked(line.subject))}</b></div>"
            f'<div style="opacity:.75">{escape(" · ".join(_facts(line)))}</div>'
            f"<div>{escape(_time(line, at))}</div>"
        )
        st.button(
            _("Open #{number}", number=line.number),
            key=f"open_{line.number}",
            width="stretch",
            type="primary" if line.assignee_id is None else "secondary",
            on_click=_choose,
            args=(line.number,),
        )


def _facts(line: TicketLine) -> list[str]:
    whose = _("for whoever accepts it") if line.assignee_id is None else ""
    return [fact for fact in (line.place, term("kind", line.kind), whose) if fact]


def _time(line: TicketLine, at: datetime) -> str:
    if line.waits_until and at < line.waits_until:
        return _("waits {time}", time=span(line.waits_until - at))
    return f"{term('stage', line.stage)} · {time_left(line.due_at, at)}"


def _choose(number: int) -> None:
    st.query_params[CHOSEN] = str(number)
    st.session_state["has_chosen"] = True
