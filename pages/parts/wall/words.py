"""What the wall says in words: the one thing that matters now, and how long everything has."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import lang
from db.board import Board
from db.urgent import UrgentLine
from domain.groups import GroupVerdict
from domain.satisfaction import Verdict
from domain.surveys import Chip
from domain.tickets import Rung, Step
from lang import N_

UNITS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1))


class Tone(StrEnum):
    """What a colour means; each has a symbol and a word beside it."""

    LATE = "late"
    SOON = "soon"
    CALM = "calm"
    GOOD = "good"
    UNKNOWN = "unknown"


SYMBOL = {Tone.LATE: "▲", Tone.SOON: "◆", Tone.CALM: "", Tone.GOOD: "", Tone.UNKNOWN: ""}

DUE = {
    Step.DISPATCHED: N_("dispatch"),
    Step.ARRIVED: N_("arrive"),
    Step.RESOLVED: N_("resolve"),
    Step.REPLIED: N_("reply"),
    Step.ESCALATED: N_("report"),
}
RUNGS = {
    Rung.SUPERVISOR: N_("Supervisor"),
    Rung.REGION_LEAD: N_("Region"),
    Rung.BRANCH_LEADER: N_("Branch"),
    Rung.COMPANY_LEADER: N_("Company"),
}
VERDICTS = {
    Verdict.DISSATISFIED: (Tone.LATE, "▼"),
    Verdict.BASICALLY_SATISFIED: (Tone.CALM, "●"),
    Verdict.VERY_SATISFIED: (Tone.GOOD, "▲"),
}
GROUP_VERDICTS = {
    GroupVerdict.BELOW: (Tone.LATE, "▼", N_("Below")),
    GroupVerdict.LEAN_BELOW: (Tone.LATE, "▼", N_("Rather below")),
    GroupVerdict.MET: (Tone.CALM, "●", N_("As expected")),
    GroupVerdict.LEAN_ABOVE: (Tone.GOOD, "▲", N_("Rather above")),
    GroupVerdict.ABOVE: (Tone.GOOD, "▲", N_("Above")),
    GroupVerdict.UNCLEAR: (Tone.UNKNOWN, "?", N_("Unclear")),
    GroupVerdict.TOO_FEW: (Tone.UNKNOWN, "?", N_("Too few answers")),
}


@dataclass(frozen=True, slots=True)
class Headline:
    tone: Tone
    words: str


def headline(board: Board, language: str, now: datetime) -> Headline:
    """The first of these that is so: late, due soon, callbacks owed, residents let down, calm."""
    words = (
        _late(board, language, now)
        or _due_soon(board, language, now)
        or _callbacks(board, language)
        or _let_down(board, language)
    )
    return words or Headline(Tone.CALM, _calm(board, language, now))


def _late(board: Board, language: str, now: datetime) -> Headline | None:
    late = how_many_late(board, now)
    first = board.urgent[0].due_at if board.urgent else None
    if not late or first is None:
        return None
    words = lang.words(language).ngettext(
        "{n} ticket is late, by {time}", "{n} tickets are late, the longest by {time}", late
    )
    return Headline(Tone.LATE, words.format(n=late, time=coarse(language, now - first)))


def how_many_late(board: Board, now: datetime) -> int:
    """What the board counted, or more when a line has run out of time since."""
    return max(board.queue.late, sum(line.is_late(now) for line in board.urgent))


def _due_soon(board: Board, language: str, now: datetime) -> Headline | None:
    soon = board.queue.due_soon
    first = next((line.due_at for line in board.urgent if line.is_due_soon(now)), None)
    if not soon or first is None:
        return None
    words = lang.words(language).ngettext(
        "{n} ticket is due soon: {time} left",
        "{n} tickets are due soon, the first in {time}",
        soon,
    )
    return Headline(Tone.SOON, words.format(n=soon, time=coarse(language, first - now)))


def _callbacks(board: Board, language: str) -> Headline | None:
    owed, catalogue = board.callbacks, lang.words(language)
    if owed.long_late:
        words = catalogue.ngettext(
            "{n} callback is far past its window",
            "{n} callbacks are far past their window",
            owed.long_late,
        )
        return Headline(Tone.LATE, words.format(n=owed.long_late))
    if owed.late:
        words = catalogue.ngettext(
            "{n} callback is past its window", "{n} callbacks are past their window", owed.late
        )
        return Headline(Tone.LATE, words.format(n=owed.late))
    if owed.close_today:
        words = catalogue.ngettext(
            "{n} callback has to be made today",
            "{n} callbacks have to be made today",
            owed.close_today,
        )
        return Headline(Tone.SOON, words.format(n=owed.close_today))
    return None


def _let_down(board: Board, language: str) -> Headline | None:
    if board.surveys.gap.verdict is not GroupVerdict.BELOW:
        return None
    return Headline(Tone.LATE, lang.say(language, "Residents got less than they expected"))


def _calm(board: Board, language: str, now: datetime) -> str:
    if not board.queue.open:
        return lang.say(language, "Nobody is waiting")
    first = board.urgent[0].due_at if board.urgent else None
    if first is None:
        return lang.say(language, "All in time")
    return lang.say(
        language, "All in time, the next due in {time}", time=coarse(language, first - now)
    )


def coarse(language: str, length: timedelta) -> str:
    """A length in its largest unit alone, rounded down."""
    length = abs(length)
    unit = next((unit for unit in UNITS if length >= unit), UNITS[-1])
    return lang.span(language, length - length % unit)


def tone_of(line: UrgentLine, now: datetime) -> Tone:
    if line.is_late(now):
        return Tone.LATE
    return Tone.SOON if line.is_due_soon(now) else Tone.CALM


def time_left(line: UrgentLine, language: str, now: datetime) -> str:
    if line.due_at is None:
        return "–"
    left = countdown(language, line.due_at - now)
    if line.is_late(now):
        return lang.say(language, "{time} late", time=left)
    return lang.say(language, "{time} left", time=left)


def countdown(language: str, length: timedelta) -> str:
    """Minutes and seconds within the hour, 9:41; beyond it the largest unit alone."""
    minutes, seconds = divmod(int(abs(length).total_seconds()), 60)
    return f"{minutes}:{seconds:02}" if minutes < 60 else coarse(language, length)


def topic(language: str, words: str) -> str:
    """A topic as it was given; one that a resident's answer opened is made of chips."""
    chips = words.split()
    if not chips or not set(chips) <= set(Chip):
        return words
    return " ".join(lang.term(language, "chip", chip) for chip in chips)


def signed(points: float) -> str:
    """Whole points with their sign: +7, 0, −12."""
    whole = round(points)
    return f"{whole:+d}".replace("-", "−") if whole else "0"
