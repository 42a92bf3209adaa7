"""The wall's words: tones and their symbols, how long everything has, how wide a text is."""

from datetime import datetime, timedelta
from enum import StrEnum
from unicodedata import east_asian_width

import lang
from db.urgent import UrgentLine
from domain.groups import GroupVerdict
from domain.satisfaction import Verdict
from domain.surveys import Chip
from domain.tickets import Rung, Step
from lang import N_

# How wide a letter or digit of the system's fonts is, at most, beside a Chinese character.
LETTER = 0.54
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


def ems(text: str) -> float:
    """How wide a text is at most, in sizes of its font; what has to fit is made smaller by it."""
    return round(sum(1 if east_asian_width(one) in "WFA" else LETTER for one in text), 1)
