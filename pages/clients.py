"""Other systems (外部系统): which programs of others come in, with what right, and one more."""

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

import settings
from db import clients as clients_db
from db.clients import ClientCard
from db.engine import reading
from desk import clients
from domain.access import Action
from domain.clients import MOST_PER_MINUTE, USUAL_PER_MINUTE, Asked, Scope
from pages.parts import acting, exports
from pages.parts.live import changes, living
from pages.parts.session import _, actor, day, language, now, project, term

GIVE, REVOKE = "give_key", "revoke_key"
KEPT = "new_key"


def page() -> None:
    actor().must(Action.ADMINISTER, project().id)
    st.header(_("Other systems"), anchor=False)
    _show_key()
    lines, beside = st.columns([11, 9], gap="large")
    with lines:
        _lines()
    with beside:
        _new()
        exports.show()


def _show_key() -> None:
    """Until it is hidden: nobody can read it again."""
    project_id, name, key = st.session_state.get(KEPT, (0, "", ""))
    if project_id != project().id:
        return
    st.info(
        _("It is not shown again. Hand it over so that nobody else reads it."),
        title=_("Key for {name}", name=name),
    )
    st.code(key, language=None, wrap_lines=True)
    st.button(_("Done, hide it"), on_click=lambda: st.session_state.pop(KEPT, None))


@living(Action.ADMINISTER)
def _lines() -> None:
    known = _read(project().id, changes())
    if not known:
        st.info(
            _(
                "A city's hotline, a building's monitoring, a data store: whatever files or "
                "follows tickets by itself gets a key of its own on the right."
            ),
            title=_("No other system yet"),
        )
        return
    st.dataframe(
        _table(known),
        hide_index=True,
        height="content" if len(known) < 15 else 560,
        column_config={
            _("System"): st.column_config.TextColumn(width=120, pinned=True),
            _("State"): st.column_config.TextColumn(width=125),
            _("Opens"): st.column_config.TextColumn(width=155),
        },
        alt=_("Systems that have, or had, a key to this project"),
    )


def _table(known: list[ClientCard]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("System"): [card.name for card in known],
            _("State"): [_state(card) for card in known],
            _("Opens"): [opens(card) for card in known],
            _("Calls a minute"): [card.per_minute for card in known],
        }
    )


def opens(card: ClientCard) -> str:
    return " · ".join(term("scope", scope) for scope in card.scopes)


def _state(card: ClientCard) -> str:
    if card.revoked_at:
        return _("– taken back {day}", day=day(card.revoked_at.astimezone(project().zone).date()))
    if card.used_on:
        return _("● used on {day}", day=day(card.used_on))
    return _("○ not used yet")


@st.cache_data(ttl=10, max_entries=64, show_spinner=False)
def _read(project_id: int, version: int) -> list[ClientCard]:
    with reading() as session:
        return clients_db.of_project(session, project_id)


def _new() -> None:
    st.markdown(_("**New key**"))
    with st.form(f"{GIVE}_{acting.done()}", border=False):
        name, pace = st.columns([3, 2])
        called = name.text_input(_("Name of the system"), placeholder=_("City hotline"))
        per_minute = pace.number_input(
            _("Calls a minute"), 1, MOST_PER_MINUTE, USUAL_PER_MINUTE, step=10
        )
        scopes = st.pills(
            _("What the key opens"),
            list(Scope),
            selection_mode="multi",
            default=[Scope.READ_TICKETS, Scope.FILE_TICKETS],
            format_func=lambda scope: term("scope", scope),
            key=f"scopes_{acting.done()}_{language()}",
        )
        st.caption(
            _(
                "No key opens names or telephone numbers. What residents wrote is masked unless "
                "the key opens it. The door is at {address}.",
                address=f"`{settings.PUBLIC_URL().rstrip('/')}/api`",
            )
        )
        if acting.press(_("Give a key"), GIVE, acting.done()):
            asked = Asked(called, tuple(scopes), per_minute)
            acting.carry_out(GIVE, lambda session: _give(session, asked))
    acting.refusal(GIVE)
    _revoke()


def _give(session: Session, asked: Asked) -> None:
    key = clients.give(session, actor(), project().id, asked, now())
    st.session_state[KEPT] = (project().id, asked.name, key)


def _revoke() -> None:
    known = [card for card in _read(project().id, changes()) if not card.revoked_at]
    if not known:
        return
    st.markdown(_("**Take a key back**"))
    with st.form(f"{REVOKE}_{acting.done()}", border=False):
        card = st.selectbox(
            _("System"),
            known,
            format_func=lambda one: f"{one.name} · {one.id}",
            index=None,
            placeholder=_("Choose a system"),
        )
        st.caption(_("It opens nothing from the next call on, and cannot be given again."))
        if acting.press(_("Take it back"), REVOKE, acting.done()) and card is not None:
            acting.carry_out(REVOKE, lambda session: _taken_back(session, card))
    acting.refusal(REVOKE)


def _taken_back(session: Session, card: ClientCard) -> str:
    clients.revoke(session, actor(), project().id, card.id, now())
    return _("The key opens nothing any more.")
