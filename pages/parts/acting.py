"""Doing something: one write, then everybody's screens; a refusal is told and nothing is lost."""

from collections.abc import Callable

import streamlit as st
from sqlalchemy.orm import Session

import lang
from db.engine import writing
from domain.errors import HuifangError
from pages.parts.live import reader
from pages.parts.session import language, project


def carry_out(verb: Callable[[Session], str | None]) -> None:
    """Run `verb` in one transaction; the sentence it gives back is shown once it is stored.

    On a refusal the form stays as it was filled, with the reason beside it.
    """
    try:
        with writing() as session:
            told = verb(session)
    except HuifangError as refused:
        st.error(lang.error(language(), refused, project().zone))
        return
    reader().hurry()
    if told:
        st.toast(told, icon=":material/check:")
    st.rerun()
