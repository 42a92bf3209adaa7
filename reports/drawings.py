"""Drawings (图示) of a report: small, of one colour, each beside the figures that it draws.

Each is a picture that carries its own SVG, so that a page, a printer and a saved file show the
same; a page of the desk lets no SVG through that stands by itself.
"""

from base64 import b64encode
from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from reports.columns import Drawn
from reports.worded import Figure, Table

INK, SOFT, RULE, LATE = "#2b3a4e", "#b2b9bf", "#dcd5c6", "#b5371f"
EARTH = "#9a7f45"
FONTS = "PingFang SC, Microsoft YaHei, Noto Sans SC, WenQuanYi Micro Hei, sans-serif"
WIDE, HIGH = 120, 12
LINES_WIDE, LINES_HIGH = 720, 190
LEFT, RIGHT, TOP, BOTTOM = 40, 150, 10, 24

Values = Sequence[float | None]


def of_rows(table: Table) -> list[Markup]:
    """A drawing for each row, on one scale for all of them; none where nothing is drawn."""
    if table.drawn in {Drawn.NOT, Drawn.LINES}:
        return []
    return [_DRAW[table.drawn](table, row) for row in table.rows]


def _values(table: Table, row: Sequence[Figure]) -> Values:
    return [_number(row[at]) for at in table.draws]


def _number(figure: Figure) -> float | None:
    return float(figure.value) if isinstance(figure.value, int | float) else None


def _most(table: Table) -> float:
    every = [one for row in table.rows for one in _values(table, row) if one is not None]
    return max((abs(one) for one in every), default=0) or 1


def _svg(inside: Markup) -> Markup:
    """Says nothing that does not stand beside it."""
    return _picture("drawn", "", WIDE, HIGH, inside)


def _picture(kind: str, told: str, wide: int, high: int, inside: Markup) -> Markup:
    drawn = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" '
        'font-family="{2}" font-size="11">{3}</svg>'
    ).format(wide, high, FONTS, inside)
    carried = b64encode(drawn.encode()).decode()
    return Markup('<img class="{}" alt="{}" src="data:image/svg+xml;base64,{}">').format(
        kind, told, carried
    )


def _box(begins: float, ends: float, colour: str, *, thin: bool = False) -> Markup:
    top, height = (3, 6) if thin else (1, 10)
    return Markup('<rect x="{:.1f}" y="{}" width="{:.1f}" height="{}" fill="{}"/>').format(
        min(begins, ends), top, abs(ends - begins), height, colour
    )


def _upright(at: float, colour: str) -> Markup:
    return Markup('<path d="M{0:.1f} 0V12" stroke="{1}" stroke-width="1.6"/>').format(at, colour)


def _whisker(low: float, high: float) -> Markup:
    # On white, so that it is seen across the bar as well.
    return Markup(
        '<path d="M{0:.1f} 6H{1:.1f}" stroke="#fff" stroke-width="4"/>'
        '<path d="M{0:.1f} 6H{1:.1f}" stroke="{2}" stroke-width="1.8"/>'
    ).format(low, high, EARTH)


def _bar(table: Table, row: Sequence[Figure]) -> Markup:
    """On one scale for all rows, or each on what its row can have at most."""
    (value,) = _values(table, row)
    if value is None:
        return Markup("")
    most = _beside(table, row, "most")
    if most is None:
        return _svg(_box(0, WIDE * value / _most(table), INK))
    return _svg(_box(0, WIDE, RULE, thin=True) + _box(0, WIDE * value / most, INK))


def _share(table: Table, row: Sequence[Figure]) -> Markup:
    """From 0 to 100 %, with the target or the interval where the table has one."""
    (value,) = _values(table, row)
    if value is None:
        return Markup("")
    drawn = _box(0, WIDE, RULE, thin=True) + _box(0, WIDE * value, INK)
    low, high, target = (_beside(table, row, key) for key in ("low", "high", "target"))
    if low is not None and high is not None:
        drawn += _whisker(WIDE * low, WIDE * high)
    return _svg(drawn if target is None else drawn + _upright(min(WIDE - 1, WIDE * target), LATE))


