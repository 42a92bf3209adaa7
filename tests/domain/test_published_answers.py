"""Real people's answers to other questionnaires, read from beside the checkout."""

from collections import Counter
from statistics import fmean

import pytest

from domain.formula import Formula
from domain.satisfaction import Answers, OutsideLadder, Reason, Score, checked, score
from tests.shared import rows, truth


def rounded(value):
    """The published figure, which has four decimals."""
    return pytest.approx(value, abs=5e-5)


def a_label(cell: str) -> int | None:
    return int(float(cell)) if cell else None


def scored_by_item(item: str, ladder: int) -> list[Score]:
    formula = Formula(ladder, (1.0,), (1.0,))
    return [
        score(Answers((a_label(row[f"E{item}"]),), (a_label(row[f"P{item}"]),)), formula)
        for row in rows("kservqual_EP_items.csv")
    ]


@pytest.mark.parametrize("item", truth()["kservqual"]["items"])
def test_each_kservqual_item_has_its_published_gap_on_its_own_ladder(item):
    expected = truth()["kservqual"]["items"][item]

    found = [one for one in scored_by_item(item, ladder=7) if one.gap is not None]

    # Back from points to labels: seven labels are six steps apart.
    assert len(found) == expected["n_pair"]
    assert fmean(one.gap * 6 / 100 for one in found) == rounded(expected["gap_paired"])
    assert fmean(one.expectation * 6 / 100 + 1 for one in found) == rounded(expected["mean_E"])
    assert fmean(one.delivered * 6 / 100 + 1 for one in found) == rounded(expected["mean_P"])


def test_all_kservqual_items_together_have_the_published_gap():
    expected = truth()["kservqual"]
    items = list(expected["items"])
    formula = Formula(7, (1.0,) * len(items), (1.0,) * len(items))

    found = [
        score(
            Answers(
                tuple(a_label(row[f"E{item}"]) for item in items),
                tuple(a_label(row[f"P{item}"]) for item in items),
            ),
            formula,
        )
        for row in rows("kservqual_EP_items.csv")
    ]

    complete = [one for one in found if one.gap is not None]
    blank = Counter(one.reason for one in found if one.gap is None)
    assert fmean(one.gap for one in complete) * 6 / 100 == rounded(
        expected["overall"]["gap_complete_cases"]
    )
    assert len(complete) == expected["complete_cases"]
    assert blank == {Reason.NO_DATA: expected["respondents"] - expected["answered_any"]}


def is_refused(label: int) -> bool:
    try:
        checked(Answers((label,), (label,)), Formula(5, (1.0,), (1.0,)))
    except OutsideLadder:
        return True
    return False


@pytest.mark.parametrize("column", truth()["wuhan_community_313"]["means_valid_only"])
def test_the_wuhan_cells_outside_the_ladder_are_refused_and_the_others_kept(column):
    expected = truth()["wuhan_community_313"]
    cells = [int(row[column]) for row in rows("wuhan_community_313.csv")]

    refused = [cell for cell in cells if is_refused(cell)]
    kept = [cell for cell in cells if not is_refused(cell)]

    assert len(refused) == expected["out_of_range_cells"].get(column, 0)
    assert set(refused) <= {0, 22, 23}
    assert fmean(kept) == rounded(expected["means_valid_only"][column])
