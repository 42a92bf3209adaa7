"""Reports as page, paper, workbook and data: the same figures, real numbers, nothing calculated."""

import csv
import re
from datetime import date, datetime, time
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from domain.reports import Cell, Document, Period, ReportKind, Row, month
from lang import LANGUAGES
from lang.terms import TERMS
from reports import figure_files, printed, workbooks
from reports.columns import Drawn, Said
from reports.layouts import LAYOUTS
from reports.worded import UNKNOWN, Standing, Worded, in_words
from tests.builders import MONDAY_MORNING, SHANGHAI
from tests.printing import overflowing
from tests.printing import printed as on_paper

FEBRUARY = month(date(2026, 2, 1))
FORMULA = '=HYPERLINK("http://evil.example","1栋")'
# A value that each kind of figure may have.
VALUES = {
    Said.COUNT: 12,
    Said.HOURS: 26.25,
    Said.SHARE: 0.875,
    Said.POINTS: 71.4,
    Said.SIGNED: -4.5,
    Said.DAY: "2026-02-28",
    Said.MONTH: "2026-02",
    Said.TEXT: FORMULA,
}


def filled(kind: ReportKind) -> Document:
    """Two rows in each table: one where everything is known, one where nothing is."""
    blocks: dict[str, list[Row]] = {}
    for block in LAYOUTS[kind].blocks:
        known: dict[str, Cell] = {
            column.key: next(iter(TERMS[column.of])) if column.of else VALUES[column.said]
            for column in block.columns
        }
        blocks[block.key] = [known, dict.fromkeys(known)]
    facts: dict[str, Cell] = {
        "answered": 31,
        "asked": 54,
        "verdict": "met",
        "weakest": "dispatch",
        "total": 81.5,
    }
    return Document(blocks, {"project": "翠湖花园"} | facts)


def told(kind: ReportKind, language: str = "en", document: Document | None = None) -> Worded:
    period = (
        FEBRUARY
        if kind is not ReportKind.PLAN
        else Period("plan-1", date(2026, 2, 1), date(2026, 2, 1), FORMULA)
    )
    standing = Standing(kind, period, MONDAY_MORNING, 2, "王芳", "=1+1")
    return in_words(standing, document or filled(kind), language, SHANGHAI)


def opened(one: Worded) -> Workbook:
    return load_workbook(BytesIO(workbooks.as_xlsx(one)))


