"""One ticket: what it is, by when, what has happened, and the next step."""

from datetime import datetime

import streamlit as st
from sqlalchemy.orm import Session

import settings
from db import codes as codes_db
from db import surveys
from db import tickets as tickets_db
from db.engine import reading
from desk import codes, tickets
from desk.tickets import Dossier
from domain.deadlines import Deadline
from domain.errors import HuifangError
from domain.tickets import Event, Step
from lang import error
from pages.parts import steps
from pages.parts.acting import carry_out
from pages.parts.live import REFRESH_SECONDS, look
from pages.parts.names import names
from pages.parts.session import _, actor, language, moment, now, project, term, time_left
from reports import codes as pictures


@st.fragment(run_every=REFRESH_SECONDS)
def show(number: int) -> None:
    version = look(project().id).version
    try:
        dossier = _dossier(project().id, number, version)
    except HuifangError as refused:
        st.error(error(language(), refused))
        return
    _head(dossier, version)
    titles = [_("History and next step"), _("Code and answers")]
    history, code = st.tabs(titles, key=f"tabs_{number}", on_change="rerun")
    if history.open:
        with history:
            steps.ask(dossier)
            _deadlines(dossier, now())
            _timeline(dossier)
    if code.open:
        with code:
            _code(dossier)
            _answers(dossier, version)


@st.cache_data(max_entries=256, show_spinner=False)
def _dossier(project_id: int, number: int, version: int) -> Dossier:
    with reading() as session:
        return tickets.open_dossier(session, project_id, number)


def _head(dossier: Dossier, version: int) -> None:
    intake, progress = dossier.intake, dossier.progress
    st.subheader(f"#{dossier.number} · {intake.subject}", anchor=False)
    with st.container(horizontal=True, gap="small"):
        st.badge(term("stage", progress.stage), color="blue")
        st.badge(term("kind", intake.kind), color="gray")
        st.badge(term("severity", intake.severity), color="gray")
        if progress.round > 1:
            st.badge(_("Round {round}", round=progress.round), color="orange")
        if progress.rung:
            st.badge(f"▲ {term('rung', progress.rung)}", color="red")
    if intake.words:
        st.text(f"“{intake.words}”")
    if intake.asks:
        st.caption(_("Asks for: {asks}", asks=intake.asks))
    _links(dossier, version)


def _links(dossier: Dossier, version: int) -> None:
    related = [dossier.intake.parent, *_children(dossier.project.id, dossier.number, version)]
    links = [f"[#{number}](?ticket={number})" for number in related if number]
    if links:
        st.caption(_("Belongs together with {tickets}", tickets=" · ".join(links)))


@st.cache_data(max_entries=256, show_spinner=False)
def _children(project_id: int, number: int, version: int) -> list[int]:
    with reading() as session:
        return [line.number for line in tickets_db.children(session, project_id, number)]


def _deadlines(dossier: Dossier, at: datetime) -> None:
    rows = [_deadline(dossier, deadline, at) for deadline in dossier.deadlines()]
    if rows:
        st.markdown(_("**Time standards**"))
        st.table(rows, border="horizontal")


def _deadline(dossier: Dossier, deadline: Deadline, at: datetime) -> dict[str, str]:
    step = term("step", deadline.step)
    if deadline.rung:
        step = f"{step} → {term('rung', deadline.rung)}"
    return {
        _("Step"): step,
        _("Due"): moment(deadline.due_at),
        _("State"): _state(deadline, at, is_owed=dossier.owes(deadline)),
    }


def _state(deadline: Deadline, at: datetime, *, is_owed: bool) -> str:
    if deadline.met_at is None:
        return time_left(deadline.due_at, at) if is_owed else "–"
    return _("✓ kept") if deadline.is_kept() else _("▲ done late")


def _timeline(dossier: Dossier) -> None:
    st.markdown(_("**History**"))
    known = names(dossier.project.id)
    st.markdown("  \n".join(told(event, known) for event in reversed(dossier.history)))


def told(event: Event, known: dict[int, str]) -> str:
    """One line of history."""
    who = known.get(event.actor_id or 0, _("resident or clockwork"))
    facts = [
        known.get(event.assignee_id or 0, ""),
        event.department or "",
        term("rung", event.rung) if event.rung else "",
        _("until {moment}", moment=moment(event.promised_at)) if event.promised_at else "",
        _satisfied(event),
        f"¥{event.amount:,.2f}" if event.amount is not None else "",
        _plain(event.note),
    ]
    joined = " · ".join(fact for fact in facts if fact)
    return f":gray[{moment(event.at)}]  **{term('step', event.step)}** {joined}  :gray[{who}]"


def _satisfied(event: Event) -> str:
    if event.satisfied is None:
        return ""
    return _("satisfied") if event.satisfied else _("not satisfied")


def _plain(note: str) -> str:
    """A note as text: no markup of its own, on one line."""
    line = " ".join(note.split())
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()#+-!|<>$:~" else sign for sign in line)


def _code(dossier: Dossier) -> None:
    with reading() as session:
        code = codes_db.of_ticket(session, dossier.project.id, dossier.number)
    if code is None:
        st.caption(_("A code lets the resident follow and rate this job."))
        if st.button(_("Give out a code"), icon=":material/qr_code_2:", key="give_out"):
            _give_out(dossier)
        return
    address = pictures.address(settings.PUBLIC_URL(), code.token)
    picture, words = st.columns([1, 2], vertical_alignment="center")
    picture.image(pictures.svg(address), width=190)
    with words:
        st.markdown(_("The resident scans this, or opens the address:"))
        st.code(address, language=None, wrap_lines=True)
        if Step.RESOLVED not in {event.step for event in dossier.history}:
            st.caption(_("It opens the survey once the work is done."))


def _give_out(dossier: Dossier) -> None:
    def verb(session: Session) -> None:
        codes.for_ticket(session, actor(), dossier.project.id, dossier.number, now())

    carry_out(verb)


def _answers(dossier: Dossier, version: int) -> None:
    rows = _responses(dossier.project.id, dossier.number, version)
    if not rows:
        st.caption(_("No answer yet."))
    for row in rows:
        with st.container(border=True):
            st.markdown(f"**{term('verdict', row.verdict)}** · {moment(row.answered_at)}")
            if row.gap is not None:
                st.caption(
                    _(
                        "Expected {expected:.0f}, delivered {delivered:.0f}, gap {gap:+.0f}",
                        expected=row.expectation,
                        delivered=row.delivered,
                        gap=row.gap,
                    )
                )
            if row.chips:
                st.caption(" · ".join(term("chip", chip) for chip in row.chips))
            if row.words:
                st.text(f"“{row.words}”")
            if row.complaint:
                link = f"[#{row.complaint}](?ticket={row.complaint})"
                st.markdown(_("Opened complaint {ticket}", ticket=link))


@st.cache_data(max_entries=64, show_spinner=False)
def _responses(project_id: int, number: int, version: int) -> list[surveys.ResponseRow]:
    with reading() as session:
        return surveys.of_ticket(session, project_id, number)
