"""Standing codes (场所码、联系卡码): every common place, the cards, and what comes in by each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from db import standing
from db.engine import reading
from db.standing import Hung, Spot, Withdrawn
from desk import codes
from domain.access import Action
from domain.surveys import CodeKind
from lang import moment as told_at
from pages.parts import acting, address, code
from pages.parts.code import Subject
from pages.parts.live import changes
from pages.parts.session import _, actor, day, language, may, now, project, term
from reports.press import Paper

HERE, NEW_PLACE = "standing", "new_place"
CHOSEN = "place"
CARDS = 0
RECENT = timedelta(days=30)
ROW_HEIGHT = 35
NO_CODE = Hung(None, None, None, None, 0, None)


@dataclass(frozen=True, slots=True)
class Reading:
    """The codes as of one change of the database."""

    cards: Hung
    spots: list[Spot]
    withdrawn: list[Withdrawn]


def show() -> None:
    found = _read(project().id, changes(), now().date().isoformat())
    lines, beside = st.columns([11, 9], gap="large")
    with lines:
        _top(found)
        _lines(found)
        _withdrawn(found.withdrawn)
    with beside:
        _beside(found)


@st.cache_data(max_entries=32, show_spinner=False)
def _read(project_id: int, version: int, today: str) -> Reading:
    since = datetime.fromisoformat(f"{today}T00:00:00+00:00") - RECENT
    with reading() as session:
        return Reading(
            standing.of_kind(session, project_id, CodeKind.CARD, since) or NO_CODE,
            standing.places(session, project_id, since),
            standing.withdrawn(session, project_id),
        )


def _top(found: Reading) -> None:
    hung = sum(spot.code.token is not None for spot in found.spots)
    if found.spots:
        told = _("**{hung} of {places} common places have a code.**")
        st.markdown(told.format(hung=hung, places=len(found.spots)))
    if not may(Action.ADMINISTER):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover(_("Add a place"), icon=":material/add_location:"):
            _add_place()
        if hung < len(found.spots) and st.button(
            _("Give every place a code"), icon=":material/qr_code_2:"
        ):
            acting.carry_out(HERE, _give_all)
        _print_all(hung)
    acting.refusal(HERE)


def _add_place() -> None:
    with st.form(f"{NEW_PLACE}_{acting.done()}", border=False):
        building = st.text_input(_("Building"), placeholder=_("Empty for the whole project"))
        name = st.text_input(_("Name of the place"), placeholder=_("Lobby, lift, gate …"))

        def verb(session: Session) -> str:
            at = now()
            place = codes.add_place(session, actor(), project().id, building, name, at)
            codes.for_place(session, actor(), project().id, place, at)
            st.query_params[CHOSEN] = str(place)
            return _("The place has its code.")

        if acting.press(_("Add it, with a code"), NEW_PLACE, 0):
            acting.carry_out(NEW_PLACE, verb)
    acting.refusal(NEW_PLACE)


def _give_all(session: Session) -> str:
    given = codes.for_common_places(session, actor(), project().id, now())
    return _("Places with a code: {count}, that is all of them.", count=len(given))


def _print_all(hung: int) -> None:
    if not hung:
        return
    with st.popover(_("Print all"), icon=":material/print:"):
        st.caption(_("One page that any browser prints at 100 %."))
        code.download_paper(_("Posters, A4"), Paper.POSTERS)
        code.download_paper(_("Stickers, A6"), Paper.STICKERS)


def _lines(found: Reading) -> None:
    if not found.spots:
        st.info(
            _(
                "Lobbies, lifts and gates appear here once they are added, with what residents "
                "say by their codes."
            ),
            title=_("No common place yet"),
        )
    typed, without = _filters() if found.spots else ("", False)
    shown = [
        spot
        for spot in found.spots
        if typed in f"{spot.place.label} {spot.code.token or ''}".lower()
        and not (without and spot.code.token)
    ]
    if found.spots and not shown:
        st.info(_("No place is called so. Type less of its name."))
        return
    rows: list[Spot | None] = [*([] if typed or without else [None]), *shown]
    st.dataframe(
        _table(rows, found.cards),
        hide_index=True,
        height=min(560, ROW_HEIGHT * (len(rows) + 1) + 3),
        column_config={
            _("Where"): st.column_config.ButtonColumn(
                type="tertiary",
                width=150,
                alignment="left",
                on_click=_choose,
                args=(rows,),
                key="clicked_place",
            ),
            _("Code"): st.column_config.TextColumn(width=130),
            _("Since"): st.column_config.TextColumn(width=80),
            _("30 days"): st.column_config.NumberColumn(
                width=70, help=_("Answers of the last 30 days")
            ),
        },
        placeholder="–",
        alt=_("Common places and the contact cards, with their codes"),
    )


def _filters() -> tuple[str, bool]:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        typed = st.text_input(
            _("Search"),
            placeholder=_("Search a place or a code"),
            label_visibility="collapsed",
            width=300,
        )
        without = st.toggle(_("Only without a code"))
    return " ".join((typed or "").lower().split()).replace("-", ""), without


def _table(rows: list[Spot | None], cards: Hung) -> pd.DataFrame:
    hung = [spot.code if spot else cards for spot in rows]
    return pd.DataFrame(
        {
            _("Where"): [spot.place.label if spot else _("Contact cards") for spot in rows],
            _("Code"): [code.grouped(one.token) if one.token else None for one in hung],
            _("Since"): [_on(one.issued_at) for one in hung],
            _("30 days"): [one.answers if one.token else None for one in hung],
            _("Last answer"): [_on(one.last_answer) for one in hung],
        }
    )


def _on(at: datetime | None) -> str | None:
    """The day on the project's calendar."""
    return day(at.astimezone(project().zone).date()) if at else None


