"""Sheets (表格): a file becomes rows of cells, judged by its content and never by its name."""

import csv
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import islice
from typing import NamedTuple

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
)

from desk.texts import MOST_BYTES, CellTooLong, FileUnreadable, Text, read_text, unpacked

DELIMITERS = (",", "\t", ";", "|")
LONGEST_CELL = 1_000_000
MOST_CELLS = 20_000_000
LOOKED_AT = 200
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
WORKBOOKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Record(NamedTuple):
    """One row; `line` is where it begins: the physical line of a text, the row of a sheet."""

    line: int
    cells: list[object]


@dataclass(frozen=True, slots=True)
class Table:
    """All rows that hold anything, the heading among them.

    `left_out` names further sheets with content; `unclosed` is the line of a quote without end.
    """

    records: list[Record]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    left_out: tuple[str, ...] = ()
    is_damaged: bool = False
    unclosed: int | None = None


def read_table(
    content: bytes, *, encoding: str = "", delimiter: str = "", sheet: str = ""
) -> Table:
    """The table in a CSV, TSV or workbook, packed with gzip or not.

    Raises FileUnreadable, CellTooLong.
    """
    content = unpacked(content)
    if not content.strip():
        raise FileUnreadable("empty")
    table = (
        _workbook(content, sheet)
        if content.startswith((ZIP, OLE))
        else _text_table(read_text(content, encoding), delimiter)
    )
    if not table.records:
        raise FileUnreadable("empty")
    return table


def _text_table(text: Text, delimiter: str) -> Table:
    if text.words.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<table")):
        raise FileUnreadable("web_page")
    # PostgreSQL stores no NUL, and no spreadsheet shows one.
    words = text.words.replace("\0", "")
    delimiter = delimiter or _delimiter(words)
    records = list(_records(words, delimiter))
    return Table(
        records,
        encoding=text.encoding,
        delimiter=delimiter,
        is_damaged=text.is_damaged,
        unclosed=_unclosed(words, delimiter, records),
    )


def _records(words: str, delimiter: str) -> Iterator[Record]:
    # The default of 131,072 characters is the whole process's; real closing notes are longer.
    csv.field_size_limit(LONGEST_CELL)
    lines = csv.reader(StringIO(words, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for cells in lines:
            if any(cells):
                yield Record(begins, list(cells))
            begins = lines.line_num + 1
    except csv.Error as failed:
        raise CellTooLong(begins) from failed


def _delimiter(words: str) -> str:
    """The one that cuts most of the first rows into as many cells as the heading."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(words, delimiter))


def _evenness(words: str, delimiter: str) -> tuple[float, int]:
    widths = Counter(len(r.cells) for r in islice(_records(words, delimiter), LOOKED_AT))
    if max(widths, default=0) < 2:
        return 0.0, 0
    width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
    return (round(times / widths.total(), 1), width) if width > 1 else (0.0, 1)


def _unclosed(words: str, delimiter: str, records: list[Record]) -> int | None:
    if not records or "\n" not in str(records[-1].cells[-1]):
        return None
    line = records[-1].line
    tail = "".join(islice(StringIO(words, newline=""), line - 1, None))
    try:
        next(csv.reader(StringIO(tail, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return line
    return None


def _workbook(content: bytes, wanted: str) -> Table:
    _must_hold_a_workbook(content)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as workbook:
            return _sheet_table(workbook, wanted)
    except PasswordError as locked:
        raise FileUnreadable("password") from locked
    except CalamineError as failed:
        raise FileUnreadable("damaged") from failed


def _must_hold_a_workbook(content: bytes) -> None:
    if content.startswith(OLE):
        if ENCRYPTED in content:
            raise FileUnreadable("password")
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            files = archive.infolist()
    except (zipfile.BadZipFile, OSError) as failed:
        raise FileUnreadable("damaged") from failed
    if any(file.flag_bits & 1 for file in files):
        raise FileUnreadable("password")
    if not any(file.filename in WORKBOOKS for file in files):
        raise FileUnreadable("archive")
    if sum(file.file_size for file in files) > MOST_BYTES:
        raise FileUnreadable("too_large")


def _sheet_table(workbook: CalamineWorkbook, wanted: str) -> Table:
    names = _visible(workbook)
    if wanted and wanted not in names:
        raise FileUnreadable("no_such_sheet")
    filled = [name for name in names if workbook.get_sheet_by_name(name).height]
    if not filled:
        raise FileUnreadable("empty")
    name = wanted or filled[0]
    others = tuple(other for other in filled if other != name)
    return Table(list(_rows(workbook.get_sheet_by_name(name))), sheet=name, left_out=others)


def _visible(workbook: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible
    ]


def _rows(sheet: CalamineSheet) -> Iterator[Record]:
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise FileUnreadable("too_large")
    rows = sheet.to_python(skip_empty_area=False)
    for line, cells in enumerate(rows, start=1):
        if any(cell not in ("", None) for cell in cells):
            yield Record(line, list(cells))
