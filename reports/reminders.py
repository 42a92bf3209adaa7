"""Reminders (催答名单): the households that were asked and have not answered, for a round of doors.

Who is silent is told, never what anybody answered. Nothing in a cell is ever calculated.
"""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from db.campaigns import Household
from lang import N_, say
from reports.imports import harmless

HEADINGS = (N_("Building"), N_("Unit"), N_("Reminded on"), N_("Note"))
WIDTHS = (16, 16, 18, 40)


def as_csv(silent: Sequence[Household], language: str) -> bytes:
    """With the mark by which a spreadsheet knows UTF-8; the last two columns are to be filled."""
    text = StringIO(newline="")
    rows = csv.writer(text)
    rows.writerows([[harmless(cell) for cell in row] for row in _rows(silent, language)])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(silent: Sequence[Household], language: str) -> bytes:
    """The same as a workbook that prints with its heading on every page."""
    file = BytesIO()
    # Typed as text one by one, so that no cell is taken for a formula, a link or a number.
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bottom": 1})
        for row, cells in enumerate(_rows(silent, language)):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell, None if row else bold)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_paper(9)
    return file.getvalue()


def _rows(silent: Sequence[Household], language: str) -> list[list[str]]:
    homes = [[one.place.building, _door(one), "", ""] for one in silent]
    return [[say(language, heading) for heading in HEADINGS], *homes]


def _door(household: Household) -> str:
    return " ".join(part for part in (household.place.unit, household.place.name) if part)
