"""One household: the unit, who lives there, what they are to the house, and their tickets."""

import zlib
from dataclasses import dataclass

import streamlit as st
from sqlalchemy.orm import Session

import lang
from db import homes as homes_db
from db import projects
from db.engine import reading
from db.homes import Home
from db.residents import Known
from db.tickets import TicketLine
from desk import residents
from domain.access import Action
from domain.errors import HuifangError
from domain.residents import Holding, PropertyType, Unit, is_key
from pages.parts import acting, address, leaving, person, plain
from pages.parts.session import _, actor, day, language, may, now, project, term


@dataclass(frozen=True, slots=True)
class Card:
    """Everything one household shows, read at once."""

    home: Home | None
    residents: list[Known]
    holdings: dict[int, Holding]
    key_share: float
    tickets: list[TicketLine]


def draw(place_id: int | None, resident_id: int | None) -> None:
    try:
        card = _read(place_id, resident_id)
    except HuifangError as gone:
        st.info(lang.error(language(), gone))
        return
    if card.home is not None:
        _unit(card.home)
    for one in card.residents:
        _resident(card, one)
    if card.home is not None:
        with st.expander(_("Add a resident"), expanded=not card.residents):
            person.ask_new(card.home.place.id)
    _tickets(card.tickets)


def _read(place_id: int | None, resident_id: int | None) -> Card:
    project_id = project().id
    with reading() as session:
        home = None
        if place_id is not None:
            home = residents.household(session, actor(), project_id, place_id)
            everybody = list(home.residents)
        else:
            everybody = [residents.one(session, actor(), project_id, resident_id or 0)]
        ids = [one.id for one in everybody]
        return Card(
            home,
            everybody,
            residents.shares(session, actor(), project_id, everybody),
            projects.policy(session, project_id).residents.key_area_share,
            homes_db.tickets_of(session, project_id, place_id=place_id, residents=ids),
        )


def _unit(home: Home) -> None:
    plain.heading(home.place.label)
    unit = home.unit
    facts = [
        term("property_type", unit.property_type) if unit.property_type else "",
        f"{unit.area:,.1f} m²" if unit.area is not None else "",
        _("{count} people", count=unit.household_size) if unit.household_size is not None else "",
    ]
    plain.line(" · ".join(fact for fact in facts if fact))
    with st.popover(_("Describe the unit"), icon=":material/edit:"):
        _ask_unit(home)


def _ask_unit(home: Home) -> None:
    place = f"unit_{home.place.id}"
    seen = zlib.crc32(repr(home.unit).encode())
    with st.form(f"{place}_{acting.done()}", border=False):
        kind = st.selectbox(
            _("Property type"),
            [one.value for one in PropertyType],
            index=_index(home.unit.property_type),
            format_func=lambda code: term("property_type", code),
        )
        area = st.number_input(_("Floor area"), value=home.unit.area, min_value=0.0, step=1.0)
        size = st.number_input(
            _("People in the household"), value=home.unit.household_size, min_value=0, step=1
        )
        if acting.press(_("Save"), place, seen):
            _describe(home.place.id, Unit(PropertyType(kind) if kind else None, area, size))
    acting.refusal(place)


def _index(kind: PropertyType | None) -> int | None:
    return None if kind is None else list(PropertyType).index(kind)


def _describe(place_id: int, unit: Unit) -> None:
    def verb(session: Session) -> str:
        residents.describe_unit(session, actor(), project().id, place_id, unit, now())
        return _("The unit is described anew.")

    acting.carry_out(f"unit_{place_id}", verb)


def _resident(card: Card, one: Known) -> None:
    with st.container(border=True):
        plain.line(one.name or _("no name"), one.phone)
        _badges(card, one)
        if one.note:
            plain.line(one.note)
        with st.container(horizontal=True, gap="small"):
            if st.button(_("Details"), key=f"details_{one.id}", icon=":material/edit:"):
                person.dialog(one)
            with st.popover(_("Moving, and doubles"), icon=":material/swap_horiz:"):
                person.ask_move(one, card.residents)
            if may(Action.ADMINISTER):
                with st.popover(_("Their data"), icon=":material/folder_shared:"):
                    leaving.ask(one)
        acting.refusal(person.place_of(one.id))


def _badges(card: Card, one: Known) -> None:
    holding = card.holdings[one.id]
    with st.container(horizontal=True, gap="small"):
        if one.moved_out_at is not None:
            left = one.moved_out_at.astimezone(project().zone).date()
            st.badge(_("moved out {day}", day=day(left)), color="gray")
        for kind in ("tenure", "party", "importance", "mindset"):
            code = getattr(one, kind)
            if code is not None:
                st.badge(term(kind, code), color="gray")
        if is_key(one.criteria, holding, card.key_share):
            st.badge(_("Key customer"), icon=":material/star:", color="blue")
        for criterion in sorted(one.criteria):
            st.badge(term("criterion", criterion), color="orange")
        if holding.is_large(card.key_share):
            share = _("{share:.1f} % of the known floor area", share=100 * (holding.share or 0))
            st.badge(share, color="orange")


def _tickets(lines: list[TicketLine]) -> None:
    st.markdown(_("**Tickets of this household**"))
    if not lines:
        st.caption(_("No ticket yet."))
    for line in lines[:20]:
        received = day(line.received_at.astimezone(project().zone).date())
        with st.container(horizontal=True, gap="small"):
            st.markdown(address.ticket(line.number), width="content")
            plain.line(" · ".join((line.subject, term("stage", line.stage), received)))
