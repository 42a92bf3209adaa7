"""The wall's picture: boards and a moment come in, HTML goes out; frame.html is its form.

Sizes and limits: SCORING.md §7. Nothing that staff or residents wrote is shown but topic and place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

import lang
from db.board import Board
from db.live import Sighting
from domain.screens import Ground, Layout, ScreenPlan, Turn
from pages.parts.session import LANGUAGE_NAMES
from pages.parts.wall import callbacks, queue, region, satisfaction, words
from pages.parts.wall.headlines import Headline, headline, news, of_a_region

HERE = Path(__file__).parent
STYLE = HERE / "wall.css"
SILENT_AFTER = timedelta(seconds=12)
# Lines and chips of the overview; a layout of their own has room for all.
LINES, QUEUE_LINES = 6, 7
CHIPS = 3
# More stops than this are told as a number.
DOTS = 15


@dataclass(frozen=True, slots=True)
class Picture:
    """All that tells one screen's picture from another's at the same moment.

    `stop` of `stops` is where in its round a screen is, `passed` in per cent how far its turn has
    come; both stay 0 where nothing follows.
    """

    turn: Turn
    ground: Ground
    following: Turn | None = None
    stop: int = 0
    stops: int = 1
    passed: int = 0


def picture(plan: ScreenPlan, boards: Mapping[int, Board], now: datetime) -> Picture:
    """What a plan shows at this moment, on the clock of the project it shows."""
    turn, following = plan.at(now), plan.after(now)
    ground = plan.ground_at(now.astimezone(boards[turn.projects[0]].project.zone))
    if following is None:
        return Picture(turn, ground)
    stop, passed = plan.place(now)
    return Picture(turn, ground, following, stop, len(plan.stops), int(100 * passed))


def wall(shown: Picture, sightings: Mapping[int, Sighting], now: datetime) -> str:
    """`sightings` are of every project of the screen: a major ticket in any of them is told."""
    language, turn = shown.turn.language, shown.turn
    boards = [sightings[project_id].board for project_id in turn.projects]
    everywhere = [sighting.board for sighting in sightings.values()]
    draw = _drawn_together if len(boards) > 1 else _DRAWN[turn.layout]
    zone, seen_at = boards[0].project.zone, min(one.seen_at for one in sightings.values())
    return _form("frame.html").render(
        _=partial(lang.say, language),
        language=language,
        ground=shown.ground.value,
        layout="region" if len(boards) > 1 else turn.layout.value,
        clock=f"{now.astimezone(zone):%H:%M}",
        date=lang.day(language, now.astimezone(zone).date()),
        as_of=f"{seen_at.astimezone(zone):%H:%M:%S}",
        is_silent=now - seen_at > SILENT_AFTER,
        majors=" ".join(f"{one.project.id}:{t.number}" for one in everywhere for t in one.majors),
        headline=news(everywhere, language, now) or _headline(boards, shown.turn, now),
        following=_following(shown, everywhere),
        shown=shown,
        dots=DOTS,
        **_mast(boards, turn, now),
        **draw(boards, language, now),
    )


def message(language: str, sentence: str, ground: Ground = Ground.DARK) -> str:
    """A quiet screen with one sentence; the next refresh tries again."""
    return _form("message.html").render(language=language, sentence=sentence, ground=ground.value)


@cache
def _form(name: str) -> Template:
    loader = FileSystemLoader(HERE)
    forms = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    forms.filters["ems"] = words.ems
    return forms.get_template(name)


def _headline(boards: Sequence[Board], turn: Turn, now: datetime) -> Headline:
    if len(boards) > 1:
        return of_a_region(boards, turn.language, now)
    return headline(boards[0], turn.layout, turn.language, now)


def _following(shown: Picture, boards: Sequence[Board]) -> str:
    """What comes next, with its project where that changes."""
    turn, after = shown.turn, shown.following
    if after is None:
        return ""
    names = {board.project.id: board.project.name for board in boards}
    layout = lang.term(turn.language, "layout", after.layout)
    if after.projects != turn.projects and len(after.projects) == 1:
        return f"{layout} · {names[after.projects[0]]}"
    return layout if after.layout is not turn.layout else LANGUAGE_NAMES[after.language]


def _mast(boards: Sequence[Board], turn: Turn, now: datetime) -> dict[str, Any]:
    """Whose picture this is, the day's traffic, and on layouts without a queue what is late."""
    language = turn.language
    name = boards[0].project.name
    if len(boards) > 1:
        name = lang.say(language, "{n} projects", n=len(boards))
    is_overview = turn.layout is Layout.OVERVIEW
    is_alone = turn.layout in (Layout.CALLBACKS, Layout.SATISFACTION)
    return {
        "name": name,
        "title": "" if is_overview else lang.term(language, "layout", turn.layout),
        "traffic": [] if is_alone else _traffic(boards, language),
        "late": queue.how_many_late(boards[0], now) if is_alone else 0,
    }


def _traffic(boards: Sequence[Board], language: str) -> list[tuple[str, int]]:
    return [
        (lang.say(language, "Waiting"), sum(one.queue.open for one in boards)),
        (lang.say(language, "In today"), sum(one.queue.received_today for one in boards)),
        (lang.say(language, "Done today"), sum(one.queue.resolved_today for one in boards)),
    ]


def _overview(boards: Sequence[Board], language: str, now: datetime) -> dict[str, Any]:
    board = boards[0]
    raised = queue.raised(board, language)
    voices = satisfaction.voices(board, language)
    return {
        "cells": [*queue.stages(board, language, now), *queue.alarms(board, language, now), raised],
        "rungs": [rung for rung in queue.rungs(board, language) if rung.number],
        "lines": [queue.line(ticket, language, now) for ticket in board.urgent[:LINES]],
        "rows": callbacks.rows(board, language),
        "gap": satisfaction.gap(board, language),
        "voices": voices,
        "chips": voices.chips[:CHIPS],
    }


def _queue(boards: Sequence[Board], language: str, now: datetime) -> dict[str, Any]:
    board = boards[0]
    return {
        "alarms": queue.alarms(board, language, now),
        "stages": list(queue.stages(board, language, now)),
        "rungs": queue.rungs(board, language),
        "lines": [queue.line(ticket, language, now) for ticket in board.urgent[:QUEUE_LINES]],
        "open": board.queue.open,
    }


def _callbacks(boards: Sequence[Board], language: str, now: datetime) -> dict[str, Any]:
    board = boards[0]
    return {
        "rows": callbacks.rows(board, language),
        "owed": callbacks.owed(board, language),
        "days": callbacks.days(board, language),
    }


def _satisfaction(boards: Sequence[Board], language: str, now: datetime) -> dict[str, Any]:
    board = boards[0]
    return {
        "gap": satisfaction.gap(board, language),
        "sides": satisfaction.sides(board, language),
        "voices": satisfaction.voices(board, language),
    }


def _drawn_together(boards: Sequence[Board], language: str, now: datetime) -> dict[str, Any]:
    return {
        "tiles": region.tiles(boards, language, now),
        "is_narrow": len(boards) > region.ONE_COLUMN,
    }


_DRAWN = {
    Layout.OVERVIEW: _overview,
    Layout.QUEUE: _queue,
    Layout.CALLBACKS: _callbacks,
    Layout.SATISFACTION: _satisfaction,
}