def _gap(table: Table, row: Sequence[Figure]) -> Markup:
    """Left and right of nought; a mean from 0 to 100 only to the right."""
    (value,) = _values(table, row)
    if value is None:
        return Markup("")
    scale = WIDE / 2 / max(_most(table), *(abs(one) for one in _ends(table)))
    zero = WIDE / 2
    drawn = _box(zero, zero + scale * value, INK) + _upright(zero, SOFT)
    low, high = (_beside(table, row, key) for key in ("low", "high"))
    if low is not None and high is not None:
        drawn += _whisker(zero + scale * low, zero + scale * high)
    return _svg(drawn)


def _ends(table: Table) -> list[float]:
    found = (_beside(table, row, key) for row in table.rows for key in ("low", "high"))
    return [one for one in found if one is not None] or [0.0, 0.0]


def _span(table: Table, row: Sequence[Figure]) -> Markup:
    """Up to the median dark, up to the ninth decile light, the standard upright in the middle.

    Without standards all rows have one scale; with them each row has its own, or none.
    """
    median, p90, *standard = _values(table, row)
    if median is None or p90 is None or standard == [None]:
        return Markup("")
    scale = WIDE / 2 / standard[0] if standard and standard[0] else WIDE / _most(table)
    ends = (min(WIDE, scale * one) for one in (p90, median))
    drawn = Markup("").join(_box(0, end, how) for end, how in zip(ends, (SOFT, INK), strict=True))
    return _svg(drawn + _upright(WIDE / 2, LATE) if standard else drawn)


def _beside(table: Table, row: Sequence[Figure], key: str) -> float | None:
    at = table.at(key)
    return None if at is None else _number(row[at])


_DRAW = {Drawn.BARS: _bar, Drawn.SHARES: _share, Drawn.GAPS: _gap, Drawn.SPANS: _span}


def lines(table: Table) -> Markup:
    """Shares over time in one frame from 0 to 100 %, each line with its name at its end."""
    if table.drawn is not Drawn.LINES or not table.rows:
        return Markup("")
    inside = _frame(table)
    for place, at in enumerate(table.draws):
        colour, dash = ((INK, "none"), (EARTH, "6 4"))[place % 2]
        points = [_number(row[at]) for row in table.rows]
        inside += _line(points, colour, dash) + _name(points, table.headings[at], colour, place)
    return _picture("lines", table.title, LINES_WIDE, LINES_HIGH, inside)


def _x(place: int, count: int) -> float:
    return LEFT + (LINES_WIDE - LEFT - RIGHT) * place / max(1, count - 1)


def _y(share: float) -> float:
    return TOP + (LINES_HIGH - TOP - BOTTOM) * (1 - share)


def _frame(table: Table) -> Markup:
    rules = Markup("").join(
        Markup('<path d="M{} {y:.1f}H{}" stroke="{}"/>').format(
            LEFT, LINES_WIDE - RIGHT, RULE, y=_y(share)
        )
        + _text(0, _y(share) + 4, f"{share:.0%}")
        for share in (0, 0.5, 1)
    )
    count = len(table.rows)
    months = Markup("").join(
        _text(_x(place, count), LINES_HIGH - 6, row[0].words, "middle")
        for place, row in enumerate(table.rows)
        if (count - 1 - place) % max(1, round(count / 6)) == 0
    )
    return rules + months


def _text(x: float, y: float, words: str, anchor: str = "start", colour: str = "#55544f") -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" fill="{}">{}</text>').format(
        x, y, anchor, colour, words
    )


def _line(points: Values, colour: str, dash: str) -> Markup:
    """Broken where a month is not known: nothing is drawn across it."""
    placed = [(place, share) for place, share in enumerate(points)]
    drawn = Markup("")
    for is_known, run in groupby(placed, key=lambda one: one[1] is not None):
        if is_known:
            spots = [(_x(p, len(points)), _y(s)) for p, s in run if s is not None]
            path = "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
            drawn += Markup(
                '<path d="M{}" fill="none" stroke="{}" stroke-width="2.4" stroke-dasharray="{}"/>'
            ).format(path, colour, dash)
            drawn += Markup("").join(
                Markup('<circle cx="{:.1f}" cy="{:.1f}" r="3.4" fill="{}"/>').format(x, y, colour)
                for x, y in spots
            )
    return drawn


def _name(points: Values, name: str, colour: str, place: int) -> Markup:
    known = [(at, share) for at, share in enumerate(points) if share is not None]
    if not known:
        return Markup("")
    _at, share = known[-1]
    y = _y(share) + (4 if place == 0 else 18 if share > 0.5 else -10)
    return _text(LINES_WIDE - RIGHT + 12, y, f"{name} {share:.0%}", colour=colour)
