"""A planned cut is visited before it begins, an unplanned one at once; who was not met is open."""

import pytest

from domain.errors import WrongValue
from domain.outages import Cut, Stretch, Supply, VisitState, checked
from tests.builders import HOUR, MOMENT, MONDAY_MORNING

NOW = MONDAY_MORNING
HERE = (Stretch("3栋"),)


def a_cut(*, is_planned=True, starts_at=NOW + HOUR, where=HERE, **facts) -> Cut:
    return Cut(Supply.POWER, is_planned, starts_at, where, **facts)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (NOW, VisitState.OPEN),
        (NOW + HOUR, VisitState.OPEN),
        (NOW + HOUR + MOMENT, VisitState.LATE),
    ],
)
def test_a_visit_before_a_planned_cut_is_late_once_the_cut_has_begun(now, state):
    assert a_cut().state(None, None, now) is state


def test_in_an_unplanned_cut_a_visit_is_open_from_the_first_moment():
    cut = a_cut(is_planned=False, starts_at=NOW)

    assert cut.state(None, None, NOW + 5 * HOUR) is VisitState.OPEN


def test_a_visit_that_was_made_is_done_even_when_the_cut_is_over():
    assert a_cut().state(NOW, NOW + HOUR, NOW + 2 * HOUR) is VisitState.DONE


def test_whoever_was_not_visited_by_the_end_was_missed():
    assert a_cut().state(None, NOW + HOUR, NOW + HOUR) is VisitState.MISSED


@pytest.mark.parametrize(
    ("cut", "field", "reason"),
    [
        (a_cut(where=()), "where", "empty"),
        (a_cut(where=tuple(Stretch("3栋", str(n)) for n in range(501))), "where", "too_long"),
        (a_cut(note="x" * 201), "note", "too_long"),
        (a_cut(starts_at=NOW - MOMENT), "starts_at", "in_the_past"),
        (a_cut(is_planned=False, starts_at=NOW + MOMENT), "starts_at", "in_the_future"),
        (a_cut(ends_at=NOW + HOUR), "ends_at", "before_start"),
    ],
)
def test_a_cut_that_cannot_be_is_refused_by_the_field(cut, field, reason):
    with pytest.raises(WrongValue) as refused:
        checked(cut, NOW)

    assert (refused.value.field, refused.value.reason) == (field, reason)


@pytest.mark.parametrize("is_planned", [True, False])
def test_a_cut_may_begin_this_very_moment(is_planned):
    cut = a_cut(is_planned=is_planned, starts_at=NOW, ends_at=NOW + MOMENT)

    assert checked(cut, NOW) == cut


def test_a_stretch_named_twice_is_one():
    twice = (Stretch("5栋"), Stretch("3栋", "1202"), Stretch("5栋"))

    assert checked(a_cut(where=twice), NOW).where == (Stretch("3栋", "1202"), Stretch("5栋"))
