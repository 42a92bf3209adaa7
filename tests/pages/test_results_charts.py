"""What the charts of results draw, told by their rows."""

from typing import Any

import altair as alt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.results_charts import (
    BarRow,
    GapRow,
    Part,
    ShareRow,
    bars,
    gaps,
    shares,
    signed,
    steps,
    waterfall,
)
from pages.parts.results_marks import reach
from pages.parts.results_palette import palette

LIGHT = palette("light")
amounts = st.lists(st.floats(-50, 50), min_size=1, max_size=7)


def parts(of: list[float]) -> list[Part]:
    return [Part(f"term {place}", amount, "#000000") for place, amount in enumerate(of)]


@given(amounts)
def test_a_waterfall_ends_at_the_sum_of_its_parts(of):
    found = steps(parts(of), "gap", "#b5371f")

    assert found[-1].begins == 0
    assert found[-1].ends == pytest.approx(sum(of), abs=1e-9)


@given(amounts)
def test_every_step_begins_where_the_one_before_it_ended(of):
    found = steps(parts(of), "gap", "#b5371f")

    assert [step.begins for step in found[1:-1]] == [step.ends for step in found[:-2]]
    assert [step.next for step in found[:-1]] == [step.name for step in found[1:]]


@pytest.mark.parametrize(
    ("points", "told"), [(-8.24, "−8.2"), (3, "+3.0"), (0, "+0.0"), (-0.04, "+0.0")]
)
def test_points_have_their_sign(points, told):
    assert signed(points) == told


@pytest.mark.parametrize(
    ("edges", "end"), [([], 20), ([-3, 8], 20), ([-31, 4], 40), ([-100, 0], 100)]
)
def test_a_scale_is_as_long_on_both_sides_and_never_cut(edges, end):
    assert reach(edges) == end


def drawn(chart: alt.LayerChart) -> dict[str, list[dict[str, Any]]]:
    """Every row drawn, by the kind of mark."""
    spec = chart.to_dict()
    whole = spec.get("data", {})
    return {layer["mark"]["type"]: _rows(spec, layer.get("data", whole)) for layer in spec["layer"]}


def _rows(spec: dict[str, Any], of: dict[str, Any]) -> list[dict[str, Any]]:
    return list(spec["datasets"][of["name"]] if "name" in of else of["values"])


def test_a_group_that_is_not_shown_has_words_and_no_mark():
    shown = GapRow("报修", "▼ −8.5", LIGHT.worse, -8.5, -13.9, -3.2)
    hidden = GapRow("咨询", "7 户", LIGHT.quiet)

    found = drawn(gaps([shown, hidden], 5, LIGHT))

    assert [row["name"] for row in found["point"]] == ["报修"]
    assert [row["told"] for row in found["text"]] == ["▼ −8.5", "7 户"]
    assert found["rect"] == [{"from": -5, "to": 5}]


def test_every_share_has_its_interval():
    found = drawn(shares([ShareRow("不满意", "20 %", LIGHT.worse, 0.2, 0.1, 0.33)], LIGHT))

    assert (found["rule"][0]["low"], found["rule"][0]["high"]) == (0.1, 0.33)


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_no_chart_needs_a_legend(ground):
    colours = palette(ground)
    charts = [
        gaps([GapRow("a", "b", colours.worse, 1, 0, 2)], 5, colours),
        shares([ShareRow("a", "b", colours.worse, 0.2, 0.1, 0.3)], colours),
        bars([BarRow("a", "b", colours.ink, 3)], 10, colours),
        waterfall(steps(parts([-4, 6]), "gap", colours.better), colours),
    ]

    for chart in charts:
        coloured = [layer["encoding"].get("color") for layer in chart.to_dict()["layer"]]
        assert all(one["legend"] is None for one in coloured if one)


def test_the_two_grounds_have_colours_of_their_own():
    assert palette("dark") != LIGHT
