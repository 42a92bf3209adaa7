"""Results over time (趋势): months with their limits, and what moved the score, said in words."""

from collections.abc import Iterator

import streamlit as st

from db.results_time import MonthFinding, OverTime
from db.tallies import By
from domain.trends import BASELINE_MONTHS, Change
from pages.parts import results_charts as charts
from pages.parts import results_names as names
from pages.parts import results_opening as opening
from pages.parts import results_plots as plots
from pages.parts import results_words as say
from pages.parts.results_charts import Part, signed
from pages.parts.results_figures import in_words
from pages.parts.results_opening import FORMULA, show
from pages.parts.results_palette import Palette
from pages.parts.results_plots import MonthRow
from pages.parts.session import _


def draw(found: OverTime, palette: Palette) -> None:
    st.subheader(_("Month by month"), anchor=False, divider="gray")
    _months(found, palette)
    st.subheader(_("What moved it"), anchor=False, divider="gray")
    _change(found, palette)


def _months(found: OverTime, palette: Palette) -> None:
    rows = tuple(_rows(found, palette))
    if not rows:
        st.caption(_("A month is drawn once ten households answered in it."))
        return
    centre = found.trend.centre if found.trend else None
    told = "; ".join(row.told for row in rows)
    show("months", told, plots.months, rows, centre, _("Gap"), palette)
    st.markdown("  \n".join(_news(found)))
    opening.choose("month", _("Open one month"), {row.opens: row.told for row in reversed(rows)})


def _rows(found: OverTime, palette: Palette) -> Iterator[MonthRow]:
    """Months too small to be shown leave a hole."""
    for one in found.months:
        gap, limits = one.gap, one.limits
        if gap.mean is None or gap.interval is None:
            continue
        name = names.month_name(one.month)
        colour = _colour(one, palette)
        told = f"{name} {signed(gap.mean)} ({say.between(gap.interval)}) n {gap.n}"
        lowest, highest = limits or (None, None)
        opens = opening.group((By.MONTH, one.month))
        yield MonthRow(name, gap.mean, *gap.interval, lowest, highest, colour, told, opens)


def _colour(one: MonthFinding, palette: Palette) -> str:
    if one.limits is None or one.gap.mean is None:
        return palette.ink
    if one.gap.mean < one.limits.low:
        return palette.worse
    return palette.better if one.gap.mean > one.limits.high else palette.ink


def _news(found: OverTime) -> Iterator[str]:
    if found.trend is None:
        yield _(
            "Limits are drawn after {count} months; there are {months} so far. "
            "Until then only the intervals tell noise from news.",
            count=BASELINE_MONTHS,
            months=len(found.months),
        )
        return
    news = [one for one in found.months[found.baseline :] if _is_news(one)]
    if not news:
        yield _("No month lies outside its limits: what moves is noise.")
    for one in news:
        yield _(
            "**{month}** lies outside its limits: {gap}.",
            month=names.month_name(one.month),
            gap=signed(one.gap.mean or 0.0),
        )
    yield _(
        "Limits from the first {count} months, three standard deviations to either side.",
        count=found.baseline,
    )


def _is_news(one: MonthFinding) -> bool:
    if one.gap.mean is None or one.limits is None:
        return False
    return not one.limits.low <= one.gap.mean <= one.limits.high


def _change(found: OverTime, palette: Palette) -> None:
    change = found.change
    if change is None:
        st.caption(
            _("Told once ten households answered in this period and ten in as many days before.")
        )
        return
    parts = [
        Part(_("Before"), change.before, palette.quiet),
        Part(_("Other kinds of tickets (mix)"), change.mix, palette.expected),
        Part(_("The kinds themselves (within)"), change.within, palette.delivered),
    ]
    rows = tuple(charts.steps(parts, _("Now"), palette.ink, FORMULA))
    drawn, words = st.columns([11, 9], gap="large", vertical_alignment="center")
    with drawn:
        show("change", in_words(rows), charts.waterfall, rows, palette)
    with words:
        st.markdown(_in_words(change))
        if change.is_reversed:
            st.warning(_reversal(change), title=_("Simpson's reversal"))


def _in_words(change: Change) -> str:
    return _(
        "From {before} to {after}: {total} points, of which {mix} because other kinds of tickets "
        "were rated, and {within} because the kinds themselves were rated otherwise.",
        before=signed(change.before),
        after=signed(change.after),
        total=signed(change.total),
        mix=signed(change.mix),
        within=signed(change.within),
    )


def _reversal(change: Change) -> str:
    if change.total > 0:
        return _("The whole rose, yet no kind of ticket did: only the mix has changed.")
    return _("The whole fell, yet no kind of ticket did: only the mix has changed.")
