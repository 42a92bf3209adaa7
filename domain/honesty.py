"""Honesty (真实性): whether one response was given with care, or only clicked through.

Source: SCORING.md §5. An excluded response stays visible, and results are shown with and without.
How it came in may raise doubts too; those are for a colleague to look at and exclude nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from domain.satisfaction import Answers, is_straightline


class Doubt(StrEnum):
    """What speaks against taking a response at its word."""

    TOO_FAST = "too_fast"
    HASTY = "hasty"
    STRAIGHTLINE = "straightline"
    AT_CLOSING = "at_closing"
    BURST = "burst"


FOR_REVIEW = frozenset({Doubt.AT_CLOSING, Doubt.BURST})


@dataclass(frozen=True, slots=True)
class Honesty:
    """The doubts about one response, and whether they exclude it from the counted results."""

    doubts: tuple[Doubt, ...]
    excluded: bool

    def beside(self, doubts: Iterable[Doubt]) -> "Honesty":
        """With these doubts too, which exclude nothing by themselves."""
        found = {*self.doubts, *doubts}
        return replace(self, doubts=tuple(doubt for doubt in Doubt if doubt in found))


def honesty(
    answers: Answers,
    took: timedelta | None,
    *,
    speeder_seconds: float = 1.0,
    hasty_seconds: float = 2.0,
) -> Honesty:
    """How far one response can be trusted, given the time from opening to sending.

    Limits are seconds per answered item, C included; exactly at a limit is not under it. A time
    that is unknown, or negative because two clocks disagree, raises no doubt.
    """
    pace = _pace(answers, took)
    speed = _speed_doubt(pace, speeder_seconds, hasty_seconds)
    if not is_straightline(answers):
        return Honesty(() if speed is None else (speed,), excluded=speed is Doubt.TOO_FAST)
    if speed is not None:
        return Honesty((speed, Doubt.STRAIGHTLINE), excluded=True)
    # Equal answers mean a gap of 0, so a C other than "about the same" belies them.
    return Honesty((Doubt.STRAIGHTLINE,), excluded=answers.comparison not in (None, 3))


def arrival_doubts(
    since_closing: timedelta | None,
    other_codes: int,
    *,
    at_closing_seconds: float = 60.0,
    burst_answers: int = 4,
) -> Iterator[Doubt]:
    """What the way it came in speaks against it.

    `since_closing` is the time since a colleague last resolved or closed the ticket, None without
    one; `other_codes` how many other codes the same device has answered shortly before.
    """
    if since_closing is not None and 0 <= since_closing.total_seconds() <= at_closing_seconds:
        yield Doubt.AT_CLOSING
    if other_codes + 1 >= burst_answers:
        yield Doubt.BURST


def _pace(answers: Answers, took: timedelta | None) -> float | None:
    """Seconds per answered item; None where it cannot be told."""
    answered = len(answers.given()) + (answers.comparison is not None)
    if took is None or took < timedelta(0) or not answered:
        return None
    return took.total_seconds() / answered


def _speed_doubt(pace: float | None, speeder: float, hasty: float) -> Doubt | None:
    if pace is None or pace >= hasty:
        return None
    return Doubt.TOO_FAST if pace < speeder else Doubt.HASTY
