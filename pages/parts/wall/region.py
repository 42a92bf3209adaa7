"""A region on the wall: its projects side by side, the worst first, each with its own headline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.board import Board
from domain.screens import Layout
from pages.parts.wall import queue
from pages.parts.wall.headlines import Headline, fresh, headline, news
from pages.parts.wall.satisfaction import GapBar, gap

# More projects than this stand in two columns, without their lesser figures.
ONE_COLUMN = 6


@dataclass(frozen=True, slots=True)
class Tile:
    """One project: its headline, and what is open, late, due soon, and late to be called."""

    name: str
    headline: Headline
    open: int
    late: int
    due_soon: int
    callbacks: int
    gap: GapBar


def tiles(boards: Sequence[Board], language: str, now: datetime) -> list[Tile]:
    worst_first = sorted(boards, key=lambda board: _urgency(board, now), reverse=True)
    return [_tile(board, language, now) for board in worst_first]


def _urgency(board: Board, now: datetime) -> tuple[bool, int, int, int, int]:
    return (
        bool(fresh(board, now)),
        queue.how_many_late(board, now),
        board.queue.due_soon,
        board.callbacks.late,
        board.queue.open,
    )


def _tile(board: Board, language: str, now: datetime) -> Tile:
    return Tile(
        board.project.name,
        news([board], language, now) or headline(board, Layout.OVERVIEW, language, now),
        board.queue.open,
        queue.how_many_late(board, now),
        board.queue.due_soon,
        board.callbacks.late,
        gap(board, language),
    )
