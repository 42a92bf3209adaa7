"""Who has not answered yet, as a list to walk by: complete, harmless, and without any answer."""

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from db.campaigns import Household
from db.people import PlaceCard
from reports.reminders import as_csv, as_xlsx


def a_home(building: str, unit: str, name: str = "") -> Household:
    return Household(PlaceCard(1, building, unit, name), "7K3M9QX2TD4F", has_answered=False)


def rows_of_csv(file: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(file.decode("utf-8-sig"), newline="")))


def rows_of_xlsx(file: bytes) -> list[list[str]]:
    sheet = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in sheet.to_python()]


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("zh_CN", ["楼栋", "房号", "提醒日期", "备注"]),
        ("en", ["Building", "Unit", "Reminded on", "Note"]),
    ],
)
def test_both_lists_say_the_same_in_the_order_of_the_walk(language, headings):
    homes = [a_home("2栋", "201"), a_home("10栋", "0101", "复式")]
    expected = [headings, ["2栋", "201", "", ""], ["10栋", "0101 复式", "", ""]]

    assert rows_of_csv(as_csv(homes, language)) == expected
    assert rows_of_xlsx(as_xlsx(homes, language)) == expected


@pytest.mark.parametrize(
    "trap", ["=1+1", "+cmd|'/c calc'!A1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(1)"]
)
def test_no_cell_is_a_formula(trap):
    homes = [a_home(trap, trap)]

    _headings, row = rows_of_csv(as_csv(homes, "en"))
    book = as_xlsx(homes, "en")

    assert row[0] == row[1] == f"'{trap}"
    sheet = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0)
    assert sheet.to_python()[1][0].strip() == trap.strip()
    assert b"<f>" not in unpacked(book)


def unpacked(book: bytes) -> bytes:
    with ZipFile(BytesIO(book)) as files:
        return b"".join(files.read(name) for name in files.namelist())


def test_no_list_bears_a_code():
    homes = [a_home("2栋", "201")]

    assert b"7K3M9QX2TD4F" not in as_csv(homes, "en")
    assert b"7K3M9QX2TD4F" not in unpacked(as_xlsx(homes, "en"))


def test_nobody_to_remind_is_a_list_of_headings():
    assert len(rows_of_csv(as_csv([], "en"))) == len(rows_of_xlsx(as_xlsx([], "en"))) == 1
