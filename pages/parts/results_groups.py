"""Results by group (分组): gaps side by side, units in tiers and as a funnel, and the cloud."""

from collections.abc import Iterator

import streamlit as st

from db.behind import What
from db.results_groups import Finding, Groups
from db.tallies import Asked, By, Dot
from domain.comparison import Tier, Unit, Units
from domain.satisfaction import verdict_of_gap
from domain.walks import on_the_way
from pages.parts import results_charts as charts
from pages.parts import results_names as names
from pages.parts import results_opening as opening
from pages.parts import results_plots as plots
from pages.parts import results_words as say
from pages.parts.results_charts import GapRow, signed
from pages.parts.results_figures import gap_row, in_words
from pages.parts.results_opening import show
from pages.parts.results_palette import Palette
from pages.parts.results_plots import DotRow, LimitRow, UnitRow
from pages.parts.session import _

# Where the funnel is drawn: from the smallest group that is shown to beyond the largest.
STEPS = 40
SMALLEST = 10
# A longer list scrolls beside the funnel instead of pushing it away.
MOST_AT_ONCE, LIST_HEIGHT = 20, 640
# So many names can be taken in; more are counted.
MOST_NAMES = 12


def draw(found: Groups, asked: Asked, palette: Palette) -> None:
    gaps, beside = st.columns([11, 9], gap="large")
    with gaps:
        _gaps(found, asked, palette)
    with beside:
        _side_by_side(found, palette)
    _cloud(found, asked, palette)


def _gaps(found: Groups, asked: Asked, palette: Palette) -> None:
    st.subheader(names.by_name(found.by), anchor=False, divider="gray")
    if not found.found:
        st.caption(_("Nobody answered the long form in this period."))
        return
    rows = tuple(_gap(found.by, one, palette) for one in found.found)
    is_long = len(rows) > MOST_AT_ONCE
    with st.container(height=LIST_HEIGHT if is_long else "content", border=False):
        show("groups", in_words(rows), charts.gaps, rows, asked.rules.group_tolerance, palette)
    st.caption(_("In their own order; no ranking. Small groups stay hidden."))


def _gap(by: By, one: Finding, palette: Palette) -> GapRow:
    opens = opening.group((by, one.key))
    return gap_row(names.group_name(by, one.key), one.gap, palette, opens)


def _side_by_side(found: Groups, palette: Palette) -> None:
    st.subheader(_("Is the difference more than chance?"), anchor=False, divider="gray")
    units = found.units
    if units is None or len(units.units) < 2:
        st.caption(_("Told once two groups have ten households each."))
        return
    rows = tuple(_unit_row(found.by, key, unit, palette) for key, unit in units.units.items())
    axes, told = (_("Households"), _("Gap")), _in_words(found.by, units)
    show("funnel", told, plots.funnel, rows, tuple(_limits(units)), units.mean, axes, palette)
    st.markdown("  \n".join(_tiers(found.by, units)))
    st.caption(
        _(
            "Shaded: where chance alone leaves 99.8 of 100. The tiers are judged after each group "
            "is drawn towards the mean of all, the more the smaller it is."
        )
    )


def _unit_row(by: By, key: object, unit: Unit, palette: Palette) -> UnitRow:
    name = names.group_name(by, key)
    colour = {Tier.BELOW_AVERAGE: palette.worse, Tier.ABOVE_AVERAGE: palette.better}.get(
        unit.tier, palette.quiet
    )
    told = f"{name} · {names.tier(unit.tier)} · {signed(unit.mean)} · n {unit.n}"
    label = "" if unit.tier is Tier.AVERAGE else name
    opens = opening.group((by, key))
    return UnitRow(unit.n, unit.mean, name, label, colour, told, opens)


def _limits(units: Units[object]) -> Iterator[LimitRow]:
    most = 1.15 * max(unit.n for unit in units.units.values())
    for step in range(STEPS + 1):
        at = SMALLEST / 2 + (most - SMALLEST / 2) * (step / STEPS) ** 2
        yield LimitRow(at, *units.funnel(max(1, round(at, 6))))


def _tiers(by: By, units: Units[object]) -> Iterator[str]:
    """Who lies where, in an order that is no ranking."""
    for tier in Tier:
        inside = [key for key, unit in units.units.items() if unit.tier is tier]
        if inside:
            yield f"{names.tier(tier)}: {_named(by, inside)}"


def _named(by: By, keys: list[object]) -> str:
    if len(keys) > MOST_NAMES:
        return _("{count} groups", count=len(keys))
    found = (names.group_name(by, key) for key in keys)
    return say.plain(", ".join(sorted(found, key=on_the_way)))


def _in_words(by: By, units: Units[object]) -> str:
    return "; ".join(_tiers(by, units))


def _cloud(found: Groups, asked: Asked, palette: Palette) -> None:
    st.subheader(_("Expected and delivered"), anchor=False, divider="gray")
    if not found.cloud:
        st.caption(_("Drawn once ten households answered the long form."))
        return
    households = sum(dot.households for dot in found.cloud)
    rows = tuple(_dot(dot, asked, palette) for dot in found.cloud)
    below = sum(row.size for row in rows if row.colour == palette.worse)
    told = _(
        "{below} of {count} households lie below the band.", below=int(below), count=households
    )
    chart, words = st.columns([11, 9], gap="large", vertical_alignment="center")
    with chart:
        axes = (_("Expected"), _("Delivered"))
        show("cloud", told, plots.cloud, rows, asked.rules.tolerance, axes, palette)
    with words:
        st.markdown(told)
        st.caption(
            _(
                "Each dot is households that lie together; the larger, the more. On the line "
                "delivery equals expectation, inside the band they count as equal."
            )
        )
        opening.choose("point", _("Open one dot"), {row.opens: row.told for row in rows})


def _dot(dot: Dot, asked: Asked, palette: Palette) -> DotRow:
    gap = dot.delivered - dot.expectation
    colour = palette.of_verdict(verdict_of_gap(gap, asked.rules.tolerance))
    told = _(
        "Expected {expected}, delivered {delivered}: {count} households",
        expected=f"{dot.expectation:.0f}",
        delivered=f"{dot.delivered:.0f}",
        count=dot.households,
    )
    opens = opening.answers(What.POINT, (dot.expectation, dot.delivered))
    return DotRow(dot.expectation, dot.delivered, float(dot.households), colour, told, opens)
