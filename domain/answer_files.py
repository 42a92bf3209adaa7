"""Answer files (答卷文件): other questionnaires' answers, looked through before any is averaged.

A cell that is no label of the ladder is never rounded, and items that run against the rest are
reported, not turned round: whether 1 is best or worst is for whoever has the questionnaire to say.
Source: SCORING.md §2.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import correlation, fmean

from domain.errors import HuifangError
from domain.formula import Formula
from domain.satisfaction import Answers, score

Column = Sequence[int | None]


class Fault(StrEnum):
    """What keeps a column from being counted."""

    OUTSIDE_LADDER = "outside_ladder"
    RUNS_AGAINST = "runs_against"


@dataclass(frozen=True, slots=True)
class ColumnFault:
    """`told` are the strange cells, most frequent first, or the correlation."""

    column: str
    fault: Fault
    cells: int
    told: str


class AnswersRefused(HuifangError):
    """`faults` says of each column what is wrong."""

    code = "answers.refused"

    def __init__(self, faults: Sequence[ColumnFault]) -> None:
        super().__init__("; ".join(f"{one.column}: {one.fault}" for one in faults))
        self.faults = tuple(faults)


def looked_through(
    cells: Mapping[str, Sequence[str]], ladder: int, overall: str = ""
) -> dict[str, Column]:
    """Each column's labels, None for an empty cell. Raises AnswersRefused.

    Where the column `overall` asks for satisfaction itself, no other may run against it by more
    than chance explains.
    """
    labels: dict[str, Column] = {
        name: [_label(cell, ladder) for cell in column] for name, column in cells.items()
    }
    faults = [fault for name in cells for fault in _strange(name, cells[name], ladder)]
    if overall:
        rest = [name for name in cells if name != overall]
        faults += [f for name in rest for f in _against(name, labels[name], labels[overall])]
    if faults:
        raise AnswersRefused(faults)
    return labels


def _label(cell: str, ladder: int) -> int | None:
    """None for what is empty or no label; the strange cells are told by themselves."""
    try:
        number = float(cell)
    except ValueError:
        return None
    return int(number) if number.is_integer() and 1 <= number <= ladder else None


def _strange(name: str, cells: Sequence[str], ladder: int) -> Iterator[ColumnFault]:
    odd = Counter(cell for cell in cells if cell.strip() and _label(cell, ladder) is None)
    if odd:
        told = ", ".join(f"{cell} × {count}" for cell, count in odd.most_common(5))
        yield ColumnFault(name, Fault.OUTSIDE_LADDER, odd.total(), told)


def _against(name: str, column: Column, overall: Column) -> Iterator[ColumnFault]:
    both = [(a, b) for a, b in zip(column, overall, strict=True) if a is not None and b is not None]
    if len(both) < 3 or any(len(set(side)) < 2 for side in zip(*both, strict=True)):
        return
    found = correlation([a for a, _b in both], [b for _a, b in both])
    if found < -2 / math.sqrt(len(both)):
        yield ColumnFault(name, Fault.RUNS_AGAINST, len(both), f"r = {found:.2f}")


@dataclass(frozen=True, slots=True)
class FileScore:
    """The gap of a whole file: in points, and in steps of its own ladder; None without any."""

    respondents: int
    scored: int
    expectation: float | None
    delivered: float | None
    gap: float | None
    steps: float | None


def scored(expected: Sequence[Column], delivered: Sequence[Column], ladder: int) -> FileScore:
    """As many items on either side as there are, all weighing the same."""
    formula = Formula(ladder, (1.0,) * len(expected), (1.0,) * len(delivered))
    people = zip(zip(*expected, strict=True), zip(*delivered, strict=True), strict=True)
    found = [score(Answers(tuple(e), tuple(d)), formula) for e, d in people]
    gaps = [one for one in found if one.gap is not None]
    if not gaps:
        return FileScore(len(found), 0, None, None, None, None)
    gap = fmean(one.gap or 0.0 for one in gaps)
    return FileScore(
        respondents=len(found),
        scored=len(gaps),
        expectation=fmean(one.expectation or 0.0 for one in gaps),
        delivered=fmean(one.delivered or 0.0 for one in gaps),
        gap=gap,
        steps=gap * (ladder - 1) / 100,
    )
