"""Results by group (分组): gaps side by side, units in tiers and as a funnel, and the cloud."""

from collections.abc import Iterator

import streamlit as st

from db.results_groups import Groups
from db.tallies import Asked, By
from domain.comparison import Tier, Unit, Units
from domain.satisfaction import verdict_of_gap
from pages.parts import results_charts as charts
from pages.parts import results_names as names
from pages.parts import results_plots as plots
from pages.parts import results_words as say
from pages.parts.results_charts import signed
from pages.parts.results_figures import gap_row, show
from pages.parts.results_palette import Palette
from pages.parts.results_plots import DotRow, LimitRow, UnitRow
from pages.parts.session import _

# Where the funnel is drawn: from the smallest group that is shown to beyond the largest.
STEPS = 40
SMALLEST = 10


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
    rows = [gap_row(names.group_name(found.by, one.key), one.gap, palette) for one in found.found]
    told = "; ".join(f"{row.name} {row.told}" for row in rows)
    show(charts.gaps(rows, asked.rules.group_tolerance, palette), told)
    st.caption(_("In their own order; no ranking. Small groups stay hidden."))


def _side_by_side(found: Groups, palette: Palette) -> None:
    st.subheader(_("Is the difference more than chance?"), anchor=False, divider="gray")
    units = found.units
    if units is None or len(units.units) < 2:
        st.caption(_("Told once two groups have ten households each."))
        return
    rows = [_unit_row(found.by, key, unit, palette) for key, unit in units.units.items()]
    limits = list(_limits(units))
    axes = (_("Households"), _("Gap"))
    show(plots.funnel(rows, limits, units.mean, axes, palette), _in_words(found.by, units))
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
    return UnitRow(unit.n, unit.mean, name, label, colour, told)


def _limits(units: Units[object]) -> Iterator[LimitRow]:
    most = 1.15 * max(unit.n for unit in units.units.values())
    for step in range(STEPS + 1):
        at = SMALLEST / 2 + (most - SMALLEST / 2) * (step / STEPS) ** 2
        yield LimitRow(at, *units.funnel(max(1, round(at, 6))))


def _tiers(by: By, units: Units[object]) -> Iterator[str]:
    """Who lies where, in an order that is no ranking."""
    for tier in Tier:
        inside = [
            names.group_name(by, key) for key, unit in units.units.items() if unit.tier is tier
        ]
        if inside:
            yield f"{names.tier(tier)}: {say.plain(', '.join(inside))}"


def _in_words(by: By, units: Units[object]) -> str:
    return "; ".join(_tiers(by, units))


def _cloud(found: Groups, asked: Asked, palette: Palette) -> None:
    st.subheader(_("Expected and delivered"), anchor=False, divider="gray")
    if not found.cloud:
        st.caption(_("Drawn once ten households answered the long form."))
        return
    households = sum(dot.households for dot in found.cloud)
    rows = [
        _dot(dot.expectation, dot.delivered, dot.households, asked, palette) for dot in found.cloud
    ]
    below = sum(row.size for row in rows if row.colour == palette.worse)
    told = _(
        "{below} of {count} households lie below the band.", below=int(below), count=households
    )
    chart, words = st.columns([11, 9], gap="large", vertical_alignment="center")
    with chart:
        axes = (_("Expected"), _("Delivered"))
        show(plots.cloud(rows, asked.rules.tolerance, axes, palette), told)
    with words:
        st.markdown(told)
        st.caption(
            _(
                "Each dot is households that lie together; the larger, the more. On the line "
                "delivery equals expectation, inside the band they count as equal."
            )
        )


def _dot(
    expectation: float, delivered: float, households: int, asked: Asked, palette: Palette
) -> DotRow:
    colour = palette.of_verdict(verdict_of_gap(delivered - expectation, asked.rules.tolerance))
    told = _(
        "Expected {expected}, delivered {delivered}: {count} households",
        expected=f"{expectation:.0f}",
        delivered=f"{delivered:.0f}",
        count=households,
    )
    return DotRow(expectation, delivered, float(households), colour, told)
