"""Guesses: a mapping for a file that came without one, to be looked at before it is believed.

Headings are known by their synonyms; where they tell nothing, the values do.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from typing import NamedTuple

from desk.cases import HEADING_WITHIN, key, text
from desk.dates import DateReader, ImplausibleDate, NotADate
from desk.mapping import CODES, DATES, TELLS_WHAT, Field, Mapping
from desk.sheets import Record, Table
from desk.synonyms import ELSE, HEADINGS, ORDERS, VALUES
from domain.errors import HuifangError

F = Field
LOOKED_AT = 2_000
MOST_CODES = 80
MOSTLY = 0.9
LONGEST_REF = 40
# Shorter ones turn up inside other words.
LONG_ENOUGH = {True: 5, False: 2}


class ColumnNotFound(HuifangError):
    """No column of the file looks like `field`; a mapping has to name it."""

    code = "import.column_not_found"

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class Because(StrEnum):
    """What a column was known by."""

    HEADING = "heading"
    VALUES = "values"


@dataclass(frozen=True, slots=True)
class Guess:
    """A mapping and how it came about; `unsure_dates`: day and month could be the other way."""

    mapping: Mapping
    because: dict[Field, Because]
    unused: tuple[str, ...]
    unsure_dates: bool


class Column(NamedTuple):
    heading: str
    cells: list[object]

    @property
    def filled(self) -> list[object]:
        return [cell for cell in self.cells if text(cell)]


def guess(table: Table) -> Guess:
    """Raises ColumnNotFound when no column tells when, or none tells what."""
    head = _heading(table)
    columns = list(_columns(table, head))
    by_heading = _by_heading(columns)
    by_values = _by_values(columns, by_heading)
    found = by_heading | by_values
    if F.RECEIVED not in found:
        raise ColumnNotFound(F.RECEIVED)
    if not any(field in found for field in TELLS_WHAT):
        raise ColumnNotFound(F.SUBJECT)
    values = _values(found)
    found = {f: column for f, column in found.items() if f not in CODES or f in values}
    order, unsure = _order([cell for f in DATES if f in found for cell in found[f].filled])
    used = {column.heading for column in found.values()}
    return Guess(
        mapping=Mapping(
            columns={field: found[field].heading for field in Field if field in found},
            values=values,
            defaults=ELSE,
            dates=order,
        ),
        because={f: Because.HEADING if f in by_heading else Because.VALUES for f in found},
        unused=tuple(column.heading for column in columns if column.heading not in used),
        unsure_dates=unsure,
    )


def _plain(heading: object) -> str:
    return key(text(heading).replace("_", " "))


_KNOWN = {_plain(word) for words in HEADINGS.values() for word in words}


def _heading(table: Table) -> Record:
    """The first row with the most headings that are known here."""
    likely = table.records[:HEADING_WITHIN]
    return max(likely, key=lambda record: len(_KNOWN & {_plain(cell) for cell in record.cells}))


def _columns(table: Table, head: Record) -> Iterator[Column]:
    start = table.records.index(head) + 1
    rows = [record.cells for record in table.records[start : start + LOOKED_AT]]
    seen: set[str] = set()
    for at, cell in enumerate(head.cells):
        heading = text(cell)
        if heading and key(heading) not in seen:
            seen.add(key(heading))
            yield Column(heading, [row[at] if at < len(row) else "" for row in rows])


def _by_heading(columns: Sequence[Column]) -> dict[Field, Column]:
    """Fields by equal headings first, then by headings that hold a synonym."""
    found: dict[Field, Column] = {}
    for fits in (_is_called, _speaks_of):
        for field, words in HEADINGS.items():
            free = [column for column in columns if column not in found.values()]
            column = _first(free, words, fits)
            if field not in found and column and _is_plausible(field, column):
                found[field] = column
    return found


def _first(
    columns: Sequence[Column], words: Sequence[str], fits: Callable[[str, str], bool]
) -> Column | None:
    fitting = (c for word in words for c in columns if fits(_plain(c.heading), _plain(word)))
    return next(fitting, None)


def _is_called(heading: str, word: str) -> bool:
    return heading == word


def _speaks_of(heading: str, word: str) -> bool:
    return len(word) >= LONG_ENOUGH[word.isascii()] and word in heading


def _is_plausible(field: Field, column: Column) -> bool:
    return field not in DATES or not column.filled or _holds_dates(column)


def _holds_dates(column: Column) -> bool:
    return bool(column.filled) and max(_share(o, column.filled) for o in ORDERS) >= MOSTLY


def _by_values(columns: Sequence[Column], known: dict[Field, Column]) -> dict[Field, Column]:
    """What headings left open: when, which, and what, in this order."""
    free = [column for column in columns if column not in known.values() and column.filled]
    dates = [column for column in free if _holds_dates(column)]
    others = [column for column in free if column not in dates]
    numbers = [column for column in others if _numbers_rows(column)]
    found = _dates_by_values(dates, known)
    if F.SOURCE_REF not in known and numbers:
        found[F.SOURCE_REF] = numbers[0]
        others.remove(numbers[0])
    if others and not any(field in known for field in TELLS_WHAT):
        found[F.WORDS] = max(others, key=lambda column: sum(map(len, map(text, column.cells))))
    return found


def _dates_by_values(columns: Sequence[Column], known: dict[Field, Column]) -> dict[Field, Column]:
    """The date that every row has is when it was received."""
    missing = [field for field in (F.RECEIVED, F.CLOSED) if field not in known]
    fullest = sorted(columns, key=lambda column: -len(column.filled))
    return dict(zip(missing, fullest, strict=False))


def _numbers_rows(column: Column) -> bool:
    """Every row has one, none twice, short, without spaces, with a digit in it."""
    said = [text(cell) for cell in column.cells]
    return len(set(said)) == len(said) and all(_is_number(one) for one in said)


def _is_number(said: str) -> bool:
    is_short = 0 < len(said) <= LONGEST_REF and len(said.split()) == 1
    return is_short and any(letter.isdigit() for letter in said)


def _values(found: dict[Field, Column]) -> dict[Field, dict[str, str]]:
    """What the coded columns say, as codes; a column that tells too little is left out."""
    tables = {f: _codes(f, found[f]) for f in CODES if f in found}
    return {field: table for field, table in tables.items() if table}


def _codes(field: Field, column: Column) -> dict[str, str]:
    said = sorted({text(cell) for cell in column.filled})
    if len(said) > MOST_CODES:
        return {}
    meant = {one: code for one in said if (code := _code(field, one))}
    # Without a default, one unknown status would refuse its row.
    return meant if field in ELSE or len(meant) == len(said) else {}


def _code(field: Field, said: str) -> str:
    plain = _plain(said)
    if plain in set(CODES[field]):
        return plain
    words = VALUES[field].items()
    return next((code for code, known in words if any(word in plain for word in known)), "")


def _order(cells: Sequence[object]) -> tuple[tuple[str, ...], bool]:
    """The patterns that read these dates, and whether another order of day and month would too."""
    shares = [_share(order, cells) for order in ORDERS]
    best = ORDERS[shares.index(max(shares))]
    written = [cell for cell in cells if isinstance(cell, str)]
    seen = {_day(one) for one in best if any(_reads([one], cell) for cell in written)}
    # Of a way to write days every way to write the time, also one that comes late in the file.
    needed = tuple(one for one in best if _day(one) in seen)
    return needed or best, bool(written) and shares.count(max(shares)) > 1


def _day(written: str) -> str:
    return re.split("[T ]*%[HI]", written)[0]


def _share(order: Sequence[str], cells: Sequence[object]) -> float:
    return sum(_reads(order, cell) for cell in cells) / len(cells) if cells else 0.0


def _reads(order: Sequence[str], cell: object) -> bool:
    try:
        return DateReader(order, UTC).read(cell) is not None
    except (NotADate, ImplausibleDate):
        return False
