"""After failures one waits, longer each time, and nobody is locked out by others."""

from datetime import timedelta

import pytest

from domain.accounts import TooSoon
from gate.patience import FORGOTTEN_AFTER, FREE_FROM_ONE_PLACE, MOST_COUNTED, Count, Patience
from tests.builders import MOMENT, MONDAY_MORNING

LOGIN = [Count(("login", "wang"))]
PLACE = [Count(("source", "192.0.2.1"), FREE_FROM_ONE_PLACE)]
SECOND = timedelta(seconds=1)


def waits(counts, times: int) -> list[int]:
    """The seconds to wait after each of so many failures in a row."""
    patience, now, waited = Patience(), MONDAY_MORNING, []
    for _ in range(times):
        patience.begin(counts, now)
        wait = max(patience._tallies[counts[0].key].open_at - now, timedelta())
        waited.append(int(wait.total_seconds()))
        now += wait
    return waited


def test_the_wait_doubles_up_to_a_minute():
    assert waits(LOGIN, 10) == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_place_may_fail_ten_times_before_anybody_waits():
    assert waits(PLACE, 13) == [0] * 10 + [1, 2, 4]


@pytest.mark.parametrize(("after", "may"), [(SECOND - MOMENT, False), (SECOND, True)])
def test_the_next_try_begins_when_the_wait_is_over(after, may):
    patience = Patience()
    for _ in range(2):
        patience.begin(LOGIN, MONDAY_MORNING)

    if may:
        patience.begin(LOGIN, MONDAY_MORNING + after)
        return
    with pytest.raises(TooSoon) as refused:
        patience.begin(LOGIN, MONDAY_MORNING + after)
    assert refused.value.seconds == 1


def test_a_try_that_came_too_soon_makes_the_wait_no_longer():
    patience = Patience()
    for _ in range(2):
        patience.begin(LOGIN, MONDAY_MORNING)

    for _ in range(50):
        with pytest.raises(TooSoon):
            patience.begin(LOGIN, MONDAY_MORNING)

    patience.begin(LOGIN, MONDAY_MORNING + SECOND)


def test_success_forgives_the_login():
    patience = Patience()
    for _ in range(2):
        patience.begin(LOGIN, MONDAY_MORNING)
    patience.forgive(LOGIN)

    patience.begin(LOGIN, MONDAY_MORNING)


def test_success_does_not_forgive_what_others_failed_from_the_same_place():
    patience = Patience()
    for _ in range(FREE_FROM_ONE_PLACE):
        patience.begin(PLACE, MONDAY_MORNING)

    patience.begin(PLACE, MONDAY_MORNING)
    patience.forgive(PLACE)
    patience.begin(PLACE, MONDAY_MORNING)

    with pytest.raises(TooSoon):
        patience.begin(PLACE, MONDAY_MORNING)


def test_failures_are_forgotten_after_an_hour():
    patience = Patience()
    for _ in range(2):
        patience.begin(LOGIN, MONDAY_MORNING)

    patience.begin(LOGIN, MONDAY_MORNING + FORGOTTEN_AFTER)
    patience.begin(LOGIN, MONDAY_MORNING + FORGOTTEN_AFTER)


def test_memory_is_bounded():
    patience = Patience()

    for number in range(MOST_COUNTED + 5):
        patience.begin([Count(("login", str(number)))], MONDAY_MORNING)

    assert len(patience._tallies) == MOST_COUNTED
