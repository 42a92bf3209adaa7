"""A period is made of whole days where the project is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.periods import Period, first_day, limits

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("period", "first"),
    [
        (Period.THIS_MONTH, date(2026, 3, 1)),
        (Period.LAST_30_DAYS, date(2026, 2, 1)),
        (Period.LAST_90_DAYS, date(2025, 12, 3)),
        (Period.THIS_YEAR, date(2026, 1, 1)),
        (Period.ALL, None),
    ],
)
def test_a_period_ends_today_and_counts_today(period, first):
    assert first_day(period, TODAY) == first


def test_a_period_lies_between_the_project_s_own_midnights():
    began, ends = limits(Period.THIS_MONTH, TODAY, SHANGHAI)

    assert began == datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert ends == datetime(2026, 3, 2, 16, tzinfo=UTC)


def test_all_of_time_begins_before_any_answer():
    assert limits(Period.ALL, TODAY, SHANGHAI)[0] < datetime(2000, 1, 1, tzinfo=UTC)
