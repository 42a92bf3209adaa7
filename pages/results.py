"""Results (结果): who was let down and their own words first, then the score of a period."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

import lang
from db import projects, recoveries, results, surveys
from db.engine import reading
from db.recoveries import Recovery, Voice
from db.results import Results
from domain.access import Action
from domain.errors import HuifangError
from domain.periods import Period, limits
from pages.parts import address, results_figures, results_voices
from pages.parts import results_words as say
from pages.parts.live import REFRESH_SECONDS, look
from pages.parts.results_palette import ground, palette
from pages.parts.session import _, actor, language, now, project

CHOSEN = "period"


@dataclass(frozen=True, slots=True)
class Reading:
    """One period as of one change of the database."""

    let_down: list[Voice]
    recoveries: dict[int, Recovery]
    words: list[Voice]
    figures: Results
    ever_answered: bool


def page() -> None:
    actor().must(Action.SEE_RESULTS, project().id)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        st.header(_("Results"), anchor=False, width="content")
        period = _choose_period()
    _live(period)


def _choose_period() -> Period:
    codes = [period.value for period in Period]
    chosen = st.segmented_control(
        _("Period"),
        codes,
        default=address.asked(CHOSEN, codes) or Period.LAST_30_DAYS.value,
        format_func=lambda code: say.period(Period(code)),
        key=address.widget_key(CHOSEN),
        on_change=address.keep,
        args=(CHOSEN,),
        required=True,
        label_visibility="collapsed",
    )
    return Period(chosen)


@st.fragment(run_every=REFRESH_SECONDS)
def _live(period: Period) -> None:
    try:
        actor().must(Action.SEE_RESULTS, project().id)
    except HuifangError as refused:
        st.error(lang.error(language(), refused))
        return
    at, version = now(), look(project().id).version
    today = at.astimezone(project().zone).date()
    found = _read(project().id, version, period, today)
    if not found.ever_answered:
        _nothing_yet()
        return
    results_voices.draw(found.let_down, found.recoveries, found.words, at)
    _figures(project().id, version, period, today, language(), ground())


@st.cache_data(max_entries=64, show_spinner=False)
def _read(project_id: int, version: int, period: Period, today: date) -> Reading:
    with reading() as session:
        zone = projects.card(session, project_id).zone
        since, until = limits(period, today, zone)
        let_down = recoveries.let_down(session, project_id, since)
        opened = [voice.complaint for voice in let_down if voice.complaint is not None]
        return Reading(
            let_down=let_down,
            recoveries=recoveries.recoveries(session, project_id, opened),
            words=recoveries.words(session, project_id, since),
            figures=results.results(session, project_id, since, until),
            ever_answered=surveys.any_given(session, project_id),
        )


# Drawn once per change and replayed to every viewer, so that looking costs next to nothing.
@st.cache_data(max_entries=64, show_spinner=False)
def _figures(
    project_id: int, version: int, period: Period, today: date, language: str, ground: str
) -> None:
    found = _read(project_id, version, period, today).figures
    if not (found.responses or found.uncut.excluded):
        st.info(_("Nobody answered in this period. A longer one may hold answers."))
        return
    results_figures.draw(found, palette(ground))


def _nothing_yet() -> None:
    st.info(
        _(
            "Who was let down, what residents say in their own words, and the score appear here "
            "once the first survey is answered. Resolve a ticket, show the resident its code, "
            "and let them scan it."
        ),
        title=_("No answers yet"),
    )
