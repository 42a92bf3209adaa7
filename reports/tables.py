"""Tables (表格): rows of text as a file that a spreadsheet opens and never calculates with."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from reports.imports import harmless

Rows = Sequence[Sequence[str]]
A4 = 9


def as_csv(rows: Rows) -> bytes:
    """With the mark by which a spreadsheet knows UTF-8; the first row is the heading."""
    text = StringIO(newline="")
    csv.writer(text).writerows([[harmless(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Rows, widths: Sequence[int]) -> bytes:
    """The same as a workbook that prints with its heading on every page."""
    file = BytesIO()
    # Typed as text one by one, so that no cell is taken for a formula, a link or a number.
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bottom": 1})
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell, None if row else bold)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_paper(A4)
    return file.getvalue()
