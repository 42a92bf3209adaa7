"""Screens (屏幕): the devices on a wall that show this project, and one more of them."""

from datetime import datetime

import pandas as pd
import streamlit as st

from db import projects, screens
from db.engine import reading
from db.screens import ScreenCard
from domain.access import Action
from domain.pairing import is_awaited
from pages.parts import acting, address, screen_form
from pages.parts.live import changes, living
from pages.parts.screen import is_on
from pages.parts.screen_form import CHOSEN
from pages.parts.session import _, actor, now, project


def page() -> None:
    actor().must(Action.ADMINISTER, project().id)
    st.header(_("Screens"), anchor=False)
    lines, beside = st.columns(2, gap="large")
    with lines:
        _lines()
    with beside:
        _beside()


@living(Action.ADMINISTER)
def _lines() -> None:
    known = _read(project().id, changes())
    if not known:
        st.info(
            _(
                "A television, a tablet or any other browser becomes a screen: open {address} on "
                "it, and type on the right the code that it shows.",
                address=f"`{screen_form.where()}`",
            ),
            title=_("No screen yet"),
        )
        return
    st.dataframe(
        _table(known),
        hide_index=True,
        height="content" if len(known) < 15 else 560,
        column_config={
            _("Screen"): st.column_config.ButtonColumn(
                type="tertiary",
                alignment="left",
                on_click=_choose,
                args=(known,),
                key="clicked_screen",
                pinned=True,
                width=130,
            ),
            _("State"): st.column_config.TextColumn(width=100),
        },
        alt=_("Screens that show this project"),
    )
    if st.session_state.pop("has_chosen", False):
        st.rerun()


def _table(known: list[ScreenCard]) -> pd.DataFrame:
    at = now()
    return pd.DataFrame(
        {
            _("Screen"): [card.name for card in known],
            _("State"): [_state(card, at) for card in known],
            _("Shows"): [screen_form.layouts(card.plan) for card in known],
        }
    )


def _state(card: ScreenCard, at: datetime) -> str:
    if card.paired_at is not None:
        return _("● on now") if is_on(card.key) else _("– paired")
    return _("○ is awaited") if is_awaited(card.approved_at, at) else _("▲ never came")


def _choose(known: list[ScreenCard]) -> None:
    card = known[st.session_state["clicked_screen"]["row"]]
    st.query_params[CHOSEN] = f"{card.home}-{card.id}"
    st.session_state["has_chosen"] = True
    acting.forget()


@st.cache_data(ttl=10, max_entries=64, show_spinner=False)
def _read(project_id: int, version: int) -> list[ScreenCard]:
    with reading() as session:
        return screens.of_projects(session, [project_id])


def _beside() -> None:
    names = _names()
    chosen = st.query_params.get(CHOSEN, "")
    known = _read(project().id, changes())
    card = next((card for card in known if f"{card.home}-{card.id}" == chosen), None)
    if card is None:
        screen_form.pair(names)
        return
    address.close_button(CHOSEN)
    screen_form.show(card, names)


def _names() -> dict[int, str]:
    """Of all projects: a screen may show more than whoever looks administers."""
    with reading() as session:
        return {one.id: one.name for one in projects.every(session)}
