"""One ticket: what it is, by when, what has happened, and the next step."""

from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape

import streamlit as st
from sqlalchemy.orm import Session

import settings
from db import callbacks as callbacks_db
from db import codes as codes_db
from db import surveys
from db import tickets as tickets_db
from db.callbacks import CallbackLine
from db.engine import reading
from desk import codes, tickets
from desk.tickets import Dossier
from domain.access import Action
from domain.deadlines import Deadline
from domain.tickets import Event, Step
from pages.parts import acting, address, callback_lines, hints, photos, plain, receipt, steps, whom
from pages.parts import results_words as say
from pages.parts.live import changes, living
from pages.parts.names import names
from pages.parts.session import _, actor, may, moment, now, project, span, term, time_left
from reports import codes as pictures


@living(Action.SEE_TICKETS)
def show(number: int) -> None:
    version = changes()
    dossier = _dossier(project().id, number, version)
    tickets.must_see(actor(), dossier)
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
    intake = dossier.intake
    read = plain.reader(dossier)
    plain.heading(f"#{dossier.number} · {read(intake.subject)}")
    _badges(dossier)
    plain.line(" · ".join(_whereabouts(dossier, version)))
    whom.show(dossier, version)
    if intake.words:
        st.text(f"“{read(intake.words)}”")
    if intake.asks:
        plain.line(_("Asks for: {asks}", asks=read(intake.asks)))
    if intake.complained_of:
        plain.line(_("About: {whom}", whom=read(intake.complained_of)))
    photos.show(dossier)
    links(dossier, version)
    if may(Action.CALL_BACK):
        _callbacks(dossier, version)
    hints.popover()


def _badges(dossier: Dossier) -> None:
    intake, progress, at = dossier.intake, dossier.progress, now()
    with st.container(horizontal=True, gap="small"):
        st.badge(term("stage", progress.stage), color="blue")
        st.badge(term("kind", intake.kind), color="gray")
        st.badge(term("severity", intake.severity), color="gray")
        if progress.waits_until and progress.is_paused(at):
            st.badge(_("waits {time}", time=span(progress.waits_until - at)), color="gray")
        if progress.round > 1:
            st.badge(_("Round {round}", round=progress.round), color="orange")
        if progress.hand_overs:
            st.badge(_("handed over {count} ×", count=progress.hand_overs), color="orange")
        if progress.open_quote is not None:
            st.badge(_("¥{price:,.2f} not agreed yet", price=progress.open_quote), color="orange")
        if progress.urges:
            st.badge(_("‼ urged {count} ×", count=progress.urges), color="orange")
        if progress.rung:
            st.badge(f"▲ {term('rung', progress.rung)}", color="red")


def _whereabouts(dossier: Dossier, version: int) -> list[str]:
    """Where the trouble is, and in whose hands."""
    project_id, progress = dossier.project.id, dossier.progress
    place = place_of(project_id, dossier.number, version)
    hands = names(project_id).get(progress.assignee_id or 0, "")
    exactly = dossier.intake.place_words if dossier.intake.place_id else ""
    return [fact for fact in (place, exactly, hands, progress.department) if fact]


@st.cache_data(max_entries=256, show_spinner=False)
def place_of(project_id: int, number: int, version: int) -> str:
    with reading() as session:
        return tickets_db.line(session, project_id, number).place


def links(dossier: Dossier, version: int) -> None:
    """Where the matter came from, and where it goes on."""
    related = [dossier.intake.parent, *_children(dossier.project.id, dossier.number, version)]
    links = [address.ticket(number) for number in related if number]
    if links:
        st.caption(_("Belongs together with {tickets}", tickets=" · ".join(links)))


def _callbacks(dossier: Dossier, version: int) -> None:
    """Whether the resident has been called about it, with the way to each record."""
    today = dossier.day_of(now()) or now().date()
    told = [
        f"{address.callback(line.ticket, line.round)} {callback_lines.state(line, today)}"
        for line in _owed(dossier.project.id, dossier.number, version)
    ]
    if told:
        st.caption(_("Callback: {lines}", lines=" · ".join(told)))


@st.cache_data(max_entries=256, show_spinner=False)
def _owed(project_id: int, number: int, version: int) -> list[CallbackLine]:
    with reading() as session:
        return callbacks_db.of_ticket(session, project_id, number)


