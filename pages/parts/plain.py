"""What people typed (原话), letter by letter: Markdown would make icons, links and arrows of it."""

from html import escape

import streamlit as st


def heading(text: str) -> None:
    st.html(f'<h3 style="margin:0;padding:0;font-weight:500">{escape(text)}</h3>')


def line(text: str, rest: str = "") -> None:
    """A line of text, its beginning in bold when something follows; nothing for none."""
    told = f"<b>{escape(text)}</b> {escape(rest)}" if rest else escape(text)
    if told:
        # Always in a tag: a bare text that names a file would be taken for that file.
        st.html(f"<div>{told}</div>")
