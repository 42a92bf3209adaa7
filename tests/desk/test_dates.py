"""Dates as they stand in cells become moments in UTC."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from desk.dates import DateReader, ImplausibleDate, NotADate, pattern
from desk.synonyms import YEAR_FIRST

BOSTON = ZoneInfo("America/New_York")
US = DateReader(["%m/%d/%Y %I:%M:%S %p"], BOSTON)
ANY = DateReader(YEAR_FIRST, UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("01/01/2015 07:27:13 AM", datetime(2015, 1, 1, 12, 27, 13, tzinfo=UTC)),
        ("7/4/2015 12:00:00 PM", datetime(2015, 7, 4, 16, 0, tzinfo=UTC)),
        ("07/04/2015 12:00:00 AM", datetime(2015, 7, 4, 4, 0, tzinfo=UTC)),
        ("07/04/2015  01:05:09 pm ", datetime(2015, 7, 4, 17, 5, 9, tzinfo=UTC)),
    ],
)
def test_a_clock_of_twelve_hours_is_read_in_its_zone(written, meant):
    assert US.read(written) == meant


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("2019/5/9 9:49:10", datetime(2019, 5, 9, 9, 49, 10, tzinfo=UTC)),
        ("2019-05-09 09:49", datetime(2019, 5, 9, 9, 49, tzinfo=UTC)),
        ("2019年5月9日 9时49分", datetime(2019, 5, 9, 9, 49, tzinfo=UTC)),
        ("2019/5/9 下午 1:02", None),
        ("2019-05-09T09:49:10+08:00", datetime(2019, 5, 9, 1, 49, 10, tzinfo=UTC)),
        ("2019-05-09T09:49:10Z", datetime(2019, 5, 9, 9, 49, 10, tzinfo=UTC)),
        (datetime(2019, 5, 9, 9, 49), datetime(2019, 5, 9, 9, 49, tzinfo=UTC)),  # noqa: DTZ001  a cell
        (date(2019, 5, 9), datetime(2019, 5, 9, tzinfo=UTC)),
        (43594.409143518517, datetime(2019, 5, 9, 9, 49, 10, tzinfo=UTC)),
    ],
)
def test_chinese_and_true_dates_are_read(cell, meant):
    if meant is None:
        with pytest.raises(NotADate):
            ANY.read(cell)
        return
    assert ANY.read(cell) == meant


@pytest.mark.parametrize("cell", ["", "  ", None])
def test_an_empty_cell_is_no_date_and_no_fault(cell):
    assert ANY.read(cell) is None


@pytest.mark.parametrize(
    "cell", ["昨天", "2019-02-30", "2019-13-01", "2019-05-09 25:00", 12, 3.5, True, "2019-05"]
)
def test_what_is_no_date_is_refused(cell):
    with pytest.raises(NotADate):
        ANY.read(cell)


@pytest.mark.parametrize("written", ["13/01/2015 07:27:13 AM", "01/01/2015 13:27:13 AM"])
def test_a_month_or_hour_out_of_range_is_refused(written):
    with pytest.raises(NotADate):
        US.read(written)


@pytest.mark.parametrize("written", ["0219-05-09", "1969-12-31", "2101-01-01", "9999-12-31"])
def test_a_year_that_cannot_be_is_refused(written):
    with pytest.raises(ImplausibleDate):
        ANY.read(written)


@pytest.mark.parametrize("written", ["%Y-%m", "%d.%m.%y", "%Y-%m-%d %Q", "%Y-%m-%d %d", "no"])
def test_a_pattern_needs_year_month_and_day(written):
    with pytest.raises(ValueError, match=re.escape(written)):
        pattern(written)
