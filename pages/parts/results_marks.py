"""Marks (图元) that the charts of results share: scales, names, figures, band, zero line."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt

from pages.parts.results_palette import Palette

ROW_HEIGHT = 30
SCALE_HEIGHT = 26
# Streamlit keeps so much free below each chart, out of the height it was given.
FREE_BELOW = 20
NAMES = 230
# The name under which a browser says what was clicked.
PICKED = "picked"
# Of a plot of two measures.
HEIGHT = 330
ACROSS = frozenset({"x", "n"})


def chart(rows: Iterable[Mapping[str, object]]) -> alt.Chart:
    return alt.Chart({"values": [dict(row) for row in rows]})


def reach(edges: Iterable[float]) -> float:
    """The end of a scale as long on both sides of zero: a round number, 20–100, that holds all."""
    furthest = max((abs(edge) for edge in edges), default=0.0)
    return float(min(100, max(20, 10 * math.ceil(furthest / 10))))


def scale(field: str, low: float, high: float, ticks: Sequence[float], style: str = "d") -> alt.X:
    axis = alt.Axis(
        values=list(ticks), format=style, title=None, grid=False, domain=False, ticks=False
    )
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[low, high], nice=False), axis=axis)


def names(order: Sequence[str], palette: Palette) -> alt.Y:
    axis = alt.Axis(
        title=None,
        domain=False,
        ticks=False,
        grid=False,
        labelLimit=NAMES,
        labelFontSize=13,
        labelColor=palette.ink,
        labelPadding=12,
        labelFlush=False,
    )
    return alt.Y("name:N", sort=list(order), axis=axis)


def own_colour() -> alt.Color:
    return alt.Color("colour:N", scale=None, legend=None)


def figures(palette: Palette) -> dict[str, Any]:
    """How a figure is written to the right of its mark."""
    return {"align": "left", "dx": 10, "fontSize": 13, "color": palette.ink}


def openable(drawn: alt.Chart) -> alt.Chart:
    """The marks that can be clicked: each tells the address that it `opens`."""
    picked: alt.Chart = drawn.add_params(alt.selection_point(PICKED, fields=["opens"]))
    return picked


def lines_to_open(
    rows: Iterable[Mapping[str, object]], y: alt.Y, low: float, high: float
) -> list[alt.Chart]:
    """Over every row that opens anything, as wide as the scale: small marks are hard to hit."""
    found = [row for row in rows if row["opens"]]
    if not found:
        return []
    unseen = chart(found).mark_bar(height=ROW_HEIGHT - 2, opacity=0.001, cursor="pointer")
    return [openable(unseen.encode(x=alt.datum(low), x2=alt.datum(high), y=y))]


def upright(at: float, palette: Palette) -> alt.Chart:
    base = chart([{"at": at}]).mark_rule(color=palette.ink, strokeWidth=1.2)
    line: alt.Chart = base.encode(x=alt.X("at:Q", scale=alt.Scale(zero=False)))
    return line


def band(half: float, palette: Palette) -> alt.Chart:
    """What counts as equal."""
    base = chart([{"from": -half, "to": half}]).mark_rect(color=palette.band, opacity=1)
    equal: alt.Chart = base.encode(x="from:Q", x2="to:Q")
    return equal


def framed(layers: Sequence[alt.Chart], rows: int, *, has_scale: bool = False) -> alt.LayerChart:
    height = rows * ROW_HEIGHT + FREE_BELOW + (SCALE_HEIGHT if has_scale else 0)
    drawn = alt.LayerChart(layer=list(layers), height=height)
    bare: alt.LayerChart = drawn.configure_view(stroke=None)
    return bare


def measure(field: str, title: str, low: float, high: float, palette: Palette) -> Any:
    """One of two measures, across where the field is x or n, else up."""
    axis = alt.Axis(
        title=title,
        titleFontWeight="normal",
        titleFontSize=13,
        titleColor=palette.quiet,
        labelFontSize=12,
        grid=False,
        domain=False,
        ticks=False,
        tickCount=5,
    )
    channel: Any = alt.X if field in ACROSS else alt.Y
    return channel(f"{field}:Q", scale=alt.Scale(domain=[low, high], nice=False), axis=axis)


def level(at: float, palette: Palette, *, dashed: bool = False) -> alt.Chart:
    dash = [4, 4] if dashed else [1, 0]
    base = chart([{"at": at}]).mark_rule(color=palette.ink, strokeWidth=1.2, strokeDash=dash)
    line: alt.Chart = base.encode(y=alt.Y("at:Q", scale=alt.Scale(zero=False)))
    return line


def plotted(layers: Sequence[alt.Chart]) -> alt.LayerChart:
    drawn = alt.LayerChart(layer=list(layers), height=HEIGHT)
    bare: alt.LayerChart = drawn.configure_view(stroke=None)
    return bare
