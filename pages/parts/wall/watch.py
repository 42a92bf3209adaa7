"""The watch (守望): a screen whose line died without a word comes back by itself."""

from pathlib import Path

import streamlit as st

SCRIPT = Path(__file__).with_name("watch.js").read_text("utf-8")


def keep() -> None:
    """Once per page; a run that draws it again starts no second one."""
    st.html(f"<script>{SCRIPT}</script>", unsafe_allow_javascript=True)
