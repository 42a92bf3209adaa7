"""Codes (二维码): what hangs where, the code of a ticket, and the annual surveys."""

import streamlit as st

from domain.access import Action
from pages.parts import address, campaigns, standing_codes, ticket_codes
from pages.parts.session import _, actor, project

CHOSEN = "codes"


def page() -> None:
    actor().must(Action.SEE_TICKETS, project().id)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        st.header(_("Codes"), anchor=False, width="content")
        shown = _choose()
    {
        "standing": standing_codes.show,
        "ticket": ticket_codes.show,
        "campaigns": campaigns.show,
    }[shown]()


def _choose() -> str:
    words = {
        "standing": _("Posters and cards"),
        "ticket": _("Tickets"),
        "campaigns": _("Annual surveys"),
    }
    return address.choose(CHOSEN, _("Codes"), words)
