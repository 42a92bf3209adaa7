"""Three voices (三方印证): resident, callback and supervisor on one ticket; disagreements first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from db import projects, voices
from db.engine import reading
from db.voices import PAGE_LENGTH, Voices
from domain.agreement import ENOUGH_PAIRS
from domain.groups import HIDDEN_UNDER, SHOWN_FROM
from domain.masking import masked
from domain.periods import Period, limits
from domain.satisfaction import Verdict
from domain.voices import PAIRS, Concord, Said, Speaker, concord
from pages.parts import address, turning
from pages.parts import results_words as say
from pages.parts.live import changes
from pages.parts.results_charts import signed
from pages.parts.session import _, day, project, term

PAGE = "voices_page"


@dataclass(frozen=True, slots=True)
class Reading:
    """One page of one period, and what all of the period agrees on."""

    lines: list[Voices]
    said: Mapping[Said, int]


def draw(period: Period, today: date) -> None:
    key = f"{PAGE}_{project().id}_{period}"
    page = turning.at(key)
    found = _read(project().id, changes(), period, today, page)
    if not found.lines and not page:
        st.info(
            _(
                "What a resident answered, what the callback heard and how the supervisor sees it "
                "stand here side by side, once two of them have spoken of one ticket."
            ),
            title=_("No two voices yet"),
        )
        return
    _agreement(found.said)
    _head()
    for line in found.lines[:PAGE_LENGTH]:
        _line(line)
    turning.buttons(key, page, has_more=len(found.lines) > PAGE_LENGTH)


@st.cache_data(max_entries=64, show_spinner=False)
def _read(project_id: int, change: int, period: Period, today: date, page: int) -> Reading:
    with reading() as session:
        since, _until = limits(period, today, projects.card(session, project_id).zone)
        lines = voices.lines(session, project_id, since.date(), today, page)
        return Reading(lines, voices.said(session, project_id, since.date(), today))


def _agreement(said: Mapping[Said, int]) -> None:
    for (one, other), column in zip(PAIRS, st.columns(len(PAIRS)), strict=True):
        found = concord(said, one, other)
        with column:
            st.metric(
                _("{one} and {other}", one=_speaker(one), other=_speaker(other)),
                say.percent(found.same.fraction) if found.same else "–",
                _doubt(found),
                delta_color="off",
                delta_arrow="off",
            )
    st.caption(
        _(
            "Share of tickets on which both say the same, satisfied or not, with its 95% interval; "
            "κ is agreement beyond chance, from {count} tickets on.",
            count=ENOUGH_PAIRS,
        )
    )


def _doubt(found: Concord) -> str:
    if found.same is None:
        return _too_few(found.n)
    low, high = (say.percent(end) for end in found.same.interval)
    told = f"{low} – {high} · n {found.n}"
    return told if found.kappa is None else f"{told} · κ {found.kappa:.2f}"


def _too_few(n: int | None) -> str:
    if n is None:
        return _("fewer than {count} tickets", count=HIDDEN_UNDER)
    return _("{n} tickets, under {count}", n=n, count=SHOWN_FROM)


def _speaker(one: Speaker) -> str:
    return {
        Speaker.RESIDENT: _("Resident"),
        Speaker.CALLBACK: _("Callback"),
        Speaker.SUPERVISOR: _("Supervisor"),
    }[one]


WIDTHS = [5, 4, 4, 4]


def _head() -> None:
    st.space("small")
    ticket, *speakers = st.columns(WIDTHS, gap="medium")
    ticket.caption(_("Ticket, disagreements first"))
    for one, column in zip(Speaker, speakers, strict=True):
        column.caption(_speaker(one))


def _line(line: Voices) -> None:
    ticket, resident, callback, supervisor = st.columns(WIDTHS, gap="medium")
    with ticket:
        sign = say.badge("orange", _("≠ disagree")) if line.disagree else ""
        st.markdown(f"{term('kind', line.kind)} {address.ticket(line.ticket)} {sign}")
        subject = say.plain(masked(line.subject))
        st.caption(_("{subject} · callback of {day}", subject=subject, day=day(line.made_on)))
    with resident:
        _resident(line)
    with callback:
        st.markdown(_badge(satisfied=line.callback))
        _quote(str((line.sheet or {}).get("shortcomings") or ""))
    with supervisor:
        st.markdown(_badge(satisfied=line.supervisor))
        _quote(line.remark or "")


def _resident(line: Voices) -> None:
    if line.verdict is None:
        st.markdown(_badge(satisfied=None))
        return
    colour = "red" if line.verdict is Verdict.DISSATISFIED else "gray"
    told = say.verdict(line.verdict)
    if line.gap is not None:
        told = f"{told} · {signed(line.gap)}"
    st.markdown(say.badge(colour, told))
    _quote(line.words or "")


def _badge(*, satisfied: bool | None) -> str:
    if satisfied is None:
        return f":gray[{_('said nothing')}]"
    if satisfied:
        return say.badge("gray", _("● Satisfied"))
    return say.badge("red", _("▼ Not satisfied"))


def _quote(words: str) -> None:
    """Masked, as in every list."""
    if words:
        st.caption(_("“{words}”", words=say.plain(masked(words))))
