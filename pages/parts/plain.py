"""What people typed (原话), letter by letter: Markdown would make icons, links and arrows of it."""

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from desk.tickets import Dossier
from desk.words import readable
from pages.parts.session import actor


def reader(dossier: Dossier) -> Callable[[str], str]:
    """How words about this ticket read for whoever is looking now."""
    return partial(readable, actor(), dossier)


def heading(text: str) -> None:
    st.html(f'<h3 style="margin:0;padding:0;font-weight:500">{escape(text)}</h3>')


def line(text: str, rest: str = "") -> None:
    """A line of text, its beginning in bold when something follows; nothing for none."""
    told = f"<b>{escape(text)}</b> {escape(rest)}" if rest else escape(text)
    if told:
        # Always in a tag: a bare text that names a file would be taken for that file.
        st.html(f"<div>{told}</div>")
