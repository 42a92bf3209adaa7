"""Answer files: columns of another questionnaire, found by their names."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import NoReturn

from desk.sheets import read_table
from domain.errors import NotFound


def columns(content: bytes, items: Sequence[str]) -> dict[str, list[str]]:
    """The cells of these columns as text. Raises FileUnreadable, CellTooLong, NotFound.

    An item is a column's name, the first and last of several, "Q1:Q9", or a pattern, "E*".
    """
    heading, *records = read_table(content).records
    names = [str(cell).strip() for cell in heading.cells]
    places = [place for item in items for place in _places(names, item)]
    return {names[place]: [_cell(record.cells, place) for record in records] for place in places}


def _places(names: list[str], item: str) -> Sequence[int]:
    first, _colon, last = item.partition(":")
    if not last:
        found = [place for place, name in enumerate(names) if fnmatchcase(name, item)]
        return found or _missing(item)
    for name in (first, last):
        if name not in names:
            _missing(name)
    return range(names.index(first), names.index(last) + 1)


def _missing(name: str) -> NoReturn:
    raise NotFound("column", name)


def _cell(cells: Sequence[object], place: int) -> str:
    found = cells[place] if place < len(cells) else None
    return "" if found is None else str(found)
