"""How answers came in (答卷来路): by code and place, what is doubted, what is left out and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from db import projects, results, trust
from db.engine import reading
from db.results import Results
from db.trust import CodeLine
from domain.groups import Group
from domain.honesty import Doubt
from domain.periods import Period, limits
from pages.parts import results_words as say
from pages.parts import trust_reviews
from pages.parts.live import changes
from pages.parts.results_charts import signed
from pages.parts.session import _, project, term

ROW_HEIGHT = 35
MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Reading:
    """One period as of one change of the database."""

    lines: list[CodeLine]
    found: Results


def draw(period: Period, today: date) -> None:
    found = _read(project().id, changes(), period, today)
    sent = sum(line.sent for line in found.lines)
    if not any(line.sent or line.by_staff for line in found.lines):
        st.info(
            _(
                "By which codes answers came in, and which of them are doubted, appears here with "
                "the first answer of the period."
            ),
            title=_("No answers yet"),
        )
        return
    _headline(found, sent)
    _table(found.lines)
    trust_reviews.draw(period, today)


@st.cache_data(max_entries=32, show_spinner=False)
def _read(project_id: int, version: int, period: Period, today: date) -> Reading:
    with reading() as session:
        since, until = limits(period, today, projects.card(session, project_id).zone)
        lines = trust.arrivals(session, project_id, since.date(), today, since, until)
        return Reading(lines, results.results(session, project_id, since, until))


def _headline(found: Reading, sent: int) -> None:
    excluded = sum(line.excluded for line in found.lines)
    told = _("Answers: {sent} · left out: {excluded}", sent=sent, excluded=excluded)
    st.markdown(f"#### {told}")
    counted, every = found.found, found.found.uncut
    st.markdown(
        _(
            "Counted only: {counted}. With all that came in: {every}.",
            counted=_in_short(counted.gap),
            every=_in_short(every.gap),
        )
    )


def _in_short(gap: Group) -> str:
    if gap.mean is None or gap.interval is None:
        return say.too_few(gap.n)
    told = _("gap {gap}", gap=signed(gap.mean))
    return f"**{told}** ({say.between(gap.interval)}), n {gap.n}"


def _table(lines: Sequence[CodeLine]) -> None:
    columns: dict[str, list[object]] = {
        _("Code"): [_name(line) for line in lines],
        _("Given out"): ["–" if line.given_out is None else line.given_out for line in lines],
        _("Sent"): [line.sent for line in lines],
        _("Left out"): [line.excluded for line in lines],
        _("Corrected"): [line.corrected for line in lines],
    }
    for doubt in Doubt:
        columns[term("doubt", doubt)] = [line.doubts.get(doubt, 0) for line in lines]
    columns[_("from a staff device, refused")] = [line.by_staff for line in lines]
    columns[_("contradicting itself")] = [line.contradictions for line in lines]
    st.dataframe(
        pd.DataFrame(columns).astype({_("Given out"): str}),
        hide_index=True,
        height=(min(len(lines), MOST_ROWS) + 1) * ROW_HEIGHT + 3,
        alt=_("What came in by each kind of code and each common place"),
    )
    st.caption(
        _(
            "How often a code was opened or a form begun is not recorded: to look at a page writes "
            "nothing down. Given out counts codes of the period; posters and cards hang on. "
            "What a browser sends that is signed in as staff is refused at the door and never "
            "stored; only that it happened is counted, not who it was."
        )
    )


def _name(line: CodeLine) -> str:
    return line.place or term("code_kind", line.kind)
