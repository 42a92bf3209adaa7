"""What dissatisfaction costs (不满意的代价): the training material's scenario on our own counts.

Never told of one colleague, and never called a forecast.
"""

from dataclasses import fields
from datetime import date, timedelta

import streamlit as st

import lang
from db.dissatisfied import dissatisfied
from db.engine import reading
from domain.costs import MATERIAL, Cost, Dissatisfied, Range, Scenario, WrongScenario, cost
from domain.groups import HIDDEN_UNDER
from domain.periods import Period, midnight
from pages.parts import results_charts as charts
from pages.parts.live import changes
from pages.parts.results_charts import BarRow
from pages.parts.results_palette import ground, palette
from pages.parts.session import _, language, project

YEAR = timedelta(days=365)
SHARES = ("lost_perfect", "lost_well", "lost_unresolved", "lost_silent", "complains")


def draw(_period: Period, today: date) -> None:
    """Always of twelve months, whatever period is chosen."""
    st.warning(
        _(
            "A scenario with the training material's own figures, applied to the households of "
            "twelve months. It is not a forecast, and says nothing about any colleague."
        ),
        title=_("The training material's scenario"),
    )
    counted = _read(project().id, changes(), today)
    left, right = st.columns([9, 12], gap="large")
    with left:
        cases = _cases(counted)
        scenario = _scenario()
    with right:
        if scenario is not None:
            _told(cost(cases, scenario))


@st.cache_data(max_entries=32, show_spinner=False)
def _read(project_id: int, change: int, today: date) -> Dissatisfied:
    until = midnight(today + timedelta(days=1), project().zone)
    with reading() as session:
        return dissatisfied(session, project_id, until - YEAR, until)


def _cases(counted: Dissatisfied) -> Dissatisfied:
    st.caption(_("Households of the last twelve months, as recorded; change them to try something"))
    names = {
        "perfect": _("Handled perfectly: satisfied, in one round, no limit missed"),
        "well": _("Handled well: satisfied in the end"),
        "unresolved": _("Unresolved: closed, and not satisfied"),
        "pending": _("Not known yet: open, or closed without a word"),
        "silent": _("Silent: dissatisfied in a survey, never complained"),
    }
    typed: dict[str, int | None] = {
        name: st.number_input(
            label,
            min_value=0,
            max_value=1_000_000,
            value=int(getattr(counted, name) or 0),
            key=f"cases_{name}_{project().id}_{getattr(counted, name)}_{language()}",
        )
        for name, label in names.items()
    }
    estimate = _("Estimate the silent from the complaints, as the material does")
    if st.toggle(estimate, value=counted.silent is None):
        typed["silent"] = None
    return Dissatisfied(**typed)  # type: ignore[arg-type]  # only the silent may be unknown


def _scenario() -> Scenario | None:
    names = {
        "lost_perfect": _("Lost although handled perfectly, %"),
        "lost_well": _("Lost although handled well, %"),
        "lost_unresolved": _("Lost when unresolved, %"),
        "lost_silent": _("Lost when silent, %"),
        "complains": _("Of the dissatisfied, who complain, %"),
        "told": _("People each of them tells"),
        "replacement": _("A new customer costs, in costs of keeping one"),
    }
    with st.expander(_("The material's figures")):
        typed = {field.name: _figure(field.name, names[field.name]) for field in fields(Scenario)}
    try:
        return Scenario(**typed)
    except WrongScenario as refused:
        st.error(lang.error(language(), refused))
        return None


def _figure(name: str, label: str) -> float:
    usual, is_share = getattr(MATERIAL, name), name in SHARES
    shown = round(100 * usual) if is_share else round(usual)
    typed = st.number_input(
        label, 0, 100 if is_share else 1_000, shown, key=f"scenario_{name}_{language()}"
    )
    return typed / 100 if is_share else float(typed)


def _told(found: Cost) -> None:
    if found.households < HIDDEN_UNDER:
        st.info(
            _(
                "Fewer than {count} dissatisfied households in twelve months: nothing to add up. "
                "Change the numbers to try the scenario.",
                count=HIDDEN_UNDER,
            )
        )
        return
    st.markdown(
        _(
            "#### {households} dissatisfied households: {at_risk} of them at risk",
            households=_count(found.households),
            at_risk=_range(found.at_risk),
        )
    )
    _drawn(found)
    with st.container(horizontal=True, gap="large"):
        _metric(_("Saved by what was done"), _range(found.saved))
        _metric(
            _("Could still be saved"), _range(Range(found.recoverable, found.recoverable_at_best))
        )
        _metric(_("Relatives and friends told"), _range(found.told))
        _metric(_("Costs of keeping one customer"), _range(found.replacement))
    if found.is_estimated:
        st.caption(_("Silent: {count}, estimated.", count=_count(found.silent)))
    else:
        st.caption(
            _(
                "Counted silent: {count}. By the material's shares {implied} would stand behind "
                "these complaints; a survey hears only those who answer.",
                count=_count(found.silent),
                implied=_count(found.implied_silent),
            )
        )


def _drawn(found: Cost) -> None:
    colours = palette(ground())
    at_best = found.at_risk.low - found.recoverable_at_best
    rows = [
        BarRow(
            _("At risk if nothing had been done"),
            _count(found.no_action),
            colours.quiet,
            found.no_action,
        ),
        BarRow(_("At risk now"), _range(found.at_risk), colours.worse, found.at_risk.high),
        BarRow(_("At risk if all is mended"), _count(at_best), colours.ink, max(0.0, at_best)),
    ]
    told = "; ".join(f"{row.name} {row.told}" for row in rows)
    st.altair_chart(charts.bars(rows, max(found.no_action, 1.0), colours), alt=told)


def _metric(label: str, value: str) -> None:
    st.metric(label, value, width="content")


def _count(households: float) -> str:
    return f"{households:.0f}"


def _range(of: Range) -> str:
    low, high = (_count(end) for end in of)
    return low if low == high else f"{low} – {high}"
