"""Honesty (真实性): whether one response was given with care, or only clicked through.

Source: SCORING.md §5. An excluded response stays visible, and results are shown with and without.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.satisfaction import Answers, is_straightline


class Doubt(StrEnum):
    """What speaks against taking a response at its word."""

    TOO_FAST = "too_fast"
    HASTY = "hasty"
    STRAIGHTLINE = "straightline"


@dataclass(frozen=True, slots=True)
class Honesty:
    """The doubts about one response, and whether they exclude it from the counted results."""

    doubts: tuple[Doubt, ...]
    excluded: bool


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
