"""How long is long enough, on the project's calendar."""

from datetime import UTC, datetime

import pytest

from domain.policy import WrongPolicy
from domain.retention import RetentionRule, limits
from tests.builders import SHANGHAI, a_policy


def rule(months: int) -> RetentionRule:
    return RetentionRule(on=True, words_months=months, photos_months=months, people_months=months)


@pytest.mark.parametrize(
    ("now", "months", "before"),
    [
        ("2029-03-05T15:59:59", 36, "2026-03-04T16:00:00"),
        ("2029-03-05T16:00:00", 36, "2026-03-05T16:00:00"),
        ("2028-02-29T04:00:00", 12, "2027-02-27T16:00:00"),
        ("2026-03-31T04:00:00", 1, "2026-02-27T16:00:00"),
        ("2026-01-31T04:00:00", 120, "2016-01-30T16:00:00"),
    ],
)
def test_the_limit_is_a_midnight_where_the_project_is(now, months, before):
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)

    found = limits(rule(months), at, SHANGHAI)

    assert found.words == datetime.fromisoformat(before).replace(tzinfo=UTC)
    assert found.words == found.photos == found.people


@pytest.mark.parametrize(("months", "is_wrong"), [(0, True), (1, False), (120, False), (121, True)])
def test_between_a_month_and_ten_years(months, is_wrong):
    if not is_wrong:
        assert a_policy(retention={"words_months": months}).retention.words_months == months
        return

    with pytest.raises(WrongPolicy) as refused:
        a_policy(retention={"words_months": months})
    assert (refused.value.key, refused.value.reason) == ("retention.words_months", "not_months")


def test_by_default_nothing_goes_by_itself():
    assert a_policy().retention.on is False
