"""Turning pages (翻页): which page of a long list somebody is at, and the two buttons below it."""

import streamlit as st

from pages.parts.session import _


def at(key: str) -> int:
    """From 0."""
    return int(st.session_state.get(key, 0))


def buttons(key: str, page: int, *, has_more: bool) -> None:
    """Nothing where everything is on one page."""
    if not (page or has_more):
        return
    with st.container(horizontal=True):
        for name, to, ends in (
            (_("Page back"), page - 1, not page),
            (_("Page on"), page + 1, not has_more),
        ):
            st.button(name, disabled=ends, key=f"{key}_{to}", on_click=_to, args=(key, to))


def _to(key: str, page: int) -> None:
    st.session_state[key] = page
