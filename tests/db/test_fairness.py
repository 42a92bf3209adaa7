"""The database ranks the waits of households by segment; small groups tell nothing."""

from datetime import timedelta
from random import Random
from statistics import fmean

import pytest

from db.engine import reading
from db.fairness import Asked, waits
from domain.fairness import Measure, Segment, Wait, ranks, wait
from domain.residents import Importance, PropertyType, Tenure
from domain.tickets import Kind, Step
from tests.builders import DAY, HOUR, MONDAY_MORNING, a_person, a_project, a_ticket, a_unit, take

pytestmark = pytest.mark.usefixtures("database")

NOW = MONDAY_MORNING


def served(project: int, hours: float | None, *, place: int | None = None, **facts) -> int:
    """The resident of a repair that was dispatched after so many hours, or still waits."""
    resident = a_person(project, place, **facts)
    report(project, resident, hours)
    return resident


def report(project: int, resident: int, hours: float | None, **ticket) -> int:
    number = a_ticket(project, resident_id=resident, **ticket)
    if hours is not None:
        take(project, number, Step.DISPATCHED, NOW + timedelta(hours=hours))
    return number


def told(
    project: int, segment=Segment.TENURE, measure=Measure.DISPATCH, **asked
) -> dict[str, Wait]:
    question = Asked(segment, measure, NOW - DAY, NOW + 30 * DAY, **asked)
    with reading() as session:
        return {one.group: one for one in waits(session, project, question)}


def test_ten_households_have_a_median_with_its_interval_and_a_90th_percentile():
    project = a_project()
    for hours in range(1, 11):
        served(project, hours, tenure=Tenure.OWNER)

    (owners,) = told(project).values()

    assert owners.group == "owner"
    assert (owners.n, owners.tickets, owners.unfinished) == (10, 10, 0)
    assert owners.median == pytest.approx(5.5, abs=1e-6)
    assert owners.low == pytest.approx(2, abs=1e-6)
    assert owners.high == pytest.approx(9, abs=1e-6)
    assert owners.ninetieth == pytest.approx(9, abs=1e-6)


@pytest.mark.parametrize(("households", "n"), [(4, None), (5, 5), (9, 9)])
def test_a_small_group_tells_at_most_its_number(households, n):
    project = a_project()
    for hours in range(households):
        served(project, hours, tenure=Tenure.TENANT)

    assert told(project) == {"tenant": Wait("tenant", n)}


def test_a_household_counts_once_by_its_average():
    project = a_project()
    home = a_unit(project)
    first = served(project, 1, place=home, tenure=Tenure.OWNER)
    report(project, first, 3)
    served(project, 8, place=home, tenure=Tenure.OWNER)
    for _ in range(9):
        served(project, 4, tenure=Tenure.OWNER)

    owners = told(project)["owner"]

    assert (owners.n, owners.tickets) == (10, 12)
    assert owners.high == pytest.approx(4, abs=1e-6)


def test_what_still_waits_is_counted_apart():
    project = a_project()
    for hours in (*range(10), None, None):
        served(project, hours, tenure=Tenure.OWNER)

    assert told(project)["owner"].unfinished == 2


def test_segments_of_the_person_and_of_the_unit_are_told_apart():
    project = a_project()
    for nth in range(10):
        shop = a_unit(project, f"S{nth}", property_type=PropertyType.SHOP)
        served(project, 2, place=shop, importance=Importance.ORDINARY)
        served(project, 1, importance=Importance.STRATEGIC)

    by_importance, by_property = (
        told(project, Segment.IMPORTANCE),
        told(project, Segment.PROPERTY_TYPE),
    )

    assert list(by_importance) == ["strategic", "ordinary"]
    assert by_importance["ordinary"].median == pytest.approx(2, abs=1e-6)
    assert list(by_property) == ["shop", ""]
    assert by_property[""].median == pytest.approx(1, abs=1e-6)


def test_arrival_and_resolution_are_measured_in_the_first_round():
    project = a_project()
    for _ in range(10):
        number = report(project, a_person(project, tenure=Tenure.OWNER), 1)
        take(project, number, Step.ARRIVED, NOW + 2 * HOUR)
        take(project, number, Step.RESOLVED, NOW + 5 * HOUR)
        take(project, number, Step.REOPENED, NOW + 6 * HOUR)
        take(project, number, Step.RESOLVED, NOW + 50 * HOUR)

    assert told(project, measure=Measure.ARRIVE)["owner"].median == pytest.approx(2, abs=1e-6)
    assert told(project, measure=Measure.RESOLVE)["owner"].median == pytest.approx(5, abs=1e-6)


def test_what_the_database_ranks_is_what_the_waits_say_one_by_one():
    project, chance = a_project(), Random(7)  # noqa: S311  # scenery, not secrets
    people = [(tenure, _served_often(project, tenure, chance)) for tenure in [*Tenure] * 11]

    found = told(project)

    for tenure in Tenure:
        homes = [waited for lived, waited in people if lived is tenure]
        means = sorted(fmean(waited) for waited in homes)
        ranked = ranks(len(means))
        assert ranked is not None
        at = {rank: means[rank - 1] for rank in ranked.all()}
        expected = wait(tenure, len(means), at, sum(map(len, homes)), 0)
        assert _figures(found[tenure]) == pytest.approx(_figures(expected), abs=1e-6)


def _served_often(project: int, tenure: Tenure, chance: Random) -> list[float]:
    """One to three tickets of a household, and how long each waited."""
    hours = [chance.uniform(0, 90) for _ticket in range(chance.randint(1, 3))]
    resident = a_person(project, tenure=tenure)
    for waited in hours:
        report(project, resident, waited)
    return hours


def _figures(one: Wait) -> list[float]:
    told = (one.n, one.median, one.low, one.high, one.ninetieth, one.tickets, one.unfinished)
    return [figure for figure in told if figure is not None]


def test_a_kind_and_a_period_narrow_what_is_compared():
    project = a_project()
    for _ in range(10):
        served(project, 1, tenure=Tenure.OWNER)
        report(project, a_person(project, tenure=Tenure.OWNER), 9, kind="complaint")

    assert told(project, kind=Kind.COMPLAINT)["owner"].median == pytest.approx(9, abs=1e-6)
    question = Asked(Segment.TENURE, Measure.DISPATCH, NOW - DAY, NOW)
    with reading() as session:
        assert waits(session, project, question) == []


def test_common_places_and_other_projects_are_in_no_group():
    project, other = a_project(), a_project()
    a_ticket(project)
    served(other, 1, tenure=Tenure.OWNER)

    assert told(project) == {}
