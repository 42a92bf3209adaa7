"""Real exports come in whole, and give the figures that others counted in them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from db.engine import reading, writing
from db.figures import HistoryFigures, Speed, history_figures
from desk import imports
from desk.guesses import ColumnNotFound
from desk.imports import Report
from desk.mapping import Field, find
from desk.sheets import read_table
from domain.imports import Oddity
from tests.builders import MONDAY_MORNING, SHANGHAI, a_project
from tests.shared import SHARED, truth

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="../shared is not beside the checkout")
FILES = SHARED / "data"
BOSTON, WENZHENG = "boston311_2015_inspectional", "wenzheng_replied"
UTC_ZONE = ZoneInfo("UTC")
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def content(name: str) -> bytes:
    return (FILES / name).read_bytes()


@cache
def read(name: str, mapping: str, zone: str = "") -> imports.Reading:
    """The file, read once for all databases; on another clock where a zone is given."""
    chosen = find(mapping)
    return imports.read(content(name), SHANGHAI, replace(chosen, zone=zone or chosen.zone))


def take_in(project: int, found: imports.Reading) -> Report:
    with writing() as session:
        return imports.bring_in(session, None, project, found, MONDAY_MORNING)


def figures(project: int, zone: ZoneInfo, moments: Sequence[str]) -> HistoryFigures:
    at = [datetime.fromisoformat(moment).replace(tzinfo=zone) for moment in moments]
    with reading() as session:
        return history_figures(session, project, at)


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def clock(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}" if moment else "never"


def counted(found: HistoryFigures, zone: ZoneInfo) -> dict[str, object]:
    """What does not depend on the length of an hour, by the names of truth.json."""
    return {
        "rows": found.tickets,
        "unique_ids": found.references,
        "created_min": clock(found.first_received_at, zone),
        "created_max": clock(found.last_received_at, zone),
        "closed_rows": found.speed.closed,
        "never_closed_rows": found.never_closed,
        "closed_before_created_rows": found.closed_before_received,
        "closed_same_calendar_day": found.closed_same_day,
        "closed_within_2_calendar_days": found.closed_within_2_days,
        "created_per_month": found.received_by_month,
        "closed_per_month": found.closed_by_month,
        "created_by_weekday_mon0": {
            str(day): tickets for day, tickets in enumerate(found.received_by_weekday)
        },
    }


def measured(found: HistoryFigures) -> dict[str, object]:
    """What is told in hours, by the names of truth.json."""
    speed = found.speed
    return {
        "median_hours_to_close_excl_negative": rounded(speed.median_hours),
        "mean_hours_to_close_excl_negative": rounded(speed.mean_hours),
        "p90_hours_to_close_excl_negative": rounded(speed.p90_hours),
        "median_hours_to_close_incl_negative": rounded(found.median_hours_all),
        "closed_within_48h": speed.within_48_hours,
        "share_of_closed_within_48h": rounded(speed.within_48_hours / speed.closed),
        "share_of_all_within_48h": rounded(speed.within_48_hours / speed.tickets),
        "by_category": {topic: by_topic(one) for topic, one in found.by_topic.items()},
        "open_backlog_at": {
            f"{backlog.at:%Y-%m-%d %H:%M:%S}": {
                "open": backlog.open,
                "created_until": backlog.received,
                "median_age_days_of_open": rounded(backlog.median_age_days),
            }
            for backlog in found.backlogs
        },
    }


def by_topic(speed: Speed) -> dict[str, object]:
    return {
        "n": speed.tickets,
        "closed": speed.closed,
        "median_hours": rounded(speed.median_hours),
        "within_48h": speed.within_48_hours,
    }


def on_time(found: HistoryFigures) -> dict[str, object]:
    return {
        "rows_with_target": found.with_deadline,
        "closed_with_target": found.closed_with_deadline,
        "closed_on_time(closed<=target)": found.closed_on_time,
        "share_on_time_of_closed_with_target": rounded(
            found.closed_on_time / found.closed_with_deadline
        ),
        "median_hours_allowed": rounded(found.median_hours_allowed),
    }


def among(wanted: dict[str, object], found: dict[str, object]) -> dict[str, object]:
    """Of `wanted`, what `found` speaks of."""
    return {name: wanted[name] for name in found}


@pytest.mark.usefixtures("database")
def test_the_housing_cases_of_a_city_give_the_figures_counted_in_the_file():
    told, project = truth()[BOSTON], a_project(zone="UTC")
    # The file's figures were counted on the clock as printed, in which every day has 24 hours.
    printed = read(f"{BOSTON}.csv.gz", "boston311", "UTC")

    report = take_in(project, printed)
    found = figures(project, UTC_ZONE, told["open_backlog_at"])

    assert (report.added, report.updated, len(report.rejects)) == (22_530, 0, 0)
    assert report.oddities() == {Oddity.CLOSED_BEFORE_RECEIVED: 1}
    assert report.callbacks == 0
    assert counted(found, UTC_ZONE) == among(told, counted(found, UTC_ZONE))
    assert measured(found) == among(told, measured(found))
    assert on_time(found) == told["target"]
    assert found.repeats == told["repeat_same_building_and_TYPE_within_30d"]
    assert _busiest(found) == sorted(told["top_buildings_by_Property_ID"].values())
    assert _channels(found) == _by_source(told["by_Source"])
    again = take_in(project, printed)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 22_530)
    assert figures(project, UTC_ZONE, told["open_backlog_at"]) == found


def _busiest(found: HistoryFigures) -> list[int]:
    return sorted(tickets for _, tickets in found.busiest_places)


def _channels(found: HistoryFigures) -> dict[str, int]:
    return {str(channel): tickets for channel, tickets in found.by_channel.items()}


def _by_source(sources: dict[str, int]) -> dict[str, int]:
    meant = find("boston311").values[Field.CHANNEL]
    channels: dict[str, int] = {}
    for source, tickets in sources.items():
        channels[meant[source]] = channels.get(meant[source], 0) + tickets
    return channels


@ONE_DATABASE
@pytest.mark.usefixtures("database")
def test_on_the_real_clock_of_the_city_the_counts_are_the_same():
    told, boston = truth()[BOSTON], ZoneInfo("America/New_York")
    project = a_project(zone="America/New_York")

    take_in(project, read(f"{BOSTON}.csv.gz", "boston311"))
    found = figures(project, boston, told["open_backlog_at"])

    assert counted(found, boston) == among(told, counted(found, boston))
    assert on_time(found)["closed_on_time(closed<=target)"] == 9287
    assert [backlog.open for backlog in found.backlogs] == [3660, 6643, 6449]
    assert found.repeats == told["repeat_same_building_and_TYPE_within_30d"]
    # An hour came and went with summer time between intake and closing of some.
    assert found.speed.median_hours == pytest.approx(186.0551, abs=1)


@pytest.mark.usefixtures("database")
def test_replied_messages_give_the_figures_counted_in_the_workbook():
    told, project = truth()[WENZHENG], a_project()

    report = take_in(project, read("wenzheng_replied_2816.xlsx", "wenzheng"))
    found = figures(project, SHANGHAI, told["open_backlog_at"])

    assert (report.added, len(report.rejects), len(report.remarks)) == (2816, 0, 0)
    assert counted(found, SHANGHAI) == among(told, counted(found, SHANGHAI))
    # China has kept one clock all year since 1992: hours are the same as printed.
    assert measured(found) == among(told, measured(found))
    part = take_in(project, read("derived_wenzheng_500_utf16le_tab.txt", "wenzheng"))
    assert (part.added, part.updated, part.unchanged) == (0, 0, 500)


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter", "rows"),
    [
        ("real_gbk.csv.gz", "gb18030", ",", 2817),
        ("real_gb18030_not_gbk.csv.gz", "gb18030", ",", 2817),
        ("real_utf8_bom.txt", "utf-8-sig", ",", 59),
        ("derived_wenzheng_500_utf16le_tab.txt", "utf-16", "\t", 501),
        ("real_xlsx_bytes_but_named_xls_with_space .xls", "", "", 124),
    ],
)
def test_files_as_they_really_arrive_are_read(name, encoding, delimiter, rows):
    table = read_table(content(name))

    assert (table.encoding, table.delimiter, len(table.records)) == (encoding, delimiter, rows)
    assert len({len(record.cells) for record in table.records}) == 1
    assert not table.is_damaged


@pytest.mark.parametrize(
    "name", ["real_gbk.csv.gz", "real_gb18030_not_gbk.csv.gz", "real_utf8_bom.txt"]
)
def test_a_file_that_tells_no_time_is_not_made_into_tickets(name):
    with pytest.raises(ColumnNotFound) as refused:
        imports.read(content(name), SHANGHAI)

    assert refused.value.field == "received"


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("wenzheng_replied_2816.xlsx", 2816),
        ("derived_wenzheng_500_utf16le_tab.txt", 500),
        ("real_xlsx_bytes_but_named_xls_with_space .xls", 123),
    ],
)
def test_real_files_are_understood_without_a_mapping(name, rows):
    found = imports.read(content(name), SHANGHAI)

    assert (len(found.cases), len(found.rejects)) == (rows, 0)
    assert found.mapping.columns[Field.RECEIVED] == "留言时间"
