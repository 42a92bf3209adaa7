"""One colleague (同事): their role, and the ways to let them in, out, or out of everywhere."""

from collections.abc import Callable

import streamlit as st
from sqlalchemy.orm import Session

from db.accounts import Teammate
from desk import accounts
from domain.access import Role
from pages.parts import acting, inviting, one_time_link, plain
from pages.parts.session import _, actor, now, project, term

PLACE = "teammate"


def state(one: Teammate) -> str:
    if one.disabled_at:
        return _("▲ account shut")
    if not one.has_password:
        return _("○ not been in yet") if one.has_account else _("– no account")
    if one.browsers:
        return _("● signed in: {count}", count=one.browsers)
    return _("✓ may sign in")


def show(one: Teammate) -> None:
    plain.heading(one.name)
    st.caption(" · ".join((one.login, term("role", one.role), state(one))))
    if one.staff_id == actor().staff_id:
        st.caption(_("This is you. Your own rights are for a colleague to change."))
        _deed(_("Sign out everywhere"), one, accounts.sign_out_everywhere, _("Signed out."))
    else:
        _role(one)
        _deeds(one)
    acting.refusal(PLACE)


def _role(one: Teammate) -> None:
    roles = inviting.may_give()
    if one.role not in roles:
        st.caption(_("This colleague stands above you."))
        return
    with st.form(f"role_{one.staff_id}_{one.role}", border=False):
        chosen = st.selectbox(
            _("Role"),
            roles,
            index=roles.index(one.role),
            format_func=lambda role: term("role", role),
        )
        if st.form_submit_button(_("Change the role")) and chosen != one.role:
            _appoint(one, chosen)


def _appoint(one: Teammate, role: Role) -> None:
    def verb(session: Session) -> str:
        accounts.appoint(session, actor(), project().id, one.staff_id, role, now())
        return _("The role is changed.")

    acting.carry_out(PLACE, verb)


def _deeds(one: Teammate) -> None:
    with st.container(horizontal=True):
        if st.button(_("New one-time link"), key=f"link_{one.staff_id}"):
            acting.carry_out(PLACE, lambda session: _link(session, one))
        if one.browsers:
            _deed(_("Sign out everywhere"), one, accounts.sign_out_everywhere, _("Signed out."))
        if one.disabled_at:
            _deed(_("Open the account"), one, accounts.enable, _("The account is open."))
        elif one.has_account:
            _deed(_("Shut the account"), one, accounts.disable, _("The account is shut."))
        _deed(_("Take out of the project"), one, accounts.dismiss, _("No longer in the project."))


def _link(session: Session, one: Teammate) -> None:
    token = accounts.new_link(session, actor(), project().id, one.staff_id, now())
    one_time_link.keep(one.name, token)


def _deed(label: str, one: Teammate, verb: Callable[..., None], told: str) -> None:
    def done(session: Session) -> str:
        verb(session, actor(), project().id, one.staff_id, now())
        return told

    if st.button(label, key=f"{verb.__name__}_{one.staff_id}"):
        acting.carry_out(PLACE, done)
