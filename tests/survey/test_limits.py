"""How fast answers are taken in: a flood is slowed, a building is not."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from db import projects
from db.engine import writing
from domain.limits import Limits, Pace
from domain.policy import WrongPolicy
from survey import limits
from survey.limits import Gatekeeper, TooMany
from tests.builders import HOUR, MINUTE, MOMENT, WEDNESDAY_MORNING, a_policy, a_project
from web.buckets import Buckets

SECOND = timedelta(seconds=1)
POSTER, OTHER = "LOBBYPOSTER1", "LIFTPOSTER01"
PACE = Pace(at_once=3, per_minute=60)


def gatekeeper(**paces: Pace) -> Gatekeeper:
    """One that knows the poster, at the pace of the policy where nothing else is said."""
    usual = a_policy().limits
    keeper = Gatekeeper(Limits(**{name: getattr(usual, name) for name in ALL} | paces))
    keeper.knows(POSTER)
    return keeper


ALL = ("code", "device", "unknown")


def refused(keeper: Gatekeeper, sendings: Iterable[timedelta], *, code=POSTER, device="") -> int:
    """How many of those who send, so long after the morning began, are sent away."""
    count = 0
    for after in sendings:
        try:
            keeper.let_in(code, device, WEDNESDAY_MORNING + after)
        except TooMany:
            count += 1
    return count


def wait(keeper: Gatekeeper, after=timedelta(0), *, code=POSTER, device="") -> int:
    """What whoever sends now is told, 0 when let in."""
    try:
        keeper.let_in(code, device, WEDNESDAY_MORNING + after)
    except TooMany as told:
        return told.seconds
    return 0


def spread(count: int, over: timedelta) -> list[timedelta]:
    """Unevenly, but the same at every run."""
    return sorted(over * (number * 0.618 % 1) for number in range(count))


@pytest.mark.parametrize("over", [HOUR, 5 * MINUTE])
def test_a_building_of_500_households_in_front_of_one_poster_is_never_hindered(over):
    assert refused(gatekeeper(), spread(500, over)) == 0


def test_half_a_building_at_once_after_the_notice_is_not_hindered_either():
    sendings = [timedelta(0)] * 250 + spread(250, HOUR)

    assert refused(gatekeeper(), sorted(sendings)) == 0


def test_a_flood_on_one_code_is_slowed_to_the_pace_of_the_policy():
    flood = [SECOND * n / 100 for n in range(100 * 60)]

    let_in = len(flood) - refused(gatekeeper(), flood)

    assert let_in == 300 + 59


def test_a_flood_on_one_code_hinders_no_other():
    keeper = gatekeeper()
    keeper.knows(OTHER)

    assert refused(keeper, [timedelta(0)] * 1_000) == 700
    assert wait(keeper, code=OTHER) == 0


def test_whoever_is_sent_away_is_told_when_there_is_room_again():
    keeper = gatekeeper(code=PACE)
    refused(keeper, [timedelta(0)] * 3)

    assert wait(keeper) == 1
    assert wait(keeper, SECOND - MOMENT) == 1
    assert wait(keeper, SECOND) == 0
    assert wait(keeper, SECOND) == 1


def test_to_be_sent_away_costs_nothing():
    keeper = gatekeeper(code=PACE)
    refused(keeper, [timedelta(0)] * 100)

    assert wait(keeper, SECOND) == 0


def test_one_device_is_slowed_and_its_neighbours_are_not():
    keeper = gatekeeper(device=PACE)

    assert refused(keeper, [timedelta(0)] * 5, device="a") == 2
    assert wait(keeper, device="b") == 0
    assert wait(keeper) == 0


def test_a_device_that_is_slowed_uses_up_nothing_of_the_code():
    keeper = gatekeeper(code=Pace(5, 60), device=Pace(1, 60))

    refused(keeper, [timedelta(0)] * 50, device="a")

    assert refused(keeper, [timedelta(0)] * 4) == 0


def test_a_kiosk_in_the_lobby_may_take_an_answer_every_ten_seconds():
    assert refused(gatekeeper(), [n * 10 * SECOND for n in range(200)], device="kiosk") == 0


def test_guessing_codes_is_slowed_and_does_not_hinder_those_who_know_one():
    keeper = gatekeeper(unknown=PACE)
    for _ in range(3):
        keeper.let_in("NOSUCHCODE", "", WEDNESDAY_MORNING)
        keeper.guessed(WEDNESDAY_MORNING)

    assert wait(keeper, code="ANOTHERGUESS") == 1
    assert wait(keeper, code=POSTER) == 0
    assert wait(keeper, SECOND, code="ANOTHERGUESS") == 0


def test_a_clock_that_is_set_back_lets_nobody_in_and_locks_nobody_out():
    buckets = Buckets(PACE)
    for _ in range(3):
        buckets.take("a", WEDNESDAY_MORNING)

    assert buckets.wait("a", WEDNESDAY_MORNING - HOUR) == 1
    assert buckets.wait("a", WEDNESDAY_MORNING - HOUR + SECOND) == 0


def test_only_the_buckets_used_last_are_remembered():
    buckets = Buckets(PACE, most=10)
    buckets.take("regular", WEDNESDAY_MORNING)

    for number in range(100):
        buckets.wait(str(number), WEDNESDAY_MORNING)
        buckets.wait("regular", WEDNESDAY_MORNING)

    assert len(buckets) == 10
    assert buckets._buckets["regular"].left == 2


def test_only_so_many_codes_are_remembered_as_known(monkeypatch):
    monkeypatch.setattr(limits, "MOST_KNOWN", 2)
    keeper = gatekeeper(unknown=Pace(1, 1))
    keeper.guessed(WEDNESDAY_MORNING)

    for code in ("SECOND", "THIRD"):
        keeper.knows(code)

    assert wait(keeper, code="THIRD") == 0
    assert wait(keeper) == 60


@pytest.mark.parametrize("pace", [{"at_once": 0}, {"per_minute": 0.5}])
def test_a_pace_lets_somebody_in(pace):
    with pytest.raises(WrongPolicy) as wrong:
        a_policy(limits={"code": pace})

    assert wrong.value.key == f"limits.code.{next(iter(pace))}"


def test_a_project_cannot_set_the_limits_of_the_door_before_all(database):
    project = a_project()

    with pytest.raises(WrongPolicy) as wrong, writing() as session:
        projects.override_policy(session, project, {"limits": {"code": {"at_once": 9}}})

    assert (wrong.value.key, wrong.value.reason) == ("limits", "not_per_project")
