"""Headlines: on every layout one sentence, the one thing that matters now in what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import lang
from db.board import Board
from db.urgent import UrgentLine
from domain.groups import GroupVerdict
from domain.screens import Layout
from lang import N_
from pages.parts.wall import queue
from pages.parts.wall.words import GROUP_VERDICTS, Tone, coarse

# So long a major ticket takes the headline of every layout, and glows.
NEW_FOR = timedelta(minutes=2)
FOUND = {
    GroupVerdict.BELOW: N_("Residents got less than they expected"),
    GroupVerdict.LEAN_BELOW: N_("Residents rather got less than they expected"),
    GroupVerdict.MET: N_("Residents got what they expected"),
    GroupVerdict.LEAN_ABOVE: N_("Residents rather got more than they expected"),
    GroupVerdict.ABOVE: N_("Residents got more than they expected"),
    GroupVerdict.UNCLEAR: N_("Whether residents got what they expected is not clear"),
    GroupVerdict.TOO_FEW: N_("This month too few have answered to say anything"),
}


@dataclass(frozen=True, slots=True)
class Headline:
    tone: Tone
    words: str
    is_new: bool = False


def headline(board: Board, layout: Layout, language: str, now: datetime) -> Headline:
    say = {
        Layout.OVERVIEW: _of_everything,
        Layout.QUEUE: _of_the_queue,
        Layout.CALLBACKS: _of_callbacks,
        Layout.SATISFACTION: _of_residents,
    }[layout]
    return say(board, language, now)


def news(boards: Sequence[Board], language: str, now: datetime) -> Headline | None:
    """The newest major ticket that has just come in; in a region told with its project."""
    new = [(line.received_at, board, line) for board in boards for line in fresh(board, now)]
    if not new:
        return None
    _at, board, line = max(new, key=lambda one: one[0])
    where = [board.project.name] if len(boards) > 1 else []
    told = queue.line(line, language, now)
    about = " · ".join([*where, told.kind, *filter(None, [told.place, told.topic])])
    words = lang.say(language, "New and major: {about}", about=about)
    return Headline(Tone.LATE, words, is_new=True)


def fresh(board: Board, now: datetime) -> list[UrgentLine]:
    return [line for line in board.majors if now - line.received_at < NEW_FOR]


def of_a_region(boards: Sequence[Board], language: str, now: datetime) -> Headline:
    """Where most is late, else where most is due soon, else calm."""
    late = [(queue.how_many_late(board, now), board.project.name) for board in boards]
    if any(count for count, _ in late):
        words = N_("{n} tickets are late in {projects} of {all} projects, most in {name}")
        return Headline(Tone.LATE, _spread(language, words, late))
    soon = [(board.queue.due_soon, board.project.name) for board in boards]
    if any(count for count, _ in soon):
        words = N_("{n} tickets are due soon in {projects} of {all} projects, most in {name}")
        return Headline(Tone.SOON, _spread(language, words, soon))
    return Headline(Tone.CALM, lang.say(language, "All {all} projects in time", all=len(boards)))


def _spread(language: str, words: str, counts: list[tuple[int, str]]) -> str:
    most, name = max(counts, key=lambda one: one[0])
    affected = sum(1 for count, _ in counts if count)
    facts = {"n": sum(count for count, _ in counts), "projects": affected, "all": len(counts)}
    return lang.say(language, words, **facts, name=name, most=most)


def _of_everything(board: Board, language: str, now: datetime) -> Headline:
    """The first of these that is so: late, due soon, callbacks owed, residents let down, calm."""
    return (
        _late(board, language, now)
        or _due_soon(board, language, now)
        or _owed(board, language)
        or _let_down(board, language)
        or _calm(board, language, now)
    )


def _of_the_queue(board: Board, language: str, now: datetime) -> Headline:
    return (
        _late(board, language, now)
        or _due_soon(board, language, now)
        or _calm(board, language, now)
    )


def _of_callbacks(board: Board, language: str, now: datetime) -> Headline:
    return (
        _owed(board, language)
        or _short(board, language)
        or Headline(Tone.CALM, _all_called(board, language))
    )


def _of_residents(board: Board, language: str, now: datetime) -> Headline:
    verdict = board.surveys.gap.verdict
    return Headline(GROUP_VERDICTS[verdict][0], lang.say(language, FOUND[verdict]))


def _late(board: Board, language: str, now: datetime) -> Headline | None:
    late = queue.how_many_late(board, now)
    first = board.urgent[0].due_at if board.urgent else None
    if not late or first is None:
        return None
    words = lang.words(language).ngettext(
        "{n} ticket is late, by {time}", "{n} tickets are late, the longest by {time}", late
    )
    return Headline(Tone.LATE, words.format(n=late, time=coarse(language, now - first)))


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


def _owed(board: Board, language: str) -> Headline | None:
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


def _short(board: Board, language: str) -> Headline | None:
    """The kind that is furthest below its target."""
    short = [
        (rates.completion - target, row, rates, target)
        for row, rates, target in board.callbacks.rates
        if rates.completion is not None and target is not None and rates.completion < target
    ]
    if not short:
        return None
    _by, row, rates, target = min(short)
    words = lang.say(
        language,
        "{kind}: {done} of {counted} called back, target {target} %",
        kind=lang.term(language, "callback_row", row),
        done=rates.done,
        counted=rates.counted,
        target=round(100 * target),
    )
    return Headline(Tone.LATE, words)


def _all_called(board: Board, language: str) -> str:
    if not board.callbacks.rates:
        return lang.say(language, "No callback is owed this month")
    if not board.callbacks.open_now:
        return lang.say(language, "Nobody is waiting for a call")
    words = lang.words(language).ngettext(
        "On target, {n} callback is open",
        "On target, {n} callbacks are open",
        board.callbacks.open_now,
    )
    return words.format(n=board.callbacks.open_now)


def _let_down(board: Board, language: str) -> Headline | None:
    if board.surveys.gap.verdict is not GroupVerdict.BELOW:
        return None
    return Headline(Tone.LATE, lang.say(language, FOUND[GroupVerdict.BELOW]))


def _calm(board: Board, language: str, now: datetime) -> Headline:
    if not board.queue.open:
        return Headline(Tone.CALM, lang.say(language, "Nobody is waiting"))
    first = board.urgent[0].due_at if board.urgent else None
    if first is None:
        return Headline(Tone.CALM, lang.say(language, "All in time"))
    words = lang.say(
        language, "All in time, the next due in {time}", time=coarse(language, first - now)
    )
    return Headline(Tone.CALM, words)
