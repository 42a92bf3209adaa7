"""The wall's picture: a board and a moment come in, HTML goes out; frame.html is its form.

Sizes and limits: SCORING.md §7. Nothing that staff or residents wrote is shown but topic and place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

import lang
from db.board import Board, StageCount
from db.live import Sighting
from db.urgent import UrgentLine
from domain.callbacks import Rates
from domain.groups import SHOWN_FROM, Group, visible_count
from domain.masking import masked
from domain.policy import CallbackRow
from domain.satisfaction import Verdict
from domain.tickets import IN_QUEUE, Severity, Stage
from pages.parts.wall import words
from pages.parts.wall.words import Tone

SILENT_AFTER = timedelta(seconds=12)
IN_ORDER = [stage for stage in Stage if stage in IN_QUEUE]
LINES = 6
CHIPS = 3
# Points either side of zero that the gap bar shows; a wider interval widens it to all there is.
NEAR, ALL = 50, 100
# A door beside its building points at a household.
DOOR = re.compile(r"[-#]?\d{3,}[\d-]*\s*[室号房]?")


def wall(sighting: Sighting, language: str, now: datetime) -> str:
    board = sighting.board
    return _form("frame.html").render(
        _=partial(lang.say, language),
        language=language,
        name=board.project.name,
        clock=_clock(board, now, "%H:%M"),
        date=lang.day(language, now.astimezone(board.project.zone).date()),
        as_of=_clock(board, sighting.seen_at, "%H:%M:%S"),
        is_silent=now - sighting.seen_at > SILENT_AFTER,
        headline=words.headline(board, language, now),
        queue=board.queue,
        cells=list(_cells(board, language, now)),
        rungs=[(count, lang.say(language, words.RUNGS[r])) for r, count in board.queue.escalated],
        lines=[_line(line, language, now) for line in board.urgent[:LINES]],
        callbacks=board.callbacks,
        rows=[_row(language, *row) for row in board.callbacks.rates],
        gap=_gap(board.surveys.gap, board, language),
        voices=_voices(board, language),
    )


def message(language: str, sentence: str) -> str:
    """A quiet screen with one sentence; the next refresh tries again."""
    return _form("message.html").render(language=language, sentence=sentence)


@cache
def _form(name: str) -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    forms = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return forms.get_template(name)


def _clock(board: Board, at: datetime, pattern: str) -> str:
    return at.astimezone(board.project.zone).strftime(pattern)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number that is read from afar, what it counts, and what is said below."""

    number: int
    label: str
    below: str = ""
    tone: Tone = Tone.CALM
    symbol: str = ""


def _cells(board: Board, language: str, now: datetime) -> Iterator[Cell]:
    found = {stage.stage: stage for stage in board.queue.stages}
    for stage in IN_ORDER:
        label = lang.term(language, "stage", stage)
        yield _stage(label, found.get(stage), language, now)
    yield _alarm(words.how_many_late(board, now), lang.say(language, "Past due"), Tone.LATE)
    yield _alarm(board.queue.due_soon, lang.say(language, "Due soon"), Tone.SOON)
    raised = sum(count for _rung, count in board.queue.escalated)
    yield Cell(raised, lang.say(language, "Raised"))


def _stage(label: str, found: StageCount | None, language: str, now: datetime) -> Cell:
    if found is None:
        return Cell(0, label)
    oldest = words.coarse(language, now - found.oldest_since)
    return Cell(found.count, label, lang.say(language, "oldest {time}", time=oldest))


def _alarm(count: int, label: str, tone: Tone) -> Cell:
    if not count:
        return Cell(count, label)
    return Cell(count, label, tone=tone, symbol=words.SYMBOL[tone])


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket without its subject: that is typed freely and may hold a name."""

    tone: Tone
    symbol: str
    number: int
    kind: str
    about: str
    step: str
    left: str


def _line(line: UrgentLine, language: str, now: datetime) -> Line:
    tone = words.tone_of(line, now)
    return Line(
        tone,
        words.SYMBOL[tone],
        line.number,
        lang.term(language, "kind", line.kind),
        _about(line, language),
        lang.say(language, words.DUE[line.due_step]) if line.due_step in words.DUE else "",
        words.time_left(line, language, now),
    )


def _about(line: UrgentLine, language: str) -> str:
    severity = lang.term(language, "severity", line.severity)
    category = lang.term(language, "category", line.category) if line.category else ""
    parts = (
        severity if line.severity is Severity.MAJOR else "",
        for_everybody(line.place),
        for_everybody(words.topic(language, line.topic)) or category,
    )
    return " · ".join(part for part in parts if part)


def for_everybody(typed: str) -> str:
    """What was typed, without telephones and doors."""
    return " ".join(DOOR.sub(" ", masked(typed)).split())


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


@dataclass(frozen=True, slots=True)
class GapBar:
    """The month's gap; places on the bar in per cent from its left end."""

    tone: Tone
    symbol: str
    verdict: str
    n: int | None
    mean: str = ""
    at: float = 50
    low: float = 50
    high: float = 50
    band: tuple[float, float] = (50, 50)
    excluded: int = 0


def _gap(group: Group, board: Board, language: str) -> GapBar:
    tone, symbol, verdict = words.GROUP_VERDICTS[group.verdict]
    verdict = lang.say(language, verdict)
    if group.mean is None or group.interval is None:
        return GapBar(tone, symbol, verdict, group.n, excluded=board.surveys.excluded)
    low, high = group.interval
    reach = NEAR if max(-low, high) <= NEAR else ALL
    place = partial(_place, reach=reach)
    band = (place(-board.surveys.band), place(board.surveys.band))
    mean = words.signed(group.mean)
    places = (place(group.mean), place(low), place(high))
    excluded = board.surveys.excluded
    return GapBar(tone, symbol, verdict, group.n, mean, *places, band=band, excluded=excluded)


def _place(points: float, *, reach: int) -> float:
    return round(50 + 50 * max(-reach, min(reach, points)) / reach, 1)


@dataclass(frozen=True, slots=True)
class Voices:
    """Verdicts of today and the month, and what to fix first; None where too few have spoken."""

    verdicts: list[tuple[Tone, str, str]]
    today: list[int] | None
    month: list[int] | None
    chips: list[tuple[str, int]]
    answered: int | None
    asked: int


def _voices(board: Board, language: str) -> Voices:
    found = board.surveys
    chips = [(lang.term(language, "chip", chip), count) for chip, count in found.chips]
    return Voices(
        verdicts=[(*words.VERDICTS[v], lang.term(language, "verdict", v)) for v in Verdict],
        today=_split(found.verdicts_today),
        month=_split(found.verdicts),
        chips=chips[:CHIPS] if _are_enough(found.verdicts) else [],
        answered=_told(found.answered),
        asked=found.asked,
    )


def _split(verdicts: dict[Verdict, int]) -> list[int] | None:
    if not _are_enough(verdicts):
        return None
    return [verdicts[verdict] for verdict in Verdict]


def _are_enough(verdicts: dict[Verdict, int]) -> bool:
    return sum(verdicts.values()) >= SHOWN_FROM


def _told(count: int) -> int | None:
    """A number of answers, None where it would point at people; nobody hides nobody."""
    return visible_count(count) if count else 0
