"""Presence (在岗): nothing is shown to whoever is not signed in, and nothing is kept for the next.

A screen that was paired is nobody, and there all the same.

Asked at every run, and again by a part of each page that runs by itself, so that a page left open
empties itself when its session ends, wherever it was ended from.
"""

from html import escape
from urllib.parse import urlencode

import streamlit as st

from db import screens
from db.engine import reading, writing
from desk import sessions
from domain.accounts import NotSignedIn
from pages.parts.screen import plan_of_this_screen
from pages.parts.session import _, here, language, now, oneself, session_id

OWNER = "owner"
WATCH_SECONDS = 15
LINK = (
    '<p style="margin-top:20vh;text-align:center;font-size:1.25rem">{told}</p>'
    '<p style="text-align:center"><a href="{address}" target="_self" style="display:inline-block;'
    "padding:.75rem 2.5rem;border-radius:.5rem;background:#2b3a4e;color:#fff;font-size:1.1rem;"
    'text-decoration:none">{label}</a></p>'
)


def admitted() -> bool:
    """Whether anybody is signed in; if not, the way to the gate is all there is to see."""
    try:
        owner = oneself().staff_id
        note()
    except NotSignedIn:
        show_the_way()
        return False
    if st.session_state.setdefault(OWNER, owner) != owner:
        # A socket taken up again brings the state of whoever sat here before.
        _forget()
        st.session_state[OWNER] = owner
    return True


def _forget() -> None:
    """Everything but the language goes."""
    spoken = language()
    st.session_state.clear()
    st.session_state["language"] = spoken


def note() -> None:
    """Write down that somebody is there, if that was long ago. Raises NotSignedIn.

    Of a screen nothing is written down: it stays until it is revoked.
    """
    if plan_of_this_screen() is not None:
        return
    found = here()
    if sessions.is_worth_noting(found, now()):
        with writing() as session:
            sessions.see(session, session_id(), found, now())


def page_asked_for() -> str:
    """The last part of the address; "" for the bare one."""
    return (st.context.url or "").rpartition("/")[2]


def show_the_way() -> None:
    """To the gate, each to their door of it; all that was chosen or typed is forgotten."""
    with reading() as session:
        was_screen = screens.was_one(session, session_id())
    _to_the_gate_of_screens() if was_screen else _to_the_gate()
    _forget()


def _to_the_gate_of_screens() -> None:
    """By itself, as nobody is there to press anything: a screen that may still hang comes back."""
    told = _("One moment, the screen goes on by itself.")
    _link(told, "screen", _("Go on"), then="<script>location.replace('screen')</script>")


def _to_the_gate() -> None:
    page, asked = page_asked_for(), urlencode(st.query_params.to_dict())
    onward = f"/{page}?{asked}" if asked else f"/{page}"
    address = f"sign-in?{urlencode({'lang': language(), 'next': onward})}"
    _link(_("You are not signed in, or no longer. Please sign in again."), address, _("Sign in"))


def _link(told: str, address: str, label: str, then: str = "") -> None:
    link = LINK.format(told=escape(told), address=escape(address), label=escape(label))
    st.html(link + then, unsafe_allow_javascript=bool(then))


@st.fragment(run_every=WATCH_SECONDS)
def watch() -> None:
    try:
        here()
    except NotSignedIn:
        st.rerun()


def sign_out() -> None:
    """End the session of this browser; the run that follows finds nobody."""
    with writing() as session:
        sessions.sign_out(session, session_id(), now())
