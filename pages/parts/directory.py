"""The directory on the page: type a unit, a phone or a name, and open the household beside it.

What is typed and who is chosen stays out of the address.
"""

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from db.directory import Line
from db.engine import reading
from desk import residents
from domain.residents import Unit
from pages.parts import acting, household
from pages.parts.session import _, actor, now, project, term

CHOSEN, CLICKED, MOST = "household", "clicked_home", 50
ROW_HEIGHT = 35
NEW_UNIT = "new_unit"


def draw() -> None:
    left, right = st.columns([9, 11], gap="large")
    with left:
        _search()
    with right:
        _beside()


def _search() -> None:
    words = st.text_input(
        _("Unit, phone or name"),
        placeholder=_("3-1202, 138 0000, or the beginning of a name"),
        key="directory_words",
        max_chars=60,
    )
    if not words.strip():
        st.caption(_("Whoever calls is found by what they say first: unit, phone or name."))
    else:
        _found(words)
    with st.expander(_("A unit that is not here yet")):
        _ask_unit()


def _found(words: str) -> None:
    with reading() as session:
        lines = residents.find(session, actor(), project().id, words)
    if not lines:
        st.info(_("Nobody is found. Try less of it, or another of unit, phone and name."))
        return
    st.session_state["directory_lines"] = lines
    st.dataframe(
        _table(lines),
        hide_index=True,
        height=min(560, ROW_HEIGHT * (len(lines) + 1) + 3),
        column_config={
            _("Unit"): st.column_config.ButtonColumn(
                type="tertiary", width=130, on_click=_choose, key=CLICKED, pinned=True
            ),
        },
        alt=_("Who was found, by unit"),
    )
    if len(lines) == MOST:
        st.caption(_("The first {count} are shown. Type more to find fewer.", count=MOST))


def _table(lines: list[Line]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Unit"): [line.where or _("no unit") for line in lines],
            _("Name"): [line.name or "–" for line in lines],
            _("Phone"): [line.phone or "" for line in lines],
            _("Tenure"): [_tenure(line) for line in lines],
        }
    )


def _tenure(line: Line) -> str:
    if line.moved_out_at is not None:
        return _("moved out")
    return term("tenure", line.tenure) if line.tenure else ""


def _choose() -> None:
    clicked = st.session_state[CLICKED]
    lines: list[Line] = st.session_state.get("directory_lines", [])
    row = clicked["row"]
    if row < len(lines):
        line = lines[row]
        st.session_state[CHOSEN] = (project().id, line.place_id, line.resident_id)


def _beside() -> None:
    at, place_id, resident_id = st.session_state.get(CHOSEN, (None, None, None))
    if at != project().id:
        st.space("large")
        st.caption(_("Choose a unit on the left to see who lives there."))
        return
    household.draw(place_id, resident_id)


def _ask_unit() -> None:
    with st.form(f"{NEW_UNIT}_{acting.done()}", border=False):
        left, right = st.columns(2)
        building = left.text_input(_("Building"), max_chars=40)
        number = right.text_input(_("Unit"), max_chars=40)
        if acting.press(_("Add the unit"), NEW_UNIT, 0):
            _add_unit(building, number)
    acting.refusal(NEW_UNIT)


def _add_unit(building: str, number: str) -> None:
    def verb(session: Session) -> str:
        place_id = residents.add_unit(
            session, actor(), project().id, (building, number), Unit(), now()
        )
        st.session_state[CHOSEN] = (project().id, place_id, None)
        return _("{unit} is here now.", unit=f"{building} {number}".strip())

    acting.carry_out(NEW_UNIT, verb)
