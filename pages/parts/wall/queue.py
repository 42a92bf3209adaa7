"""The queue on the wall: stages with their oldest wait, alarms, rungs, the most urgent lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import lang
from db.board import Board, StageCount
from db.urgent import UrgentLine
from domain.masking import masked
from domain.tickets import IN_QUEUE, Rung, Severity, Stage
from pages.parts.wall.words import (
    DUE,
    RUNGS,
    SYMBOL,
    Tone,
    coarse,
    time_left,
    tone_of,
    topic,
)

IN_ORDER = [stage for stage in Stage if stage in IN_QUEUE]
# A door beside its building points at a household.
DOOR = re.compile(r"[-#]?\d{3,}[\d-]*\s*[室号房]?")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number that is read from afar, what it counts, and what is said below."""

    number: int
    label: str
    below: str = ""
    tone: Tone = Tone.CALM
    symbol: str = ""


def stages(board: Board, language: str, now: datetime) -> Iterator[Cell]:
    found = {stage.stage: stage for stage in board.queue.stages}
    for stage in IN_ORDER:
        label = lang.term(language, "stage", stage)
        yield _stage(label, found.get(stage), language, now)


def alarms(board: Board, language: str, now: datetime) -> list[Cell]:
    return [
        _alarm(how_many_late(board, now), lang.say(language, "Past due"), Tone.LATE),
        _alarm(board.queue.due_soon, lang.say(language, "Due soon"), Tone.SOON),
    ]


def raised(board: Board, language: str) -> Cell:
    count = sum(count for _rung, count in board.queue.escalated)
    return Cell(count, lang.say(language, "Raised"))


def rungs(board: Board, language: str) -> list[Cell]:
    """Every rung, also those where nothing lies."""
    counts = dict(board.queue.escalated)
    return [Cell(counts.get(rung, 0), lang.say(language, RUNGS[rung])) for rung in Rung]


def how_many_late(board: Board, now: datetime) -> int:
    """What the board counted, or more when a line has run out of time since."""
    return max(board.queue.late, sum(line.is_late(now) for line in board.urgent))


def _stage(label: str, found: StageCount | None, language: str, now: datetime) -> Cell:
    if found is None:
        return Cell(0, label)
    oldest = coarse(language, now - found.oldest_since)
    return Cell(found.count, label, lang.say(language, "oldest {time}", time=oldest))


def _alarm(count: int, label: str, tone: Tone) -> Cell:
    if not count:
        return Cell(count, label)
    return Cell(count, label, tone=tone, symbol=SYMBOL[tone])


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket without its subject: that is typed freely and may hold a name."""

    tone: Tone
    symbol: str
    number: int
    kind: str
    severity: str
    place: str
    topic: str
    step: str
    left: str

    @property
    def about(self) -> str:
        return " · ".join(part for part in (self.severity, self.place, self.topic) if part)


def line(ticket: UrgentLine, language: str, now: datetime) -> Line:
    """A severity is told where it is major, a category where there is no topic."""
    tone = tone_of(ticket, now)
    is_major = ticket.severity is Severity.MAJOR
    category = lang.term(language, "category", ticket.category) if ticket.category else ""
    return Line(
        tone,
        SYMBOL[tone],
        ticket.number,
        lang.term(language, "kind", ticket.kind),
        lang.term(language, "severity", ticket.severity) if is_major else "",
        for_everybody(ticket.place),
        for_everybody(topic(language, ticket.topic)) or category,
        lang.say(language, DUE[ticket.due_step]) if ticket.due_step in DUE else "",
        time_left(ticket, language, now),
    )


def for_everybody(typed: str) -> str:
    """What was typed, without telephones and doors."""
    return " ".join(DOOR.sub(" ", masked(typed)).split())
