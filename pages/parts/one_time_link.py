"""A one-time link (一次性链接): shown once to whoever made it, to be handed over."""

import streamlit as st

import settings
from pages.parts.session import _

KEPT = "one_time_link"


def keep(name: str, token: str) -> None:
    """Until the page is left, or another link is made."""
    st.session_state[KEPT] = (name, token)


def show() -> None:
    name, token = st.session_state.get(KEPT, ("", ""))
    if not token:
        return
    st.info(
        _("It opens once, within 48 hours, and is not shown again. Hand it over in person."),
        title=_("One-time link for {name}", name=name),
    )
    st.code(f"{settings.PUBLIC_URL().rstrip('/')}/welcome/{token}", language=None, wrap_lines=True)
    st.button(_("Done, hide it"), on_click=lambda: st.session_state.pop(KEPT, None))
