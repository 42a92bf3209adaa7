"""What plots of results draw, told by their rows; names of groups in the address."""

from urllib.parse import parse_qsl

import pytest

from db.behind import Mark, What
from db.tallies import By
from domain.satisfaction import Method, Verdict
from domain.surveys import Chip, CodeKind
from domain.tickets import Channel, Kind
from pages.parts import results_names as names
from pages.parts.results_charts import GapRow, gaps
from pages.parts.results_opening import answers, group
from pages.parts.results_palette import palette
from pages.parts.results_plots import (
    DotRow,
    LimitRow,
    MonthRow,
    UnitRow,
    cloud,
    funnel,
    months,
    quadrant,
)

LIGHT = palette("light")
AXES = ("across", "up")


def a_unit(n: float, mean: float) -> UnitRow:
    return UnitRow(n, mean, "3 栋", "3 栋", LIGHT.quiet, "3 栋 · n 12")


def a_month(name: str, mean: float, *, limited: bool) -> MonthRow:
    lowest, highest = (-4.0, 4.0) if limited else (None, None)
    return MonthRow(name, mean, mean - 2, mean + 2, lowest, highest, LIGHT.ink, name)


def layers(chart, mark: str) -> list[dict[str, object]]:
    spec = chart.to_dict()
    named = spec.get("datasets", {})
    found = [layer for layer in spec["layer"] if layer["mark"]["type"] == mark]
    data = [layer["data"] for layer in found]
    rows = [named[one["name"]] if "name" in one else one["values"] for one in data]
    return [row for some in rows for row in some]


def test_the_band_around_the_diagonal_is_as_wide_as_the_tolerance():
    drawn = cloud([DotRow(60, 40, 3, LIGHT.worse, "3 户")], 12.5, AXES, LIGHT)

    band = layers(drawn, "area")

    assert {row["high"] - row["low"] for row in band if 12.5 <= row["x"] <= 87.5} == {25.0}
    assert layers(drawn, "line") == [{"x": 0, "y": 0}, {"x": 100, "y": 100}]


def test_a_funnel_shows_every_unit_and_the_mean_of_all():
    limits = [LimitRow(5, -20, 20), LimitRow(40, -5, 5)]

    drawn = funnel([a_unit(12, -3), a_unit(40, 9)], limits, 1.5, AXES, LIGHT)

    assert [row["n"] for row in layers(drawn, "point")] == [12, 40]
    assert layers(drawn, "rule") == [{"at": 1.5}]


def test_months_without_a_baseline_have_no_limits():
    bare = months([a_month("2026-02", 3, limited=False)], None, "gap", LIGHT)
    judged = months([a_month("2026-02", 3, limited=True)], 0.5, "gap", LIGHT)

    assert layers(bare, "area") == []
    assert [row["lowest"] for row in layers(judged, "area")] == [-4.0]


def test_a_quadrant_leaves_room_for_the_names():
    drawn = quadrant([a_unit(60, 30), a_unit(70, 38)], (65, 34), AXES, LIGHT).to_dict()

    domains = [layer["encoding"]["x"]["scale"]["domain"] for layer in drawn["layer"][2:]]

    assert domains == [[52, 92], [52, 92]]


@pytest.mark.parametrize(
    "only",
    [
        (By.KIND, Kind.REPAIR),
        (By.KIND, None),
        (By.BUILDING, "3 栋.A"),
        (By.TEAM, ""),
        (By.CHANNEL, Channel.PHONE),
        (By.CODE, CodeKind.CAMPAIGN),
        (By.MONTH, 202603),
    ],
)
def test_a_group_in_the_address_comes_back_as_it_was(only):
    assert names.read(names.written(only)) == only


@pytest.mark.parametrize("text", [None, "", "kind", "kind.unheard", "month.", "month.x", "who.me"])
def test_an_address_that_names_no_group_asks_for_none(text):
    assert names.read(text) is None


@pytest.mark.parametrize(
    ("what", "key"),
    [
        (What.METHOD, Method.DIRECT),
        (What.TERM, "e2"),
        (What.CHIP, Chip.SPEED),
        (What.POINT, (65.0, 5.0)),
        (What.COMPARED, Verdict.DISSATISFIED),
    ],
)
def test_the_address_of_a_mark_leads_back_to_it(what, key):
    mark = Mark(what, key)

    assert names.read_mark(names.written_mark(mark)) == mark
    assert names.mark_name(mark)


@pytest.mark.parametrize(
    "text", ["", "nothing", "term.e5", "term.gap", "chip.loud", "point.1", "point.a-b", "month.1"]
)
def test_what_is_no_mark_of_ours_opens_nothing(text):
    assert names.read_mark(text) is None


def test_every_point_and_every_bar_tells_where_it_leads_and_a_hidden_group_leads_nowhere():
    point = DotRow(60, 40, 3, LIGHT.worse, "3 户", answers(What.POINT, (60.0, 40.0)))
    group_row = GapRow("3 栋", "−8.5", LIGHT.worse, -8.5, -13.9, -3.2, group((By.BUILDING, "3 栋")))

    drawn = cloud([point], 12.5, AXES, LIGHT).to_dict()
    bars = gaps([group_row, GapRow("5 栋", "7 户", LIGHT.quiet)], 5, LIGHT).to_dict()
    hidden = gaps([GapRow("5 栋", "7 户", LIGHT.quiet)], 5, LIGHT).to_dict()

    assert [one["select"]["fields"] for one in drawn["params"]] == [["opens"]]
    assert dict(parse_qsl(point.opens)) == {"mark": "point.60-40"}
    assert [row["opens"] for row in bars["datasets"][bars["layer"][-1]["data"]["name"]]] == [
        group_row.opens
    ]
    assert dict(parse_qsl(group_row.opens)) == {"only": "building.3 栋"}
    assert "params" not in hidden
