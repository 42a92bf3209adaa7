"""Charts (图) of the results: rows in words and numbers come in, drawings go out.

Everything is labelled where it stands, so no chart has a legend; every mean has its interval.
What a row `opens` is the address of the answers behind it, "" where there is none.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import altair as alt

from pages.parts import results_marks as marks
from pages.parts.results_palette import Palette

# To the right of a scale, as a share of it, the figures stand in one column.
GAP_FIGURES = 1.5
SHARE_FIGURES = 0.7


@dataclass(frozen=True, slots=True)
class GapRow:
    """One group's gap; without figures only what is `told` of it."""

    name: str
    told: str
    colour: str
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    opens: str = ""


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A share with its interval, all 0–1."""

    name: str
    told: str
    colour: str
    fraction: float
    low: float
    high: float
    opens: str = ""


@dataclass(frozen=True, slots=True)
class BarRow:
    name: str
    told: str
    colour: str
    length: float
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What a waterfall is made of: a named amount, signed as it moves the sum."""

    name: str
    amount: float
    colour: str
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of a waterfall; it begins where the one before it ended, `next` is the one after."""

    name: str
    told: str
    colour: str
    begins: float
    ends: float
    next: str
    opens: str = ""


def signed(points: float) -> str:
    """One decimal with its sign and a true minus: "−8.2", "+3.0"; zero is never negative."""
    return f"{round(points, 1) + 0.0:+.1f}".replace("-", "−")


def steps(parts: Sequence[Part], name: str, colour: str, opens: str = "") -> list[Step]:
    """The parts one after the other from zero, and last their sum, which opens `opens`."""
    found, reached = [], 0.0
    names = [*(part.name for part in parts[1:]), name]
    for part, after in zip(parts, names, strict=True):
        ends = reached + part.amount
        told = signed(part.amount)
        found.append(Step(part.name, told, part.colour, reached, ends, after, part.opens))
        reached = ends
    return [*found, Step(name, signed(reached), colour, 0.0, reached, name, opens)]


def waterfall(rows: Sequence[Step], palette: Palette) -> alt.LayerChart:
    """From nothing through every term to the gap, top to bottom."""
    edges = [edge for row in rows for edge in (row.begins, row.ends)]
    room = max(4.0, 0.12 * (max(edges) - min(edges)))
    x = marks.scale("begins", min(edges) - room / 3, max(edges) + room, ticks=(0,))
    y = marks.names([row.name for row in rows], palette)
    base = marks.chart(map(asdict, rows))
    links = base.mark_rule(color=palette.quiet, strokeDash=[2, 3])
    drawn = base.mark_bar(height=20, cornerRadius=2)
    told = base.mark_text(**marks.figures(palette))
    return marks.framed(
        (
            marks.upright(0.0, palette),
            links.encode(x="ends:Q", y=y, y2="next:N"),
            drawn.encode(x=x, x2="ends:Q", y=y, color=marks.own_colour()),
            told.encode(x=alt.datum(max(edges)), y=y, text="told:N"),
            *marks.lines_to_open(map(asdict, rows), y, min(edges) - room / 3, max(edges) + room),
        ),
        len(rows),
        has_scale=True,
    )


def gaps(rows: Sequence[GapRow], tolerance: float, palette: Palette) -> alt.LayerChart:
    """Gaps with intervals around the zero line and the band that counts as equal."""
    shown = [asdict(row) for row in rows if row.mean is not None]
    reach = marks.reach(float(row[edge]) for row in shown for edge in ("low", "high"))
    most = reach * (1 + GAP_FIGURES)
    x = marks.scale("mean", -reach, most, ticks=(-reach, 0, reach))
    y, colour = marks.names([row.name for row in rows], palette), marks.own_colour()
    means = marks.chart(shown)
    told = marks.chart(map(asdict, rows)).mark_text(**marks.figures(palette))
    return marks.framed(
        (
            marks.band(tolerance, palette),
            marks.upright(0.0, palette),
            means.mark_bar(height=18, opacity=0.3).encode(x=x, y=y, color=colour),
            _interval(means, y),
            means.mark_point(filled=True, size=110, opacity=1).encode(x=x, y=y, color=colour),
            told.encode(x=alt.datum(reach), y=y, text="told:N"),
            *marks.lines_to_open(map(asdict, rows), y, -reach, most),
        ),
        len(rows),
        has_scale=True,
    )


def _interval(base: alt.Chart, y: alt.Y) -> alt.Chart:
    rule = base.mark_rule(strokeWidth=3, strokeCap="round")
    drawn: alt.Chart = rule.encode(x="low:Q", x2="high:Q", y=y, color=marks.own_colour())
    return drawn


def shares(rows: Sequence[ShareRow], palette: Palette) -> alt.LayerChart:
    """Shares of one whole with their intervals."""
    x = marks.scale("fraction", 0, 1 + SHARE_FIGURES, ticks=(0, 0.5, 1), style="%")
    y = marks.names([row.name for row in rows], palette)
    base = marks.chart(map(asdict, rows))
    told = base.mark_text(**marks.figures(palette))
    return marks.framed(
        (
            base.mark_bar(height=18, opacity=0.5).encode(x=x, y=y, color=marks.own_colour()),
            _interval(base, y),
            told.encode(x=alt.datum(1), y=y, text="told:N"),
            *marks.lines_to_open(map(asdict, rows), y, 0, 1 + SHARE_FIGURES),
        ),
        len(rows),
        has_scale=True,
    )


def bars(rows: Sequence[BarRow], most: float, palette: Palette) -> alt.LayerChart:
    """Plain lengths on a scale from nothing to `most`."""
    x = alt.X("length:Q", scale=alt.Scale(domain=[0, most * 1.3]), axis=None)
    y = marks.names([row.name for row in rows], palette)
    base = marks.chart(map(asdict, rows))
    told = base.mark_text(**marks.figures(palette))
    return marks.framed(
        (
            base.mark_bar(height=18, cornerRadius=2).encode(x=x, y=y, color=marks.own_colour()),
            told.encode(x=x, y=y, text="told:N"),
            *marks.lines_to_open(map(asdict, rows), y, 0, most * 1.3),
        ),
        len(rows),
    )
