"""The callbacks in a calendar of one's own: its address shown once, and taken back with a click."""

import streamlit as st
from sqlalchemy.orm import Session

import settings
from db import diaries as diaries_db
from db.diaries import DiaryCard
from db.engine import reading
from desk import diaries
from pages.parts import acting
from pages.parts.session import _, actor, moment, now, project

OPEN, CLOSE = "open_diary", "close_diary"
KEPT = "new_diary"


def popover() -> None:
    with st.popover(_("Calendar"), icon=":material/calendar_month:", width="stretch"):
        _show_address()
        _new()
        _known()


def _show_address() -> None:
    """Until another page is looked at: nobody can read it again."""
    project_id, address = st.session_state.get(KEPT, (0, ""))
    if project_id != project().id:
        return
    st.success(
        _("Subscribe to this address in your calendar. It is shown once; tell it to nobody.")
    )
    st.code(address, language=None, wrap_lines=True)
    st.button(_("Hide it"), on_click=lambda: st.session_state.pop(KEPT, None))


def _new() -> None:
    st.markdown(_("**Callbacks in your own calendar**"))
    st.caption(_("Ticket, kind, day and a link; no names, no phone numbers."))
    with st.form(f"{OPEN}_{acting.done()}", border=False):
        whose = {False: _("Mine"), True: _("The whole project's")}
        is_whole = st.segmented_control(
            _("Whose"),
            list(whose),
            default=False,
            required=True,
            format_func=whose.__getitem__,
            label_visibility="collapsed",
        )
        shows_places = st.toggle(_("With the building or common place"), value=True)
        if acting.press(_("Make an address"), OPEN, acting.done()):
            _open(is_whole=bool(is_whole), shows_places=shows_places)
    acting.refusal(OPEN)


def _open(*, is_whole: bool, shows_places: bool) -> None:
    project_id = project().id

    def verb(session: Session) -> None:
        shown = {"is_whole": is_whole, "shows_places": shows_places}
        token = diaries.open_one(session, actor(), project_id, now(), **shown)
        base = settings.PUBLIC_URL().rstrip("/")
        st.session_state[KEPT] = project_id, f"{base}/diary/{token}.ics"

    acting.carry_out(OPEN, verb)


def _known() -> None:
    with reading() as session:
        known = diaries_db.open_of(session, project().id, actor().staff_id)
    for card in known:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(_told(card))
            if st.button(_("Take back"), key=f"{CLOSE}_{card.id}", icon=":material/link_off:"):
                _close(card)
    acting.refusal(CLOSE)


def _told(card: DiaryCard) -> str:
    whose = _("The whole project's") if card.is_whole else _("Mine")
    return _("{whose}, since {moment}", whose=whose, moment=moment(card.opened_at))


def _close(card: DiaryCard) -> None:
    acting.carry_out(
        CLOSE,
        lambda session: diaries.close(session, actor(), project().id, card.id, now()),
    )