def _choose(rows: list[Spot | None]) -> None:
    spot = rows[st.session_state["clicked_place"]["row"]]
    st.query_params[CHOSEN] = str(spot.place.id if spot else CARDS)
    acting.forget()


def _beside(found: Reading) -> None:
    chosen = address.number(st.query_params.get(CHOSEN, ""))
    if chosen == CARDS:
        _cards(found.cards)
        return
    spot = next((spot for spot in found.spots if spot.place.id == chosen), None)
    if spot is None and found.spots:
        st.info(_("Choose a place on the left: its code, its paper and its answers appear here."))
    if spot is None:
        return
    label, place = spot.place.label, spot.place.id
    code.show(
        Subject(
            label,
            CodeKind.PLACE,
            spot.code,
            lambda session, at: codes.for_place(session, actor(), project().id, place, at),
            ((_("Poster, A4"), Paper.POSTERS), (_("Stickers, A6"), Paper.STICKERS)),
            place=label,
        )
    )


def _cards(cards: Hung) -> None:
    code.show(
        Subject(
            _("Contact cards"),
            CodeKind.CARD,
            cards,
            lambda session, at: codes.for_card(session, actor(), project().id, at),
            ((_("Contact cards, ten to a sheet"), Paper.CARDS),),
        )
    )


def _withdrawn(gone: list[Withdrawn]) -> None:
    if not gone:
        return
    zone = project().zone
    with st.expander(_("Withdrawn codes: {count}", count=len(gone))):
        st.caption(_("Whoever scans one is told kindly that it is no longer in use."))
        st.dataframe(
            pd.DataFrame(
                {
                    _("Code"): [code.grouped(one.token) for one in gone],
                    _("Kind"): [term("code_kind", one.kind) for one in gone],
                    _("Where"): [_stood_for(one) for one in gone],
                    _("Withdrawn at"): [told_at(language(), one.revoked_at, zone) for one in gone],
                    _("By"): [one.revoked_by or "–" for one in gone],
                }
            ),
            hide_index=True,
            alt=_("Codes that were withdrawn, the latest first"),
        )


def _stood_for(one: Withdrawn) -> str:
    if one.ticket is not None:
        return f"#{one.ticket}"
    return one.place.label if one.place else "–"