def cells_of(html: str) -> list[list[str]]:
    """The words in the rows of all tables, drawings aside."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)
    cells = [re.findall(r'<td class="(?!drawing)[^"]*">(.*?)</td>', row, re.DOTALL) for row in rows]
    return [row for row in cells if row]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ReportKind)
def test_page_workbook_and_data_say_the_same(kind, language):
    one = told(kind, language)
    shown = cells_of(printed.as_page(one))
    book = opened(one)
    lines = list(csv.DictReader(StringIO(figure_files.as_csv(one).decode("utf-8-sig"))))

    sheets = book.worksheets[1:]
    rows = [row for sheet in sheets for row in sheet.iter_rows(min_row=2, values_only=True) if row]
    assert [sheet["A1"].value for sheet in sheets] == [table.headings[0] for table in one.tables]
    assert len(shown) == len(one.tables) * 2
    for table, sheet in zip(one.tables, sheets, strict=True):
        for at, figures in enumerate(table.rows, start=2):
            plain = [cell.value for cell in sheet[at]][: len(figures)]
            assert plain == [in_a_cell(figure.value) for figure in figures]
    assert [[words.strip() for words in row] for row in shown] == [
        [escaped(figure.words) for figure in row] for table in one.tables for row in table.rows
    ]
    assert len(lines) == sum(2 * (len(table.columns) - 1) for table in one.tables)
    assert rows


def in_a_cell(value: object) -> object:
    return datetime.combine(value, time()) if isinstance(value, date) else value


def escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace('"', "&#34;").replace("'", "&#39;")


def test_a_number_is_a_number_and_a_day_is_a_day():
    sheet = opened(told(ReportKind.OWNERS)).worksheets[4]
    supply, _planned, day, hours, where = sheet[2]

    assert isinstance(day.value, datetime)
    assert day.number_format == "yyyy-mm-dd"
    assert (hours.value, hours.number_format) == (26.25, "0.0")
    assert (supply.data_type, where.data_type) == ("s", "s")
    share = opened(told(ReportKind.KEY_FIGURES)).worksheets[1]["C2"]
    assert (share.value, share.number_format) == (0.875, "0%")


def test_what_somebody_typed_is_never_calculated():
    one = told(ReportKind.PLAN)
    events = told(ReportKind.OWNERS)

    for book in (opened(one), opened(events)):
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    text = figure_files.as_csv(events).decode("utf-8-sig")
    cells = [cell for row in csv.reader(StringIO(text)) for cell in row]
    assert f"'{FORMULA}" in cells
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)
    assert FORMULA not in printed.as_page(events)


def test_the_heading_stays_in_view_and_every_drawn_table_has_a_chart():
    for kind in ReportKind:
        one = told(kind, "zh_CN")
        book = opened(one)
        assert len(book.sheetnames) == len(set(book.sheetnames)) == len(one.tables) + 1
        for table, sheet in zip(one.tables, book.worksheets[1:], strict=True):
            assert sheet.freeze_panes == "B2"
            assert len(sheet._charts) == bool(table.draws)
            assert all(sheet.column_dimensions[c].width >= 11 for c in "AB")


def test_an_empty_report_is_laid_out_as_well():
    for kind in ReportKind:
        one = told(kind, document=Document({}, {"project": "翠湖花园"}))

        book, page = opened(one), printed.as_page(one)

        assert len(book.worksheets) == len(one.tables) + 1
        assert one.leads == ()
        assert all(table.empty in page for table in one.tables)
        assert figure_files.as_csv(one).count(b"\r\n") == 1


def test_what_is_not_known_is_a_dash_on_paper_and_an_empty_cell_in_a_workbook():
    one = told(ReportKind.KEY_FIGURES)

    assert [figure.words for figure in one.tables[0].rows[1]] == [UNKNOWN] * 6
    assert [cell.value for cell in opened(one).worksheets[1][3]] == [None] * 6


def test_a_share_is_whole_only_when_it_is():
    rows: list[Row] = [{"month": "2026-02", "share": share} for share in (0.999, 1.0, 0.001, 0.0)]

    found = told(ReportKind.KEY_FIGURES, document=Document({"months": rows}))

    assert [row[2].words for row in found.tables[0].rows] == ["99%", "100%", "1%", "0%"]


def test_a_report_says_its_edition_its_days_and_what_its_figures_mean():
    one = told(ReportKind.BLUEPRINT)
    page = printed.as_page(one)

    assert "1 Feb 2026 – 28 Feb 2026" in page
    assert "Edition 2 · 2 Mar 2026 09:00 · 王芳" in page
    assert one.leads == ("Weakest step: Dispatch",)
    assert all(escaped(definition) in page for definition in one.definitions)
    assert 'class="marked"' in page


@pytest.mark.parametrize("kind", ReportKind)
def test_a_page_of_the_desk_is_given_pictures_because_it_lets_no_drawing_through(kind):
    one = told(kind)

    page = printed.as_part(one)

    assert "<svg" not in page
    drawn = sum(table.drawn is not Drawn.NOT for table in one.tables)
    assert page.count("data:image/svg+xml;base64,") == drawn


def test_every_fact_of_a_table_is_one_that_the_layout_knows():
    for layout in LAYOUTS.values():
        for block in layout.blocks:
            keys = [column.key for column in block.columns]
            assert len(set(keys)) == len(keys)
            assert set(block.draws) <= set(keys)
            assert all(not column.of or column.of in TERMS for column in block.columns)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_widest_report_fits_on_paper(browser, language):
    page = printed.as_page(told(ReportKind.BLUEPRINT, language))

    (sheet,) = on_paper(browser, page)

    assert (round(sheet.width), round(sheet.height)) == (210, 297)
    assert overflowing(browser, page) == []
