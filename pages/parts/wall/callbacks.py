"""Callbacks on the wall: each kind against its target, what is owed now, and the last days."""

from dataclasses import dataclass
from datetime import date

import lang
from db.board import Board
from domain.callbacks import Rates
from domain.policy import CallbackRow
from pages.parts.wall.queue import Cell
from pages.parts.wall.words import SYMBOL, Tone


@dataclass(frozen=True, slots=True)
class Row:
    """Callbacks of one kind; `share` and `target` in per cent."""

    tone: Tone
    symbol: str
    name: str
    done: int
    counted: int
    pending: int
    share: int
    target: int | None


def rows(board: Board, language: str) -> list[Row]:
    return [_row(language, *row) for row in board.callbacks.rates]


def _row(language: str, row: CallbackRow, rates: Rates, target: float | None) -> Row:
    name = lang.term(language, "callback_row", row)
    share = rates.completion
    is_short = share is not None and target is not None and share < target
    return Row(
        Tone.LATE if is_short else Tone.CALM,
        "▼" if is_short else "",
        name,
        rates.done,
        rates.counted,
        rates.pending,
        int(100 * (share or 0)),
        None if target is None else round(100 * target),
    )


def owed(board: Board, language: str) -> list[Cell]:
    """What is to be called today, what is past its window, and what is far past it."""
    found = board.callbacks
    counts = (
        (found.close_today, lang.say(language, "Due today"), Tone.SOON),
        (found.late, lang.say(language, "Past window"), Tone.LATE),
        (found.long_late, lang.say(language, "Far past"), Tone.LATE),
    )
    return [
        Cell(count, label, tone=tone, symbol=SYMBOL[tone]) if count else Cell(count, label)
        for count, label, tone in counts
    ]


@dataclass(frozen=True, slots=True)
class Day:
    """One day's column: heights in per cent of the highest, what was missed as a number."""

    label: str
    counted: int
    done: int
    missed: int


@dataclass(frozen=True, slots=True)
class Days:
    columns: list[Day]
    done: int
    counted: int


def days(board: Board, language: str) -> Days | None:
    """The last days together and one by one; None where no callback counts on any."""
    found = board.callbacks.days
    most = max((rates.counted for _day, rates in found), default=0)
    if not most:
        return None
    columns = [_day(day, rates, most, language) for day, rates in found]
    done = sum(rates.done for _day, rates in found)
    return Days(columns, done, sum(rates.counted for _day, rates in found))


def _day(day: date, rates: Rates, most: int, language: str) -> Day:
    return Day(
        lang.day(language, day),
        round(100 * rates.counted / most),
        round(100 * rates.done / most),
        rates.counted - rates.done,
    )
