"""A report as a workbook (XLSX): numbers that are numbers, days that are days, charts of its own.

What somebody typed is written as text, so that nothing in it is ever calculated.
"""

import re
from datetime import date, datetime, time
from io import BytesIO
from math import ceil
from typing import Any

from xlsxwriter import Workbook

from lang import N_, say
from reports.columns import Drawn, Said
from reports.tables import A4
from reports.worded import Figure, Table, Worded

FONT = "Microsoft YaHei"
FORMATS = {
    Said.COUNT: "0",
    Said.HOURS: "0.0",
    Said.SHARE: "0%",
    Said.POINTS: "0.0",
    Said.SIGNED: "+0.0;-0.0;0.0",
    Said.DAY: "yyyy-mm-dd",
    Said.MONTH: "yyyy-mm",
}
WORDY = {Said.TEXT, Said.TERM, Said.DAY, Said.MONTH}
INK, SOFT, LATE, EARTH = "#2B3A4E", "#B2B9BF", "#B5371F", "#9A7F45"
COLOURS = (INK, SOFT, LATE)
# A sheet's name may be so long and hold none of these.
LONGEST_NAME, FORBIDDEN = 31, re.compile(r"[\[\]:*?/\\']")
COVER = N_("Report")
EMPTY = N_("An empty cell: not known, or of too few to be told.")
NARROWEST, WIDEST = 11, 44
COVER_WIDTH, LINE = 74, 15
TALLEST = 1200


def as_xlsx(told: Worded) -> bytes:
    """A cover with the definitions, then a sheet for each table."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        book.set_properties({"title": f"{told.title} {told.period}", "company": told.project})
        pen = _Pen(book)
        _cover(book, pen, told)
        taken = {say(told.language, COVER)}
        for table in told.tables:
            name = _name(table.title, taken)
            _sheet(book, pen, table, name)
    return file.getvalue()


class _Pen:
    """The workbook's formats, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self.plain = self._made()
        # Words that follow a number are not to touch it.
        self.indented = self._made(indent=1)
        self.title = self._made(bold=True, font_size=16)
        heading = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}
        self.word = self._made(**heading, indent=1)
        self.number = self._made(**heading, align="right")
        self.wrapped = self._made(text_wrap=True, valign="top")
        self.lead = self._made(bold=True)
        days = {"align": "left", "indent": 1}
        self._numbers = {
            said: self._made(num_format=form, **(days if said in WORDY else {}))
            for said, form in FORMATS.items()
        }

    def heading(self, said: Said) -> Any:
        return self.word if said in WORDY else self.number

    def of(self, said: Said) -> Any:
        return self._numbers.get(said, self.indented)

    def _made(self, **how: object) -> Any:
        return self._book.add_format({"font_name": FONT, "font_size": 10, **how})


def _name(title: str, taken: set[str]) -> str:
    """A name that no sheet has yet; a workbook does not tell capitals apart."""
    bare = FORBIDDEN.sub(" ", title).strip()
    name, number = bare[:LONGEST_NAME], 2
    while name.casefold() in {one.casefold() for one in taken}:
        name, number = f"{bare[: LONGEST_NAME - 3]} {number}", number + 1
    taken.add(name)
    return name


def _cover(book: Workbook, pen: _Pen, told: Worded) -> None:
    sheet = book.add_worksheet(say(told.language, COVER))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, COVER_WIDTH, pen.wrapped)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    lines = [
        (told.project, pen.plain),
        (f"{told.title} · {told.period}", pen.title),
        (told.days, pen.plain),
        (told.edition, pen.plain),
        (told.note, pen.wrapped),
        *((lead, pen.lead) for lead in told.leads),
        ("", pen.plain),
        *((one, pen.wrapped) for one in told.definitions),
        (say(told.language, EMPTY), pen.wrapped),
        (told.source, pen.wrapped),
    ]
    for row, (line, form) in enumerate(lines):
        # Not every program finds the height of wrapped lines by itself.
        sheet.set_row(
            row, 26 if form is pen.title else LINE * ceil(_length(line) / COVER_WIDTH + 0.1)
        )
        sheet.write_string(row, 0, line, form)


