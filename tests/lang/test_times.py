"""Lengths, moments and days as people say them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lang import LANGUAGES, ago, day, moment, months, span, spelled

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2026, 11, 21, 11, 46, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "english", "chinese"),
    [
        (timedelta(0), "0 min", "0 分"),
        (timedelta(milliseconds=999), "0 min", "0 分"),
        (timedelta(seconds=59), "59 s", "59 秒"),
        (timedelta(minutes=1), "1 min", "1 分"),
        (timedelta(hours=2, minutes=15, seconds=59), "2 h 15 min", "2 小时 15 分"),
        (timedelta(hours=1, seconds=30), "1 h", "1 小时"),
        (timedelta(days=3, hours=4, minutes=5), "3 d 4 h", "3 天 4 小时"),
        (timedelta(days=400), "400 d", "400 天"),
        (-timedelta(hours=2), "2 h", "2 小时"),
    ],
)
def test_a_length_is_said_in_its_two_largest_units(length, english, chinese):
    assert span("en", length) == english
    assert span("zh_CN", length) == chinese


@given(st.timedeltas(), st.sampled_from(LANGUAGES))
def test_every_length_can_be_said(length, language):
    assert span(language, length)


@pytest.mark.parametrize(
    ("length", "english", "chinese"),
    [
        (timedelta(days=1), "1 day", "1 天"),
        (timedelta(hours=48), "2 days", "2 天"),
        (timedelta(hours=36), "36 hours", "36 小时"),
        (timedelta(hours=1), "1 hour", "1 小时"),
        (timedelta(minutes=90), "90 minutes", "90 分钟"),
    ],
)
def test_a_promised_length_is_spelled_out_in_one_unit(length, english, chinese):
    assert (spelled("en", length), spelled("zh_CN", length)) == (english, chinese)


def test_months_are_counted():
    assert [months("en", count) for count in (1, 3)] == ["1 month", "3 months"]
    assert months("zh_CN", 1) == "1 个月"


def test_the_last_minute_is_just_now():
    assert ago("en", timedelta(seconds=59)) == "just now"
    assert ago("en", timedelta(seconds=60)) == "1 min ago"
    assert ago("zh_CN", timedelta(hours=2, minutes=15)) == "2 小时 15 分前"


def test_a_moment_is_told_on_the_clock_of_the_project():
    assert moment("en", EVENING, SHANGHAI) == "21 Nov 19:46"
    assert moment("zh_CN", EVENING, SHANGHAI) == "11月21日 19:46"
    assert moment("zh_CN", EVENING, UTC, year=True) == "2026年11月21日 11:46"


def test_a_naive_time_names_no_moment():
    naive = EVENING.replace(tzinfo=None)

    with pytest.raises(ValueError, match="naive"):
        moment("en", naive, SHANGHAI)


def test_a_day_is_told_with_its_year_when_asked():
    assert day("en", date(2026, 1, 2)) == "2 Jan"
    assert day("en", date(2026, 1, 2), year=True) == "2 Jan 2026"
    assert day("zh_CN", date(2026, 1, 2), year=True) == "2026年1月2日"
