"""Handling hints (待人提示) on demand: by what one sees in the conversation, kept nowhere."""

import streamlit as st

import lang
from pages.parts import plain
from pages.parts.session import _, language


def popover() -> None:
    with st.popover(_("Handling hints"), icon=":material/forum:"):
        st.caption(_("By behaviour seen in the conversation. Nothing of this is stored."))
        for hint in lang.hints(language()):
            plain.line(hint.seen, f"→ {hint.do}")
