"""Satisfaction on the wall: the gap with its interval, its two sides, verdicts, what to fix first.

Small groups stay hidden as everywhere (SCORING.md §3); a group's figure never has decimals.
"""

from dataclasses import dataclass
from functools import partial

import lang
from db.board import Board
from domain.groups import SHOWN_FROM, visible_count
from domain.satisfaction import Verdict
from pages.parts.wall.words import GROUP_VERDICTS, VERDICTS, Tone, signed

# Points either side of zero that the gap bar shows; a wider interval widens it to all there is.
NEAR, ALL = 50, 100


@dataclass(frozen=True, slots=True)
class GapBar:
    """The month's gap; places on the bar in per cent from its left end, `reach` its last mark."""

    tone: Tone
    symbol: str
    verdict: str
    n: int | None
    excluded: int
    mean: str = ""
    ends: tuple[str, str] = ("", "")
    at: float = 50
    low: float = 50
    high: float = 50
    band: tuple[float, float] = (50, 50)
    reach: int = NEAR


def gap(board: Board, language: str) -> GapBar:
    group, excluded = board.surveys.gap, board.surveys.excluded
    tone, symbol, verdict = GROUP_VERDICTS[group.verdict]
    verdict = lang.say(language, verdict)
    if group.mean is None or group.interval is None:
        return GapBar(tone, symbol, verdict, group.n, excluded)
    low, high = group.interval
    reach = NEAR if max(-low, high) <= NEAR else ALL
    place = partial(_place, reach=reach)
    return GapBar(
        tone,
        symbol,
        verdict,
        group.n,
        excluded,
        mean=signed(group.mean),
        ends=(signed(low), signed(high)),
        at=place(group.mean),
        low=place(low),
        high=place(high),
        band=(place(-board.surveys.band), place(board.surveys.band)),
        reach=reach,
    )


def _place(points: float, *, reach: int) -> float:
    return round(50 + 50 * max(-reach, min(reach, points)) / reach, 1)


def sides(board: Board, language: str) -> list[tuple[str, int]]:
    """What residents expected and what they got, 0–100; empty where the gap is hidden.

    In whole points that differ by the gap as it is shown, so that nobody doubts the sum.
    """
    found = board.surveys
    if found.expectation is None or found.gap.mean is None:
        return []
    expected = round(found.expectation)
    return [
        (lang.say(language, "Expected"), expected),
        (lang.say(language, "Got"), expected + round(found.gap.mean)),
    ]


@dataclass(frozen=True, slots=True)
class Voices:
    """Verdicts of today and the month, and what to fix first; None where too few have spoken.

    `rate` is the share of asked tickets with an answer, in per cent.
    """

    verdicts: list[tuple[Tone, str, str]]
    today: list[int] | None
    month: list[int] | None
    chips: list[tuple[str, int]]
    answered: int | None
    asked: int

    @property
    def rate(self) -> int | None:
        return None if not self.answered else int(100 * self.answered / self.asked)


def voices(board: Board, language: str) -> Voices:
    found = board.surveys
    chips = [(lang.term(language, "chip", chip), count) for chip, count in found.chips]
    return Voices(
        verdicts=[(*VERDICTS[v], lang.term(language, "verdict", v)) for v in Verdict],
        today=_split(found.verdicts_today),
        month=_split(found.verdicts),
        chips=chips if _are_enough(found.verdicts) else [],
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
