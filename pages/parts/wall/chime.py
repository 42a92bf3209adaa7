"""The chime (提示音): a new major ticket is heard once on each screen that somebody switched on."""

from html import escape
from pathlib import Path

import streamlit as st

import lang
from domain.screens import ScreenPlan, Speech
from lang import LANGUAGES

SCRIPT = Path(__file__).with_name("chime.js").read_text("utf-8")


def offer(plan: ScreenPlan) -> None:
    """Where a plan asks for sound; the button goes away as soon as it was pressed."""
    if plan.sounds:
        st.html(form(plan), unsafe_allow_javascript=True)


def form(plan: ScreenPlan) -> str:
    spoken = LANGUAGES if plan.speech is Speech.BOTH else (plan.speech.value,)
    label = " · ".join(lang.say(language, "Switch the sound on") for language in spoken)
    button = f'<button class="arm" type="button" hidden>♪ {escape(label)}</button>'
    return f"{button}<script>{SCRIPT}</script>"
