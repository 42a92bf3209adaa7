"""The audit list on paper: in words, in the project's time, and never calculated with."""

import csv
from io import BytesIO, StringIO

from python_calamine import CalamineWorkbook

from db.audit import Entry, about_staff
from reports import audit
from tests.builders import MONDAY_MORNING, SHANGHAI

ENTRIES = [
    Entry(
        2,
        MONDAY_MORNING,
        1,
        "=王芳()",
        "role_changed",
        about_staff(7),
        {"from": "reception", "to": "supervisor"},
    ),
    Entry(1, MONDAY_MORNING, None, None, "invited", about_staff(8), {"role": "technician"}),
]


def told(language="en"):
    return audit.rows(ENTRIES, {7: "@何佳"}, language, SHANGHAI)


def test_an_entry_is_told_in_words():
    assert told()[1:] == [
        [
            "2026-03-02 09:00:00",
            "=王芳()",
            "Role changed",
            "@何佳",
            "Reception → Project supervisor",
        ],
        ["2026-03-02 09:00:00", "command line", "Invited", "staff/8", "Technician"],
    ]


def test_a_spreadsheet_calculates_with_no_name():
    text = audit.as_csv(told("zh_CN")).decode("utf-8-sig")

    rows = list(csv.reader(StringIO(text)))

    assert rows[1][1] == "'=王芳()"
    assert rows[1][3] == "'@何佳"


def test_a_workbook_holds_text_only():
    book = CalamineWorkbook.from_filelike(BytesIO(audit.as_xlsx(told())))

    rows = book.get_sheet_by_index(0).to_python()

    assert rows[1][1] == "=王芳()"
    assert all(isinstance(cell, str) for row in rows for cell in row)
