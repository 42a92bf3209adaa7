"""Doing something: one write, then everybody's screens; a refusal is told and nothing is lost."""

from collections.abc import Callable
from datetime import timedelta

import streamlit as st
from sqlalchemy.orm import Session

import lang
from db.engine import writing
from domain.errors import ChangedMeanwhile, HuifangError
from pages.parts.live import reader
from pages.parts.session import language, now, project

DONE, PRESSED, REFUSED = "done", "pressed", "refused"
# Parts redraw themselves every other second; whoever looked away still finds out what was refused.
TOLD_FOR = timedelta(minutes=1)


def done() -> int:
    """How much this visitor has done so far: in a form's key, so that the next form is empty."""
    return int(st.session_state.get(DONE, 0))


def forget() -> None:
    """What was refused before is no news any more."""
    st.session_state.pop(REFUSED, None)


def press(label: str, place: str, seen: int) -> bool:
    """The button of a form at `place`, drawn when `seen` was the newest there.

    Pressed on what somebody else has changed meanwhile, it does nothing; `refusal` says so.
    """
    clicked = st.form_submit_button(label, type="primary", on_click=_press, args=(place, seen))
    if clicked and st.session_state.get(PRESSED) == (place, seen):
        del st.session_state[PRESSED]
        return True
    return False


def _press(place: str, seen: int) -> None:
    forget()
    st.session_state[PRESSED] = (place, seen)


def carry_out(place: str, verb: Callable[[Session], str | None], *, stays: bool = False) -> None:
    """Run `verb` in one transaction; the sentence it gives back is shown once it is stored.

    A dialog that `stays` draws by itself what comes next; anything else is drawn anew.
    """
    try:
        with writing() as session:
            told = verb(session)
    except HuifangError as refused:
        _refuse(place, refused)
        return
    st.session_state[DONE] = done() + 1
    reader().hurry()
    if told:
        st.toast(told, icon=":material/check:")
    if not stays:
        st.rerun()


def refusal(place: str) -> None:
    """What was refused at `place` a moment ago; drawn behind the form, which stays as it was."""
    pressed_at, _seen = st.session_state.get(PRESSED, ("", 0))
    if pressed_at == place:
        del st.session_state[PRESSED]
        _refuse(place, ChangedMeanwhile())
    refused_at, told, since = st.session_state.get(REFUSED, ("", "", now()))
    if refused_at == place and now() - since < TOLD_FOR:
        st.error(told)


def _refuse(place: str, refused: HuifangError) -> None:
    told = lang.error(language(), refused, project().zone)
    st.session_state[REFUSED] = (place, told, now())
