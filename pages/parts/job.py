"""One job on a phone: where and what, one large button for the next step, and how it ended."""

from dataclasses import replace
from typing import BinaryIO

import streamlit as st
from sqlalchemy.orm import Session

import settings
from db import codes as codes_db
from db.engine import reading
from desk import codes, jobs, tickets
from desk.jobs import Finished
from desk.photos import redraw
from desk.tickets import Dossier
from domain.access import Action
from domain.tickets import AT_WORK, Event, Stage, Step
from pages.parts import acting, plain, steps, whom
from pages.parts.live import changes, living
from pages.parts.session import _, actor, moment, now, project, term, time_left
from pages.parts.ticket import place_of, tell
from reports import codes as pictures


@living(Action.WORK)
def show(number: int) -> None:
    dossier = _dossier(project().id, number, changes())
    tickets.must_see(actor(), dossier)
    _what(dossier)
    if dossier.progress.stage in AT_WORK:
        _next(dossier)
    else:
        _done(dossier)
    acting.refusal(_place(dossier))
    with st.expander(_("History")):
        tell(dossier, dossier.history)


@st.cache_data(max_entries=64, show_spinner=False)
def _dossier(project_id: int, number: int, version: int) -> Dossier:
    with reading() as session:
        return tickets.open_dossier(session, project_id, number)


def _what(dossier: Dossier) -> None:
    intake, due, version = dossier.intake, dossier.due(), changes()
    read = plain.reader(dossier)
    plain.heading(f"#{dossier.number} · {read(intake.subject)}")
    plain.line(place_of(project().id, dossier.number, version))
    whom.show(dossier, version)
    if dossier.progress.appointment_at:
        st.markdown(_("Appointment: **{at}**", at=moment(dossier.progress.appointment_at)))
    if due:
        step, left = term("step", due.step), time_left(due.due_at, now())
        st.markdown(_("Next, {step}: **{left}**", step=step, left=left))
    if intake.words:
        st.text(f"“{read(intake.words)}”")
    if intake.asks:
        plain.line(_("Asks for: {asks}", asks=read(intake.asks)))
    _price(dossier)


def _price(dossier: Dossier) -> None:
    """What was quoted, and whether the resident has agreed: before that no paid work begins."""
    quoted, progress = dossier.progress.fee_quoted, dossier.progress
    if quoted is None:
        return
    agreed = _("agreed") if progress.open_quote is None else _("▲ not agreed yet")
    st.markdown(_("Quoted: **¥{amount:,.2f}**", amount=quoted) + f" · {agreed}")


def _next(dossier: Dossier) -> None:
    if dossier.is_offered():
        _step(dossier, Step.ACCEPTED)
    elif dossier.progress.is_paused(now()):
        _step(dossier, Step.RESUMED)
    elif dossier.progress.stage is Stage.ON_SITE:
        _finish(dossier)
    else:
        _step(dossier, Step.ARRIVED)
    with st.expander(_("Something else")):
        steps.ask(dossier)


def _step(dossier: Dossier, step: Step) -> None:
    label = term("deed", step)
    if st.button(label, type="primary", width="stretch", key=f"job_{step}_{dossier.number}"):
        acting.carry_out(_place(dossier), lambda session: _take(session, dossier, step))


def _take(session: Session, dossier: Dossier, step: Step) -> str:
    event, seen = Event(step, now()), dossier.progress.last_seq
    tickets.take_step(session, actor(), project().id, dossier.number, event, seen=seen)
    return f"#{dossier.number}: {term('step', step)}"


def _finish(dossier: Dossier) -> None:
    with st.form(f"finish_{dossier.number}_{acting.done()}", enter_to_submit=False):
        note = st.text_area(_("What was done"), height=96)
        fee = st.number_input(_("Fee taken"), value=None, min_value=0.0, step=10.0)
        photo = st.file_uploader(
            _("Photo of the work"), type=["jpg", "jpeg", "png", "webp", "heic", "heif"]
        )
        confirmed = st.checkbox(_("The resident confirms it here"))
        if acting.press(_("Finish"), _place(dossier), dossier.progress.last_seq):
            finished = Finished(note, fee, confirmed)
            acting.carry_out(
                _place(dossier), lambda session: _end(session, dossier, finished, photo)
            )


def _end(session: Session, dossier: Dossier, finished: Finished, photo: BinaryIO | None) -> str:
    seen = dossier.progress.last_seq
    if photo is not None:
        finished = replace(finished, photo=redraw(photo))
    jobs.finish(session, actor(), project().id, dossier.number, finished, now(), seen=seen)
    codes.for_ticket(session, actor(), project().id, dossier.number, now())
    return _("#{number} is done.", number=dossier.number)


def _done(dossier: Dossier) -> None:
    """The resident confirms and rates by the code, from the technician's own phone."""
    st.success(_("Done. Let the resident scan this to confirm and to rate the work."))
    with reading() as session:
        code = codes_db.of_ticket(session, project().id, dossier.number)
    if code is not None:
        st.image(pictures.svg(pictures.address(settings.PUBLIC_URL(), code.token)), width=260)


def _place(dossier: Dossier) -> str:
    return f"job_{dossier.number}"
