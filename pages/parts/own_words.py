"""Own words (原话): searched, narrowed by chip and need, tagged with the needs heard in them."""

import textwrap
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st
from sqlalchemy.orm import Session

from db import own_words, projects
from db.engine import reading
from db.own_words import PAGE_LENGTH, Key, OwnWords, Sought
from desk import needs as desk
from domain.access import Action
from domain.handling import Need
from domain.masking import masked
from domain.periods import Period, limits
from domain.surveys import Chip
from pages.parts import acting, address, turning
from pages.parts import results_words as say
from pages.parts.live import changes
from pages.parts.session import _, actor, may, moment, now, project, term

PAGE, TEXT, CHIP, NEED, TAG = "words_page", "words", "chip", "need", "needs_heard"
LONGEST = 240
LONGEST_SEARCH = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """One page of words, and the needs heard in them."""

    lines: list[OwnWords]
    needs: dict[Key, list[Need]]


def draw(period: Period, today: date) -> None:
    st.caption(_("In their own words"))
    sought = _choose()
    key = f"{PAGE}_{project().id}_{period}_{sought}"
    page = turning.at(key)
    found = _read(project().id, changes(), period, today, sought, page)
    if not found.lines and not page:
        st.caption(_nothing(sought))
    for place, line in enumerate(found.lines[:PAGE_LENGTH]):
        _line(line, found.needs.get(line.key, []), place)
    turning.buttons(key, page, has_more=len(found.lines) > PAGE_LENGTH)


def _nothing(sought: tuple[str, str | None, str | None]) -> str:
    if any(sought):
        return _("Nobody wrote anything like that in this period.")
    return _("What residents write in their own words appears here.")


def _choose() -> tuple[str, str | None, str | None]:
    text = st.text_input(
        _("Search"),
        key=address.widget_key(TEXT),
        max_chars=LONGEST_SEARCH,
        placeholder=_("Search their words"),
        label_visibility="collapsed",
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chip = address.select(CHIP, _("All chips"), {one: term("chip", one) for one in Chip})
        need = address.select(NEED, _("All needs"), {one: term("need", one) for one in Need})
    return text.strip(), chip, need


@st.cache_data(max_entries=64, show_spinner=False)
def _read(
    project_id: int,
    change: int,
    period: Period,
    today: date,
    sought: tuple[str, str | None, str | None],
    page: int,
) -> Reading:
    text, chip, need = sought
    with reading() as session:
        since, _until = limits(period, today, projects.card(session, project_id).zone)
        wanted = Sought(
            since.date(), today, text, Chip(chip) if chip else None, Need(need) if need else None
        )
        lines = own_words.found(session, project_id, wanted, page)
        needs = own_words.needs_of(session, project_id, [line.token for line in lines])
        return Reading(lines, needs)


def _line(line: OwnWords, needs: list[Need], place: int) -> None:
    with st.container(gap="xxsmall"):
        words = textwrap.shorten(masked(line.words), LONGEST, placeholder="…")
        st.text(_("“{words}”", words=words))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            chips = [say.badge("gray", term("chip", chip)) for chip in line.chips]
            heard = [say.badge("blue", term("need", need)) for need in needs]
            st.markdown(" ".join([*chips, *heard, f":small[{_about(line)}]"]), width="content")
            if may(Action.CALL_BACK):
                _tag(line, needs, place)


def _about(line: OwnWords) -> str:
    told = [say.verdict(line.verdict)] if line.verdict else []
    if line.doubts:
        told.append(say.doubts(line.doubts, excluded=line.excluded))
    told.append(moment(line.answered_at))
    if line.ticket and line.kind:
        told.append(f"{term('kind', line.kind)} {address.ticket(line.ticket)}")
    return " · ".join(told)


def _tag(line: OwnWords, needs: list[Need], place: int) -> None:
    here = f"{TAG}_{place}_{line.answered_at:%s%f}"
    with st.popover(_("Needs"), type="tertiary"):
        with st.form(f"{here}_{acting.done()}", border=False):
            chosen = st.pills(
                _("Which needs do these words speak of?"),
                list(Need),
                default=needs,
                selection_mode="multi",
                format_func=lambda need: term("need", need),
            )
            if st.form_submit_button(_("Note them"), type="primary"):
                acting.carry_out(here, partial(_hear, line.key, chosen))
        acting.refusal(here)


def _hear(key: Key, needs: list[Need], session: Session) -> str:
    desk.hear(session, actor(), project().id, key, needs, now())
    return _("Noted.")