def _sheet(book: Workbook, pen: _Pen, table: Table, name: str) -> None:
    sheet = book.add_worksheet(name)
    for column, heading in enumerate(table.headings):
        sheet.write_string(0, column, heading, pen.heading(table.columns[column].said))
        sheet.set_column(column, column, _width(table, column))
    for row, figures in enumerate(table.rows, start=1):
        for column, figure in enumerate(figures):
            _write(sheet, row, column, figure, pen.of(table.columns[column].said))
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    chart = _chart(book, table, name)
    if chart is not None:
        sheet.insert_chart(len(table.rows) + 3, 0, chart)


def _write(sheet: Any, row: int, column: int, figure: Figure, form: Any) -> None:
    match figure.value:
        case None:
            sheet.write_blank(row, column, None, form)
        case date():
            sheet.write_datetime(row, column, datetime.combine(figure.value, time()), form)
        case str():
            sheet.write_string(row, column, figure.value, form)
        case _:
            sheet.write_number(row, column, figure.value, form)


def _width(table: Table, column: int) -> int:
    """For the longest words of the column, a Chinese letter counting for two."""
    cells = [row[column].words for row in table.rows]
    heading = max(map(_length, table.headings[column].split()), default=0)
    return min(WIDEST, max(NARROWEST, heading + 2, *(_length(cell) + 2 for cell in cells), 0))


def _length(words: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in words)


def _chart(book: Workbook, table: Table, name: str) -> Any:
    """The same as the page draws, of a kind that a spreadsheet has."""
    if table.drawn is Drawn.NOT or not table.rows:
        return None
    is_line = table.drawn is Drawn.LINES
    chart = book.add_chart({"type": "line" if is_line else "bar"})
    for place, column in enumerate(table.draws):
        chart.add_series(_series(table, name, place, column))
    values = _values(table.columns[table.draws[0]].said)
    # Of a bar chart the upright axis bears the names.
    chart.set_x_axis(MONTHS if is_line else values)
    chart.set_y_axis(values if is_line else NAMES)
    chart.set_title({"name": table.title, "name_font": {"name": FONT, "size": 11, "bold": True}})
    chart.set_legend({"none": True} if len(table.draws) == 1 else {"position": "bottom"})
    chart.show_blanks_as("gap")
    chart.set_size({"width": 760, "height": min(TALLEST, 150 + 26 * max(4, len(table.rows)))})
    return chart


# A bar chart counts its rows from below unless told otherwise.
NAMES: dict[str, object] = {"num_font": {"name": FONT}, "label_position": "low", "reverse": True}
MONTHS: dict[str, object] = {"num_format": FORMATS[Said.MONTH], "text_axis": True}


def _values(said: Said) -> dict[str, object]:
    rules = {"visible": True, "line": {"color": "#DCD5C6"}}
    whole = {"min": 0, "max": 1} if said is Said.SHARE else {}
    return {"num_format": FORMATS[said], "major_gridlines": rules, **whole}


def _series(table: Table, name: str, place: int, column: int) -> dict[str, object]:
    last, colour = len(table.rows), COLOURS[place]
    how: dict[str, object] = {"fill": {"color": colour}, "border": {"none": True}}
    if table.drawn is Drawn.LINES:
        colour = (INK, EARTH)[place]
        dot = {"type": "circle", "size": 6, "fill": {"color": colour}, "border": {"color": colour}}
        dash = "dash" if place else "solid"
        how = {"line": {"color": colour, "width": 2.25, "dash_type": dash}, "marker": dot}
    return {
        "name": [name, 0, column],
        "categories": [name, 1, 0, last, 0],
        "values": [name, 1, column, last, column],
        "data_labels": {"value": True, "font": {"name": FONT}} if len(table.draws) == 1 else {},
        **how,
    }
