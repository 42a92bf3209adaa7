"""Inviting (邀请): a new colleague by a one-time link, or somebody of another project."""

import streamlit as st
from sqlalchemy.orm import Session

from desk import accounts
from desk.accounts import Invitation
from domain.access import RANK, Role
from pages.parts import acting, one_time_link
from pages.parts.session import _, actor, now, project, term

PLACE = "invite"


def dialog() -> None:
    st.dialog(_("Invite a colleague"), width="medium")(_form)()


def may_give() -> list[Role]:
    """The roles that whoever is here may give in this project, the highest first."""
    who = actor()
    return [role for role in RANK if who.outranks(role, project().id)][::-1]


def _form() -> None:
    with st.form(f"{PLACE}_{acting.done()}", border=False):
        name = st.text_input(_("Name"), max_chars=60)
        login = st.text_input(_("Login"), max_chars=60, help=_("What they type to sign in."))
        roles = may_give()
        role = st.selectbox(
            _("Role"),
            roles,
            index=roles.index(Role.RECEPTION),
            format_func=lambda one: term("role", one),
        )
        email = st.text_input(
            _("E-mail"), max_chars=254, help=_("Only where staff sign in at a provider.")
        )
        is_known = st.checkbox(_("Has an account already, in another project"))
        if st.form_submit_button(_("Invite"), type="primary"):
            asked = Invitation(name, login, role, email)
            acting.carry_out(PLACE, lambda session: _invite(session, asked, is_known=is_known))
        acting.refusal(PLACE)


def _invite(session: Session, asked: Invitation, *, is_known: bool) -> str:
    if is_known:
        accounts.bring_in(session, actor(), project().id, asked.login, asked.role, now())
        return _("Now in this project too.")
    one_time_link.keep(asked.name, accounts.invite(session, actor(), project().id, asked, now()))
    return _("Invited.")
