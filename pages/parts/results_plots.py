"""Plots (散点与趋势) of the results: two measures against each other, and months in a row.

What a point `opens` is the address of the answers behind it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import altair as alt

from pages.parts import results_marks as marks
from pages.parts.results_palette import Palette


@dataclass(frozen=True, slots=True)
class DotRow:
    """Households that lie together; `told` when one points at them."""

    x: float
    y: float
    size: float
    colour: str
    told: str
    opens: str = ""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit by its number of households and its mean; named where it is news."""

    n: float
    mean: float
    name: str
    label: str
    colour: str
    told: str
    opens: str = ""


@dataclass(frozen=True, slots=True)
class LimitRow:
    """Both limits at one number of households, or one month."""

    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month, with its own interval and the limits that noise keeps within."""

    name: str
    mean: float
    low: float
    high: float
    lowest: float | None
    highest: float | None
    colour: str
    told: str
    opens: str = ""


def cloud(
    rows: Sequence[DotRow], tolerance: float, axes: tuple[str, str], palette: Palette
) -> alt.LayerChart:
    """What was expected across, what was delivered up; on the diagonal both are equal."""
    x, y = (
        marks.measure(name, title, 0, 100, palette) for name, title in zip("xy", axes, strict=True)
    )
    ends = (0.0, 100.0)
    diagonal = [{"x": end, "y": end} for end in ends]
    band = [
        {"x": end, "low": max(0, end - tolerance), "high": min(100, end + tolerance)}
        for end in (0, tolerance, 100 - tolerance, 100)
    ]
    area = marks.chart(band).mark_area(color=palette.band, opacity=1, clip=True)
    line = marks.chart(diagonal).mark_line(color=palette.ink, strokeWidth=1.2)
    dots = marks.chart(map(asdict, rows)).mark_circle(opacity=0.75, clip=True, cursor="pointer")
    size = alt.Size("size:Q", legend=None, scale=alt.Scale(type="sqrt", range=[18, 700]))
    return marks.plotted(
        (
            area.encode(x=alt.X("x:Q"), y=alt.Y("low:Q"), y2="high:Q"),
            line.encode(x="x:Q", y="y:Q"),
            marks.openable(
                dots.encode(x=x, y=y, size=size, color=marks.own_colour(), tooltip="told:N")
            ),
        )
    )


def funnel(
    rows: Sequence[UnitRow],
    limits: Sequence[LimitRow],
    mean: float,
    axes: tuple[str, str],
    palette: Palette,
) -> alt.LayerChart:
    """Units by size and mean, between the limits within which chance alone may leave them."""
    reach = max(5.0, 1.4 * max(abs(row.mean - mean) for row in rows))
    most = max(row.n for row in rows) * 1.15
    x = marks.measure("n", axes[0], 0, most, palette)
    y = marks.measure("mean", axes[1], mean - reach, mean + reach, palette)
    area = marks.chart(map(asdict, limits)).mark_area(color=palette.band, opacity=1, clip=True)
    units = marks.chart(map(asdict, rows))
    named = units.mark_text(align="left", dx=9, fontSize=12, color=palette.ink)
    return marks.plotted(
        (
            area.encode(x="at:Q", y="low:Q", y2="high:Q"),
            marks.level(mean, palette),
            named.encode(x=x, y=y, text="label:N"),
            _points(units, x, y, 90),
        )
    )


# So many lines of words fit above one another.
MOST_LINES = 16


def _apart(rows: Sequence[UnitRow], line: float) -> list[dict[str, object]]:
    """The names, each a line above the one below it where their points lie closer."""
    found: list[dict[str, object]] = []
    reached = float("-inf")
    for row in sorted(rows, key=lambda one: one.mean):
        reached = max(row.mean, reached + line)
        found.append(asdict(row) | {"mean": reached})
    return found


def _points(base: alt.Chart, x: alt.X, y: alt.Y, size: int) -> alt.Chart:
    """Each tells what it stands for when one points at it, and opens it when clicked."""
    drawn = base.mark_point(filled=True, size=size, opacity=1, cursor="pointer")
    return marks.openable(drawn.encode(x=x, y=y, color=marks.own_colour(), tooltip="told:N"))


def months(
    rows: Sequence[MonthRow], centre: float | None, title: str, palette: Palette
) -> alt.LayerChart:
    """Months in a row with their intervals; a mean outside the shaded limits is news."""
    edges = [edge for row in rows for edge in (row.low, row.high)]
    edges += [e for row in rows for e in (row.lowest, row.highest) if e is not None]
    # Closer than other gaps: what has to be told apart is small.
    reach = max(5.0, 1.25 * max(map(abs, edges)))
    order = [row.name for row in rows]
    labels = alt.Axis(title=None, labelAngle=0, labelOverlap=True, grid=False, domain=False)
    x = alt.X("name:O", sort=order, axis=labels, scale=alt.Scale(paddingOuter=0.3))
    y = marks.measure("mean", title, -reach, reach, palette)
    base = marks.chart(map(asdict, rows))
    limited = marks.chart(asdict(row) for row in rows if row.lowest is not None)
    area = limited.mark_area(color=palette.band, opacity=1, interpolate="step")
    drawn = [
        area.encode(x=x, y=alt.Y("lowest:Q"), y2="highest:Q"),
        marks.level(0.0, palette),
        base.mark_line(color=palette.quiet, strokeWidth=1.4).encode(x=x, y=y),
        base.mark_rule(strokeWidth=2, opacity=0.55).encode(
            x=x, y=alt.Y("low:Q"), y2="high:Q", color=marks.own_colour()
        ),
        _points(base, x, y, 70),
    ]
    if centre is not None:
        drawn.insert(2, marks.level(centre, palette, dashed=True))
    return marks.plotted(drawn)


def quadrant(
    rows: Sequence[UnitRow], at: tuple[float, float], axes: tuple[str, str], palette: Palette
) -> alt.LayerChart:
    """How well something is done across, how much it matters up; the means part four fields."""
    across, up = [row.n for row in rows], [row.mean for row in rows]
    # Room for the names to the right, and between those that lie close.
    x = marks.measure("n", axes[0], min(across) - 8, max(across) + 22, palette)
    lowest, highest = min(up) - 6, max(up) + 6
    y = marks.measure("mean", axes[1], lowest, highest, palette)
    units = marks.chart(map(asdict, rows))
    beside = marks.chart(_apart(rows, (highest - lowest) / MOST_LINES))
    named = beside.mark_text(align="left", dx=10, fontSize=13, color=palette.ink)
    return marks.plotted(
        (
            marks.level(at[1], palette, dashed=True),
            marks.upright(at[0], palette),
            named.encode(x=x, y=y, text="label:N"),
            _points(units, x, y, 120),
        )
    )
