"""The team (团队): who belongs to the project, as what, who is signed in, and who changed it."""

import pandas as pd
import streamlit as st

from db import accounts
from db.accounts import Teammate
from db.engine import reading
from domain.access import Action
from pages.parts import audit_list, inviting, one_time_link, teammate
from pages.parts.live import changes, living
from pages.parts.session import _, actor, moment, now, project, term

CHOSEN = "colleague"


def page() -> None:
    actor().must(Action.ADMINISTER, project().id)
    title, invite = st.columns([8.2, 1.4], vertical_alignment="bottom")
    title.header(_("Team"), anchor=False)
    if invite.button(_("Invite"), type="primary", icon=":material/person_add:", width="stretch"):
        inviting.dialog()
    one_time_link.show()
    lines, beside = st.columns([11, 9], gap="large")
    with lines:
        _team()
        audit_list.show()
    with beside:
        _beside()


@living(Action.ADMINISTER)
def _team() -> None:
    team = _read(project().id, changes())
    st.dataframe(
        _table(team),
        hide_index=True,
        height="content" if len(team) < 12 else 460,
        column_config={
            _("Login"): st.column_config.ButtonColumn(
                type="tertiary", on_click=_choose, key="clicked_colleague", pinned=True
            ),
        },
        alt=_("Colleagues of this project, with their roles"),
    )
    if st.session_state.pop("has_chosen", False):
        st.rerun()


@st.cache_data(ttl=10, max_entries=64, show_spinner=False)
def _read(project_id: int, version: int) -> list[Teammate]:
    with reading() as session:
        return accounts.team(session, project_id, now())


def _table(team: list[Teammate]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Login"): [one.login for one in team],
            _("Name"): [one.name for one in team],
            _("Role"): [term("role", one.role) for one in team],
            _("State"): [teammate.state(one) for one in team],
            _("Last seen"): [moment(one.seen_at) for one in team],
        }
    )


def _choose() -> None:
    st.query_params[CHOSEN] = st.session_state["clicked_colleague"]["label"]
    st.session_state["has_chosen"] = True


def _beside() -> None:
    login = st.query_params.get(CHOSEN, "")
    found = [one for one in _read(project().id, changes()) if one.login == login]
    if found:
        teammate.show(found[0])
        return
    st.space("large")
    st.caption(_("Choose a colleague on the left to change their role, or to shut them out."))
