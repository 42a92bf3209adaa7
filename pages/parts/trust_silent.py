"""Who did not answer (未答者): their tickets beside those that were answered; what would tip it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from db import projects, results, tallies, trust
from db.engine import reading
from db.tallies import By
from db.trust import Heard
from domain.groups import Group, GroupVerdict, Interval, finding
from domain.periods import Period, limits
from domain.surveys import CodeKind
from domain.trust import Contrast, Duration, Fact, Tipping, contrast, tipping
from pages.parts import results_words as say
from pages.parts.live import changes
from pages.parts.results_charts import signed
from pages.parts.session import _, project, term

GAP, SHARE = Interval(-100.0, 100.0), Interval(0.0, 1.0)
HELD = 50
ROW_HEIGHT = 35


@dataclass(frozen=True, slots=True)
class Reading:
    """Tickets of one period that could be rated, and what those who rated them say."""

    heard: Heard
    gap: Group
    band: float


@dataclass(frozen=True, slots=True)
class Row:
    """One value of one fact, told apart or not."""

    fact: Fact
    value: str
    found: Contrast


def draw(period: Period, today: date) -> None:
    found = _read(project().id, changes(), period, today)
    if not found.heard.asked:
        st.info(
            _(
                "Tickets that were answered stand here beside those that were not, once tickets "
                "with a code are resolved in the period."
            ),
            title=_("Nobody was asked"),
        )
        return
    rows = list(_rows(found.heard))
    st.markdown(f"#### {_headline(found.heard, rows)}")
    left, right = st.columns([12, 9], gap="large")
    with left:
        _facts(rows)
    with right:
        _tipping(found)


@st.cache_data(max_entries=32, show_spinner=False)
def _read(project_id: int, version: int, period: Period, today: date) -> Reading:
    with reading() as session:
        since, until = limits(period, today, projects.card(session, project_id).zone)
        only = By.CODE, CodeKind.TICKET
        asked = results.asked_for(session, project_id, since, until, only=only)
        gap = finding(tallies.gaps(session, asked), asked.rules)
        heard = trust.heard(session, project_id, since, until)
        return Reading(heard, gap, asked.rules.group_tolerance)


def _headline(heard: Heard, rows: list[Row]) -> str:
    rate = say.percent(heard.answered / heard.asked)
    told = _(
        "Of {asked} resolved tickets with a code {answered} were answered ({rate})",
        asked=heard.asked,
        answered=heard.answered,
        rate=rate,
    )
    if not rows:
        return told
    apart = any(row.found.is_told_apart for row in rows)
    return " · ".join(
        (told, _("the silent had other tickets") if apart else _("no difference beyond chance"))
    )


def _rows(heard: Heard) -> Iterator[Row]:
    for fact, values in heard.facts.items():
        for value, (answered, silent) in values.items():
            found = contrast((answered, heard.answered), (silent, heard.silent))
            if found is not None:
                yield Row(fact, value, found)


def _facts(rows: list[Row]) -> None:
    st.caption(_("What is recorded of answered tickets, and of those nobody rated"))
    if not rows:
        st.caption(_("Too few tickets of either to compare: ten of each are needed."))
        return
    frame = pd.DataFrame(
        {
            _("Fact"): [f"{_fact(row.fact)} · {_value(row)}" for row in rows],
            _("Answered"): [say.percent(row.found.answered.fraction) for row in rows],
            _("Silent"): [say.percent(row.found.silent.fraction) for row in rows],
            _("Difference (95%)"): [_difference(row.found) for row in rows],
        }
    )
    st.dataframe(
        frame,
        hide_index=True,
        height=(len(rows) + 1) * ROW_HEIGHT + 3,
        alt=_("Shares of answered and of silent tickets, fact by fact"),
    )
    st.caption(
        _(
            "▲ ▼: more than chance would explain. Late: a limit was missed and raised. With many "
            "facts side by side one in twenty stands out by chance alone."
        )
    )


def _fact(fact: Fact) -> str:
    return {
        Fact.KIND: _("Kind"),
        Fact.SEVERITY: _("Severity"),
        Fact.DURATION: _("Resolved within"),
        Fact.LATE: _("Time limit"),
    }[fact]


def _value(row: Row) -> str:
    if row.fact in {Fact.KIND, Fact.SEVERITY}:
        return term(row.fact.value, row.value)
    return {
        Duration.SAME_DAY.value: _("one day"),
        Duration.THREE_DAYS.value: _("three days"),
        Duration.WEEK.value: _("a week"),
        Duration.LONGER.value: _("longer than a week"),
        "late": _("missed"),
        "in_time": _("kept"),
    }[row.value]


def _difference(found: Contrast) -> str:
    points = [signed(100 * value) for value in (found.difference, *found.interval)]
    sign = ("▲ " if found.difference > 0 else "▼ ") if found.is_told_apart else ""
    return _(
        "{sign}{mean} ({low} to {high})", sign=sign, mean=points[0], low=points[1], high=points[2]
    )


def _tipping(found: Reading) -> None:
    st.caption(_("Tipping point: what the silent would have to say to overturn it"))
    gap, heard = found.gap, found.heard
    if gap.mean is None or gap.satisfaction is None:
        st.caption(say.too_few(gap.n))
        return
    for told in _by_gap(found):
        st.markdown(told)
    target = st.number_input(
        _("Satisfaction rate to hold, %"), min_value=1, max_value=99, value=HELD, width=260
    )
    point = tipping(target / 100, gap.satisfaction.fraction, heard.answered, heard.asked, SHARE)
    if point is not None:
        st.markdown(_by_share(point, gap.satisfaction.fraction))
    st.caption(
        _(
            "As if each silent ticket had one answer, and those who answered spoke for themselves "
            "alone. It says how far the result could be off, not how far it is."
        )
    )


def _by_gap(found: Reading) -> Iterator[str]:
    """For each end of the band that a verdict could cross."""
    gap, heard = found.gap, found.heard
    assert gap.mean is not None
    sign, colour = say.OF_GROUP[gap.verdict]
    told = say.strong(f":{colour}[{sign} {term('group_verdict', gap.verdict)}]")
    yield f"{told} · {say.strong(signed(gap.mean))}"
    for edge in _edges(gap.verdict, found.band):
        point = tipping(edge, gap.mean, heard.answered, heard.asked, GAP)
        if point is not None:
            yield _gap_told(point)


def _edges(verdict: GroupVerdict, band: float) -> tuple[float, ...]:
    below, above = (
        {GroupVerdict.BELOW, GroupVerdict.LEAN_BELOW},
        {
            GroupVerdict.ABOVE,
            GroupVerdict.LEAN_ABOVE,
        },
    )
    if verdict in below:
        return (-band,)
    return (band,) if verdict in above else (-band, band)


def _gap_told(point: Tipping) -> str:
    facts = {"silent": point.silent, "target": signed(point.target), "gap": signed(point.value)}
    if not point.possible:
        return _(
            "Whatever the {silent} silent say, all together cannot cross {target}: they would need "
            "a gap of {gap}, which no answer gives.",
            **facts,
        )
    return _("Across {target} only if the {silent} silent had a gap of {gap} on average.", **facts)


def _by_share(point: Tipping, answered: float) -> str:
    facts = {
        "silent": point.silent,
        "target": say.percent(point.target),
        "answered": say.percent(answered),
    }
    if not point.possible:
        return _(
            "{answered} of those who answered are satisfied: whatever the {silent} silent feel, "
            "{target} stays on the same side.",
            **facts,
        )
    return _(
        "{answered} of those who answered are satisfied. For {target} of all, {count} of the "
        "{silent} silent must be satisfied ({share}).",
        count=math.ceil(point.value * point.silent - 1e-9),
        share=say.percent(point.value),
        **facts,
    )
