"""One resident in forms: describe them, move them in or out, merge two records of the same."""

import zlib
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

import streamlit as st
from sqlalchemy.orm import Session

from db.engine import reading
from db.homes import units
from db.residents import Known
from desk import residents
from domain.residents import (
    LONGEST,
    Criterion,
    Importance,
    Mindset,
    Party,
    Person,
    Tenure,
)
from pages.parts import acting
from pages.parts.session import _, actor, now, project, term

Code = TypeVar("Code", bound=StrEnum)
NEW = "new_resident"


def place_of(resident_id: int) -> str:
    """Where a refusal about this resident is told."""
    return f"resident_{resident_id}"


def ask_new(place_id: int | None) -> None:
    with st.form(f"{NEW}_{acting.done()}", border=False, enter_to_submit=False):
        described = _ask(Person())
        if acting.press(_("Add the resident"), NEW, 0):
            _add(described, place_id)
    acting.refusal(NEW)


def _add(described: Person, place_id: int | None) -> None:
    def verb(session: Session) -> str:
        residents.add(session, actor(), project().id, described, place_id, now())
        return _("The resident is here now.")

    acting.carry_out(NEW, verb)


def dialog(one: Known) -> None:
    acting.forget()
    st.dialog(_("Details"), width="large")(_ask_change)(one)


def _ask_change(one: Known) -> None:
    place = f"{place_of(one.id)}_details"
    with st.form(f"{place}_{acting.done()}", border=False, enter_to_submit=False):
        described = _ask(one.person)
        if acting.press(_("Save"), place, seen_as(one)):
            _change(one, described)
    acting.refusal(place)


def seen_as(one: Known) -> int:
    """A number that changes when anything that is said of somebody does."""
    said = (repr(one.person).partition("criteria=")[0], sorted(one.criteria), one.place_id)
    return zlib.crc32(repr((said, one.moved_out_at)).encode())


def _change(one: Known, described: Person) -> None:
    def verb(session: Session) -> str:
        residents.change(session, actor(), project().id, one.id, described, now(), seen=one.person)
        return _("The details are saved.")

    acting.carry_out(f"{place_of(one.id)}_details", verb)


def _ask(before: Person) -> Person:
    left, right = st.columns(2)
    with left:
        name = st.text_input(_("Name"), before.name, max_chars=LONGEST["name"])
        tenure = _choose(Tenure, "tenure", before.tenure)
        importance = _choose(Importance, "importance", before.importance)
    with right:
        phone = st.text_input(_("Phone"), before.phone, max_chars=LONGEST["phone"])
        party = _choose(Party, "party", before.party)
        mindset = _choose(Mindset, "mindset", before.mindset)
    criteria = st.multiselect(
        _("Key-customer criteria"),
        [one.value for one in Criterion],
        default=[one.value for one in sorted(before.criteria)],
        format_func=lambda code: term("criterion", code),
        placeholder=_("None"),
    )
    note = st.text_input(
        _("What helps when serving them (no diagnosis)"), before.note, max_chars=LONGEST["note"]
    )
    return Person(
        name, phone, tenure, party, importance, mindset, note, frozenset(map(Criterion, criteria))
    )


def _choose(codes: type[Code], kind: str, before: Code | None) -> Code | None:
    chosen = st.selectbox(
        term("field", kind),
        [one.value for one in codes],
        index=None if before is None else list(codes).index(before),
        format_func=lambda code: term(kind, code),
        placeholder=_("Not known"),
    )
    return codes(chosen) if chosen else None


def ask_move(one: Known, household: Sequence[Known]) -> None:
    if one.moved_out_at is None and st.button(
        _("Has moved out"), key=f"out_{one.id}", icon=":material/logout:"
    ):
        _move_out(one)
    _ask_move_in(one)
    others = {other.id: _called(other) for other in household if other.id != one.id}
    if others:
        _ask_merge(one, others)


def _called(one: Known) -> str:
    return " ".join(part for part in (one.name, one.phone) if part)


def _move_out(one: Known) -> None:
    def verb(session: Session) -> str:
        residents.move_out(session, actor(), project().id, one.id, now())
        return _("They have moved out.")

    acting.carry_out(place_of(one.id), verb)


def _ask_move_in(one: Known) -> None:
    with reading() as session:
        known = {place.id: place.label for place, _unit in units(session, project().id)}
    with st.form(f"move_{one.id}_{acting.done()}", border=False):
        chosen = st.selectbox(
            _("Moves into"),
            known,
            index=None,
            format_func=known.__getitem__,
            placeholder=_("Choose a unit"),
        )
        if acting.press(_("Move in"), place_of(one.id), seen_as(one)) and chosen:
            _move_in(one, chosen)


def _move_in(one: Known, place_id: int) -> None:
    def verb(session: Session) -> str:
        residents.move_in(session, actor(), project().id, one.id, place_id, now())
        return _("They live there from now on.")

    acting.carry_out(place_of(one.id), verb)


def _ask_merge(one: Known, others: dict[int, str]) -> None:
    with st.form(f"merge_{one.id}_{acting.done()}", border=False):
        chosen = st.selectbox(
            _("Is the same person as"),
            others,
            index=None,
            format_func=others.__getitem__,
            placeholder=_("Choose the other record"),
        )
        if acting.press(_("Make one record of both"), place_of(one.id), seen_as(one)) and chosen:
            _merge(one, chosen)


def _merge(one: Known, other_id: int) -> None:
    def verb(session: Session) -> str:
        residents.merge(session, actor(), project().id, one.id, other_id, now())
        return _("Both records are one now, with the tickets of both.")

    acting.carry_out(place_of(one.id), verb)