@st.cache_data(max_entries=256, show_spinner=False)
def _children(project_id: int, number: int, version: int) -> list[int]:
    with reading() as session:
        return [line.number for line in tickets_db.children(session, project_id, number)]


def _deadlines(dossier: Dossier, at: datetime) -> None:
    rows = [_deadline(dossier, deadline, at) for deadline in dossier.deadlines()]
    if rows:
        st.markdown(_("**Time standards**"))
        st.table(rows, border="horizontal")
        _uncertain(dossier)


def _uncertain(dossier: Dossier) -> None:
    """Where a deadline lies in a year whose holidays nobody has told."""
    days = [dossier.day_of(deadline.due_at) for deadline in dossier.deadlines()]
    calendar = dossier.policy.calendar
    for year in sorted({day.year for day in days if day and not calendar.covers(day)}):
        st.caption(_("▲ The holidays of {year} are not known here yet.", year=year))


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
    tell(dossier, dossier.history)


def tell(dossier: Dossier, events: Sequence[Event]) -> None:
    """Those of its events, the latest first."""
    known, read = names(dossier.project.id), plain.reader(dossier)
    lines = "".join(told(event, known, read) for event in reversed(events))
    st.html(f'<ol style="list-style:none;margin:0;padding:0;line-height:1.75">{lines}</ol>')


def told(event: Event, known: dict[int, str], read: Callable[[str], str]) -> str:
    """One line of history."""
    facts = [
        term("step", event.step),
        known.get(event.assignee_id or 0, ""),
        event.department or "",
        term("rung", event.rung) if event.rung else "",
        _("limit missed: {step}", step=term("step", event.missed)) if event.missed else "",
        _("until {moment}", moment=moment(event.promised_at)) if event.promised_at else "",
        _satisfied(event),
        f"¥{event.amount:,.2f}" if event.amount is not None else "",
        read(event.note),
    ]
    step, *rest = (escape(fact) for fact in facts if fact)
    when, who = escape(moment(event.at)), escape(_who(event, known))
    told = f"{_PALE.format(when)} <b>{step}</b> {' · '.join(rest)} {_PALE.format(who)}"
    return f"<li>{told}</li>"


_PALE = '<span style="opacity:.7">{}</span>'


def _who(event: Event, known: dict[int, str]) -> str:
    if event.missed is not None:
        return _("clockwork")
    if event.actor_id is None:
        return _("resident or clockwork")
    return known.get(event.actor_id, "–")


def _satisfied(event: Event) -> str:
    if event.satisfied is None:
        return ""
    return _("satisfied") if event.satisfied else _("not satisfied")


def _code(dossier: Dossier) -> None:
    with reading() as session:
        code = codes_db.of_ticket(session, dossier.project.id, dossier.number)
    if code is None:
        st.caption(_("A code lets the resident follow and rate this job."))
        if st.button(_("Give out a code"), icon=":material/qr_code_2:", key="give_out"):
            _give_out(dossier)
        acting.refusal(_CODE)
        return
    address = pictures.address(settings.PUBLIC_URL(), code.token)
    picture, words = st.columns([1, 2], vertical_alignment="center")
    picture.image(_picture(address), width=190)
    with words:
        st.markdown(_("The resident scans this, or opens the address:"))
        st.code(address, language=None, wrap_lines=True)
        if Step.RESOLVED not in {event.step for event in dossier.history}:
            st.caption(_("It shows how far the work is, and the survey once it is done."))
        receipt.slip_button(dossier.number)


@st.cache_data(max_entries=64, show_spinner=False)
def _picture(address: str) -> str:
    return pictures.svg(address)


_CODE = "code"


def _give_out(dossier: Dossier) -> None:
    def verb(session: Session) -> None:
        codes.for_ticket(session, actor(), dossier.project.id, dossier.number, now())

    acting.carry_out(_CODE, verb)


def _answers(dossier: Dossier, version: int) -> None:
    rows, read = _responses(dossier.project.id, dossier.number, version), plain.reader(dossier)
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
            if row.doubts:
                st.caption(say.doubts(row.doubts, excluded=row.excluded))
            if row.words:
                st.text(f"“{read(row.words)}”")
            if row.complaint:
                link = address.ticket(row.complaint)
                st.markdown(_("Opened complaint {ticket}", ticket=link))


@st.cache_data(max_entries=64, show_spinner=False)
def _responses(project_id: int, number: int, version: int) -> list[surveys.ResponseRow]:
    with reading() as session:
        return surveys.of_ticket(session, project_id, number)
