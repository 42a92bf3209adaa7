"""Rolls (住户名册): read a register of units and residents, without the database.

Columns are known by their headings; a row that cannot be kept stays outside, with its reason.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from desk.cases import HEADING_WITHIN, Reject, key, text
from desk.guesses import ColumnNotFound
from desk.roll_rows import Entry, Unfit, entry
from desk.roll_words import HEADINGS, Column
from desk.sheets import Record, Table, read_table
from desk.texts import LOST, FileUnreadable
from domain.imports import Fault


@dataclass(frozen=True, slots=True)
class Roll:
    """What a file says, before any project has seen it; `unused` headings were not understood."""

    file_name: str
    sha256: str
    headings: tuple[str, ...]
    columns: Mapping[Column, str]
    unused: tuple[str, ...]
    entries: Sequence[Entry]
    rejects: Sequence[Reject]

    @property
    def rows(self) -> int:
        return len(self.entries) + len(self.rejects)

    def reasons(self) -> Counter[tuple[Fault, str]]:
        """How many rows were refused for which fault in which column."""
        return Counter((reject.fault, reject.column) for reject in self.rejects)


def read(content: bytes, *, file_name: str = "") -> Roll:
    """Raises FileUnreadable, CellTooLong, and ColumnNotFound without a column of units."""
    table = read_table(content)
    head = _heading(table)
    at = _columns(head)
    if Column.UNIT not in at:
        raise ColumnNotFound(Column.UNIT)
    below = table.records[table.records.index(head) + 1 :]
    if not below:
        raise FileUnreadable("only_heading")
    headings = tuple(text(cell) for cell in head.cells)
    columns = {column: headings[place] for column, place in at.items()}
    found = list(_entries(below, at, columns, table))
    return Roll(
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        headings=headings,
        columns=columns,
        unused=tuple(one for one in headings if one and one not in columns.values()),
        entries=[one for one in found if isinstance(one, Entry)],
        rejects=[one for one in found if isinstance(one, Reject)],
    )


def _plain(heading: object) -> str:
    return key(text(heading).replace("_", " "))


_KNOWN = {_plain(word) for words in HEADINGS.values() for word in words}


def _heading(table: Table) -> Record:
    """The first row with the most headings that are known here."""
    likely = table.records[:HEADING_WITHIN]
    return max(likely, key=lambda record: len(_KNOWN & {_plain(cell) for cell in record.cells}))


def _columns(head: Record) -> dict[Column, int]:
    """Where each column is; of two headings for the same, the likelier one."""
    plain = [_plain(cell) for cell in head.cells]
    found = {}
    for column, words in HEADINGS.items():
        named = [plain.index(_plain(word)) for word in words if _plain(word) in plain]
        if named:
            found[column] = named[0]
    return found


def _entries(
    records: Sequence[Record],
    at: Mapping[Column, int],
    columns: Mapping[Column, str],
    table: Table,
) -> Iterator[Entry | Reject]:
    """Every row; of two about the same person in the same unit the first one counts."""
    seen: set[object] = set()
    for record in records:
        try:
            _must_be_whole(record, at, table)
            read = entry(record.line, {column: record.cells[i] for column, i in at.items()})
            if (read.home, read.who) in seen:
                raise Unfit(Fault.REPEATED)
        except Unfit as unfit:
            heading = columns[unfit.column] if unfit.column else ""
            yield Reject(record.line, unfit.fault, heading, tuple(record.cells))
            continue
        seen.add((read.home, read.who))
        yield read


def _must_be_whole(record: Record, at: Mapping[Column, int], table: Table) -> None:
    if table.unclosed == record.line:
        raise Unfit(Fault.QUOTE_NOT_CLOSED)
    if len(record.cells) <= max(at.values()):
        raise Unfit(Fault.TOO_FEW_CELLS)
    if table.is_damaged and any(LOST in cell for cell in record.cells if isinstance(cell, str)):
        raise Unfit(Fault.BROKEN_CHARACTERS)
