"""Registering a ticket: one dialog with the intake record of the trade; any colleague may."""

from datetime import date, datetime

import streamlit as st
from sqlalchemy.orm import Session

from db import people
from db.engine import reading
from db.people import PlaceCard
from desk import tickets
from domain.tickets import Category, Channel, Intake, Kind, Severity
from pages.parts import acting
from pages.parts.session import _, actor, now, project, term

AT_THE_DESK = (
    Channel.PHONE,
    Channel.VISIT,
    Channel.APP,
    Channel.MAIL,
    Channel.HOTLINE,
    Channel.PATROL,
)


HERE = "register"


def dialog() -> None:
    acting.forget()
    st.dialog(_("Register a ticket"), width="large")(_form)()


def _form() -> None:
    chosen = st.segmented_control(
        _("Kind"),
        [kind.value for kind in Kind],
        default=Kind.REPAIR.value,
        required=True,
        format_func=lambda kind: term("kind", kind),
    )
    with st.form(f"{HERE}_{acting.done()}", border=False, enter_to_submit=False):
        intake = _intake(Kind(chosen))
        if acting.press(_("Register"), HERE, 0):
            _register(intake)
    acting.refusal(HERE)


def _intake(kind: Kind) -> Intake:
    subject = st.text_input(_("Subject"), placeholder=_("What happened, in a few words"))
    left, right = st.columns(2)
    with left:
        place = _ask_place()
        severity = _ask_code(_("Severity"), tuple(Severity), Severity.MINOR, "severity")
        complained_of = st.text_input(_("Who or which department it is about"))
    with right:
        channel = _ask_code(_("Channel"), AT_THE_DESK, Channel.PHONE, "channel")
        category = _ask_category(kind)
        deadline = _ask_deadline(kind)
    starts, ends = _ask_term(kind)
    words = st.text_area(_("In the resident's words"), height=80)
    asks = st.text_input(_("What the resident asks for"))
    return Intake(
        kind,
        subject,
        severity=Severity(severity),
        channel=Channel(channel),
        category=category,
        words=words,
        complained_of=complained_of,
        asks=asks,
        place_words=place if isinstance(place, str) else "",
        place_id=place.id if isinstance(place, PlaceCard) else None,
        resident_id=_resident_of(place),
        own_deadline=deadline,
        term_starts=starts,
        term_ends=ends,
    )


def _register(intake: Intake) -> None:
    def verb(session: Session) -> str:
        number = tickets.register(session, actor(), project().id, intake, now()).number
        st.query_params["ticket"] = str(number)
        return _("Ticket #{number} is registered.", number=number)

    acting.carry_out(HERE, verb)


def _ask_place() -> PlaceCard | str | None:
    """A place that is known, or words for one that is not."""
    with reading() as session:
        known = {place.label: place for place in people.places(session, project().id)}
    chosen = st.selectbox(
        _("Place"), known, index=None, accept_new_options=True, placeholder=_("Choose or type")
    )
    return known.get(chosen, chosen) if chosen else None


def _resident_of(place: PlaceCard | str | None) -> int | None:
    if not isinstance(place, PlaceCard):
        return None
    with reading() as session:
        return people.resident_at(session, project().id, place.id)


def _ask_code(label: str, codes: tuple[str, ...], usual: str, kind: str) -> str:
    chosen = st.selectbox(
        label,
        [str(code) for code in codes],
        index=codes.index(usual),
        format_func=lambda code: term(kind, code),
    )
    return str(chosen)


def _ask_category(kind: Kind) -> Category | None:
    if kind is not Kind.COMPLAINT:
        return None
    codes = [category.value for category in Category]
    chosen = st.selectbox(
        _("Category"), codes, index=None, format_func=lambda code: term("category", code)
    )
    return Category(chosen) if chosen else None


def _ask_deadline(kind: Kind) -> datetime | None:
    label = _("Answer by") if kind is Kind.LETTER else _("Resident's own deadline")
    chosen = st.datetime_input(label, value=None)
    return chosen.replace(tzinfo=project().zone) if chosen else None


def _ask_term(kind: Kind) -> tuple[date | None, date | None]:
    if kind is not Kind.SPECIAL_SERVICE:
        return None, None
    left, right = st.columns(2)
    starts = left.date_input(_("Contract begins"), value=None)
    ends = right.date_input(_("Contract ends"), value=None)
    return starts, ends
