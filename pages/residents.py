"""Residents (业主与住户): households, the safety register and cuts, fairness, and rolls."""

import streamlit as st

from domain.access import Action
from pages.parts import address, directory, fairness, roll, safety
from pages.parts.session import _, actor, may, project

CHOSEN = "view"


def page() -> None:
    actor().must(Action.SEE_PEOPLE, project().id)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        st.header(_("Residents"), anchor=False, width="content")
        view = _choose_view()
    safety.banner()
    {
        "homes": directory.draw,
        "safety": safety.draw,
        "fairness": fairness.draw,
        "roll": roll.draw,
    }[view]()


def _choose_view() -> str:
    words = {
        "homes": _("Find residents"),
        "safety": _("Safety and cuts"),
        "fairness": _("One standard"),
    }
    if may(Action.ADMINISTER):
        words["roll"] = _("Import a roll")
    return address.choose(CHOSEN, _("View"), words)
