"""Results (结果): who was let down and their own words first, then the score of a period."""

from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

import lang
from db import projects, recoveries, surveys
from db.engine import reading
from db.recoveries import Recovery, Voice
from domain.access import Action
from domain.errors import HuifangError
from domain.periods import Period, limits
from pages.parts import (
    address,
    own_words,
    results_names,
    results_sections,
    results_versions,
    results_voices,
)
from pages.parts import results_words as say
from pages.parts.live import REFRESH_SECONDS, changes
from pages.parts.results_opening import ONLY, SECTION
from pages.parts.results_sections import Look, Section
from pages.parts.session import _, actor, language, moment, now, project

CHOSEN = "period"


@dataclass(frozen=True, slots=True)
class People:
    """Who spoke in one period, as of one change of the database."""

    let_down: list[Voice]
    recoveries: dict[int, Recovery]
    ever_answered: bool


def page() -> None:
    actor().must(Action.SEE_RESULTS, project().id)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        st.header(_("Results"), anchor=False, width="content")
        period = _choose_period()
    _live(period)


def _choose_period() -> Period:
    words = {period.value: say.period(period) for period in Period}
    return Period(address.choose(CHOSEN, _("Period"), words, Period.LAST_30_DAYS.value))


@st.fragment(run_every=REFRESH_SECONDS)
def _live(period: Period) -> None:
    try:
        actor().must(Action.SEE_RESULTS, project().id)
    except HuifangError as refused:
        st.error(lang.error(language(), refused))
        return
    at, change = now(), changes()
    today = at.astimezone(project().zone).date()
    found = _people(project().id, change, period, today)
    if not found.ever_answered:
        _nothing_yet()
        return
    words = partial(own_words.draw, period, today)
    results_voices.draw(found.let_down, found.recoveries, words, at)
    _figures(Look(project().id, change, period, today))


def _figures(given: Look) -> None:
    """What the address asks for: a section, one group of many, one version of the formula."""
    with st.container(horizontal=True, vertical_alignment="center"):
        section = _choose_section()
        if section is not Section.ANSWERS:
            st.caption(_("A click on a bar or a dot opens the answers behind it."), width="content")
    lines = results_sections.versions_of(given)
    only, version = results_names.read(st.query_params.get(ONLY)), results_versions.asked(lines)
    results_versions.banner(lines, version)
    if only is not None:
        _only(results_names.by_name(only[0]), results_names.group_name(*only))
    asked = Look(given.project_id, given.change, given.period, given.today, version, only)
    counted_at = results_sections.counted_at(asked)
    if counted_at is not None:
        told = _("Counted at {time}; what came in since is not in it yet.", time=moment(counted_at))
        st.caption(told)
    results_sections.draw(section, asked)


def _choose_section() -> Section:
    words = {section.value: results_sections.section_name(section) for section in Section}
    return Section(address.choose(SECTION, _("Section"), words, Section.SCORE.value))


def _only(by: str, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        told = _("Only {group}: {name}", group=by, name=say.plain(name))
        st.markdown(f":blue-badge[{told}]", width="content")
        show_all = partial(address.turn, ONLY)
        st.button(_("Show all"), type="tertiary", key="all_groups", on_click=show_all)


@st.cache_data(max_entries=64, show_spinner=False)
def _people(project_id: int, change: int, period: Period, today: date) -> People:
    with reading() as session:
        zone = projects.card(session, project_id).zone
        since, _until = limits(period, today, zone)
        let_down = recoveries.let_down(session, project_id, since)
        opened = [voice.complaint for voice in let_down if voice.complaint is not None]
        return People(
            let_down=let_down,
            recoveries=recoveries.recoveries(session, project_id, opened),
            ever_answered=surveys.any_given(session, project_id),
        )


def _nothing_yet() -> None:
    st.info(
        _(
            "Who was let down, what residents say in their own words, and the score appear here "
            "once the first survey is answered. Resolve a ticket, show the resident its code, "
            "and let them scan it."
        ),
        title=_("No answers yet"),
    )
