"""Where it is and who lives there (何处何人): found by unit, phone, name, or a place's name."""

from dataclasses import dataclass

import streamlit as st

from db import people
from db.engine import reading
from desk import residents
from domain.access import Action
from pages.parts import acting
from pages.parts.session import _, actor, may, project

MOST = 8


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A known place, with its resident if one is meant; else what was typed."""

    words: str = ""
    place_id: int | None = None
    resident_id: int | None = None
    label: str = ""


def ask(form: str) -> Whereabouts:
    typed = st.text_input(
        _("Unit, phone or place"),
        key=_key(form),
        placeholder=_("3-1202, 138…, lift"),
        help=_("Press Enter to look it up. What is not known is kept as it was typed."),
    ).strip()
    if not typed:
        return Whereabouts()
    found = _found(typed)
    if not found:
        st.caption(_("Not known here; it is kept as it was typed."))
        return Whereabouts(words=typed)
    names = [one.label for one in found]
    # Of several none is taken for granted: it would be somebody else's home.
    chosen = st.radio(
        _("Found"),
        [*names, _("As it was typed")],
        index=0 if len(names) == 1 else None,
        key=f"{_key(form)}_{typed}",
    )
    return found[names.index(chosen)] if chosen in names else Whereabouts(words=typed)


def forget(form: str) -> None:
    """The next one begins empty."""
    st.session_state.pop(_key(form), None)


def _key(form: str) -> str:
    return f"{form}_where_{acting.done()}"


def _found(typed: str) -> list[Whereabouts]:
    homes = _homes(typed) if may(Action.SEE_PEOPLE) else []
    known = {one.place_id for one in homes}
    places = [place for place in _places(typed) if place.place_id not in known]
    return [*homes, *places][:MOST]


def _homes(typed: str) -> list[Whereabouts]:
    with reading() as session:
        lines = residents.find(session, actor(), project().id, typed)
    return [
        Whereabouts(
            place_id=line.place_id,
            resident_id=line.resident_id,
            label=" · ".join(part for part in (line.where, line.name, line.phone) if part),
        )
        for line in lines
        if line.place_id is not None and line.moved_out_at is None
    ]


def _places(typed: str) -> list[Whereabouts]:
    """Common places and units by their label; who lives there is not told."""
    with reading() as session:
        places = people.places_called(session, project().id, typed, limit=MOST)
    return [Whereabouts(place_id=place.id, label=place.label) for place in places]
