"""Registering a ticket (受理登记): one screen with the intake record; any colleague may.

Kind, severity and place stand outside the form, because what they say comes back at once: who
lives there, what is already open there, and which limits would start.
"""

from datetime import date, datetime

import streamlit as st
from sqlalchemy.orm import Session

import lang
from db.engine import reading
from desk import codes, tickets
from desk import intake as intake_desk
from domain.access import Action
from domain.errors import NotAllowed
from domain.masking import masked
from domain.steps import LONGEST_DEPARTMENT
from domain.tickets import Category, Channel, Intake, Kind, Severity
from pages.parts import acting, address, receipt, whereabouts
from pages.parts.session import _, actor, language, may, moment, now, project, span, term
from pages.parts.whereabouts import Whereabouts

AT_THE_DESK = (
    Channel.PHONE,
    Channel.VISIT,
    Channel.APP,
    Channel.MAIL,
    Channel.HOTLINE,
    Channel.PATROL,
)
HERE = "register"
REGISTERED = "registered"


def dialog() -> None:
    acting.forget()
    st.session_state.pop(REGISTERED, None)
    st.dialog(_("Register a ticket"), width="large")(_form)()


def _form() -> None:
    if not may(Action.REGISTER):
        # The role can be taken away while the dialog stands open.
        st.error(lang.error(language(), NotAllowed(Action.REGISTER)))
        return
    spot = st.empty()
    if REGISTERED not in st.session_state:
        with spot.container():
            _ask()
    if REGISTERED in st.session_state:
        with spot.container():
            receipt.show(st.session_state[REGISTERED], again=_again)


def _ask() -> None:
    left, right = st.columns([5, 6], gap="large")
    with left:
        kind, severity = _ask_kind(), _ask_severity()
        where = whereabouts.ask(HERE)
        _say_alike(kind, where)
        _say_limits(kind, severity)
    with right, st.form(f"{HERE}_{acting.done()}", border=False, enter_to_submit=False):
        intake, department = _intake(kind, severity, where), _department()
        if acting.press(_("Register"), HERE, 0):
            _register(intake, department)
    acting.refusal(HERE)


def _again() -> None:
    st.session_state.pop(REGISTERED, None)
    whereabouts.forget(HERE)


def _ask_kind() -> Kind:
    chosen = st.pills(
        _("Kind"),
        [kind.value for kind in Kind],
        default=Kind.REPAIR.value,
        required=True,
        format_func=lambda kind: term("kind", kind),
    )
    return Kind(chosen)


def _ask_severity() -> Severity:
    chosen = st.segmented_control(
        _("Severity"),
        [severity.value for severity in Severity],
        default=Severity.MINOR.value,
        required=True,
        format_func=lambda severity: term("severity", severity),
    )
    return Severity(chosen)


def _say_alike(kind: Kind, where: Whereabouts) -> None:
    """Whoever calls about what is known already is told so, and nothing is opened twice."""
    if where.place_id is None:
        return
    with reading() as session:
        known = intake_desk.alike(session, actor(), project().id, kind, where.place_id)
    if known:
        lines = [f"{address.ticket(line.number)} {masked(line.subject)}" for line in known]
        said = _("Still open there, perhaps the same matter:")
        st.warning("\n\n".join([said, *lines]))


def _say_limits(kind: Kind, severity: Severity) -> None:
    at = now()
    with reading() as session:
        intake = Intake(kind, "–", severity=severity)
        limits = intake_desk.limits(session, actor(), project().id, intake, at)
    told = []
    for limit in limits:
        step = term("rung", limit.rung) if limit.rung else term("deed", limit.step)
        told.append(f"{step}: {moment(limit.due_at)} ({span(limit.due_at - at)})")
    if told:
        st.caption(_("From now on it runs: {limits}", limits=" · ".join(told)))


def _intake(kind: Kind, severity: Severity, where: Whereabouts) -> Intake:
    subject = st.text_input(_("Subject"), placeholder=_("What happened, in a few words"))
    words = st.text_area(_("In the resident's words"), height=68)
    left, right = st.columns(2)
    with left:
        channel = _ask_channel()
        asks = st.text_input(_("What the resident asks for"))
    with right:
        deadline = _ask_moment(
            _("Answer by") if kind is Kind.LETTER else _("Resident's own deadline")
        )
        occurred = _ask_moment(_("When it happened"))
    category, complained_of = _ask_about(kind)
    starts, ends = _ask_term(kind)
    return Intake(
        kind,
        subject,
        severity=severity,
        channel=channel,
        category=category,
        words=words,
        complained_of=complained_of,
        asks=asks,
        place_words=where.words,
        place_id=where.place_id,
        resident_id=where.resident_id,
        occurred_at=occurred,
        own_deadline=deadline,
        term_starts=starts,
        term_ends=ends,
    )


def _department() -> str | None:
    return st.text_input(_("Department in charge"), max_chars=LONGEST_DEPARTMENT).strip() or None


def _register(intake: Intake, department: str | None) -> None:
    def verb(session: Session) -> str:
        dossier = tickets.register(
            session, actor(), project().id, intake, now(), department=department
        )
        codes.for_ticket(session, actor(), project().id, dossier.number, now())
        st.session_state[REGISTERED] = dossier.number
        return _("Ticket #{number} is registered.", number=dossier.number)

    acting.carry_out(HERE, verb, stays=True)


def _ask_channel() -> Channel:
    codes = [channel.value for channel in AT_THE_DESK]
    chosen = st.selectbox(_("Channel"), codes, format_func=lambda code: term("channel", code))
    return Channel(chosen)


def _ask_about(kind: Kind) -> tuple[Category | None, str]:
    """What a complaint is about, and whom."""
    if kind is not Kind.COMPLAINT:
        return None, ""
    left, right = st.columns(2)
    codes = [category.value for category in Category]
    chosen = left.selectbox(
        _("Category"), codes, index=None, format_func=lambda code: term("category", code)
    )
    complained_of = right.text_input(_("Who or which department it is about"))
    return Category(chosen) if chosen else None, complained_of


def _ask_moment(label: str) -> datetime | None:
    chosen = st.datetime_input(label, value=None)
    return chosen.replace(tzinfo=project().zone) if chosen else None


def _ask_term(kind: Kind) -> tuple[date | None, date | None]:
    if kind is not Kind.SPECIAL_SERVICE:
        return None, None
    left, right = st.columns(2)
    starts = left.date_input(_("Contract begins"), value=None)
    ends = right.date_input(_("Contract ends"), value=None)
    return starts, ends
