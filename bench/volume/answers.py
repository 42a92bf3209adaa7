"""Answers of residents, scored by the formula, to be stamped onto codes."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bench.volume.courses import POLICY, TEXTS, ZONE
from bench.volume.stencil import DAY_ZERO, Blank, Stencil, day_of
from db.schema import Base
from db.scores import Given, as_given
from domain.honesty import honesty
from domain.satisfaction import Answers, Score, score, score_pulse
from domain.surveys import Chip, CodeKind, Concern, Form, opens_complaint
from domain.tickets import Channel, Kind

RESPONSES = tuple(Base.metadata.tables["responses"].columns.keys())
SCORES = tuple(Base.metadata.tables["scores"].columns.keys())
FORMULA = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer given on `day`, counted from the day on which the course began.

    `local_day` is that day where the project is.
    """

    response: Stencil
    score: Stencil
    day: int
    local_day: int
    opens_complaint: bool


@dataclass(frozen=True, slots=True)
class About:
    """What an answer is about, as far as the score beside it says."""

    form: Form
    code: CodeKind
    kind: Kind | None = None
    channel: Channel | None = None
    department: str | None = None


def answer(chance: random.Random, about: About, resolved_at: datetime, *, slow: bool) -> Answer:
    """To the standard form of a ticket, some hours after it was resolved."""
    level = 2.6 if slow else 3.9
    expected, delivered = _marks(chance, 4, 3.8), _marks(chance, 3, level)
    better = sum(delivered) / 3 - sum(expected) / 4
    given = Answers(expected, delivered, min(5, max(1, round(3 + better))))
    at = resolved_at + timedelta(hours=chance.uniform(0.2, 30))
    return _stamped(chance, given, at, about)


def pulse(chance: random.Random) -> Answer:
    """To the form behind a poster."""
    first, second, better = _marks(chance, 3, 3.8)
    given = Answers((None,) * 4, (first, second, None), better)
    at = datetime.combine(DAY_ZERO, time(), UTC) + timedelta(minutes=chance.uniform(0, 840))
    return _stamped(chance, given, at, About(Form.PULSE, CodeKind.PLACE))


def _marks(chance: random.Random, count: int, around: float) -> tuple[int, ...]:
    return tuple(min(5, max(1, round(chance.gauss(around, 0.8)))) for _one in range(count))


def _stamped(chance: random.Random, given: Answers, at: datetime, about: About) -> Answer:
    scored = (score if about.form is Form.STANDARD else score_pulse)(given, POLICY.formula)
    took = timedelta(seconds=chance.uniform(5, 150))
    sincere, said = honesty(given, took), _concern(chance, scored)
    of_ticket = about.code is CodeKind.TICKET
    row = {
        **dict.fromkeys(RESPONSES),
        **dict(given.items()),
        **_open(),
        "version": 1,
        "answered_at": at,
        "seconds": took.total_seconds(),
        "form": about.form,
        "language": "zh_CN" if chance.random() < 0.97 else "en",
        "ticket": Blank.TICKET if of_ticket else None,
        "not_applicable": [],
        "chips": [chip.value for chip in said.chips],
        "words": said.words,
        "call_me": said.call_me,
        "formula": FORMULA,
        "expectation": scored.expectation,
        "delivered": scored.delivered,
        "gap": scored.gap,
        "verdict": scored.verdict,
        "method": scored.method,
        "flags": [flag.value for flag in scored.flags],
        "doubts": [doubt.value for doubt in sincere.doubts],
        "excluded": sincere.excluded,
    }
    opens = of_ticket and opens_complaint(scored.verdict, said)
    score_row = _score_row(row, about)
    local_day = day_of(score_row["day"])
    stencils = Stencil(row, RESPONSES), Stencil(score_row, SCORES)
    return Answer(*stencils, day_of(at), local_day, opens)


def _score_row(row: dict[str, Any], about: About) -> dict[str, Any]:
    """The score beside the response, as desk lays it out."""
    known = {name: row[name] for name in Given.__slots__ if name in row}
    facts = {name: getattr(about, name) for name in ("code", "kind", "channel", "department")}
    given = Given(**known, **facts, home=None, resident=None, building=None)
    laid_out = as_given(given, POLICY.formula, ZoneInfo(ZONE))
    blanks = {"project_id": Blank.PROJECT, "household": Blank.HOUSEHOLD}
    return laid_out | blanks | {"building": Blank.BUILDING, "month": Blank.MONTH}


def _open() -> dict[str, object]:
    """What is known only once there is a ticket."""
    return {
        "project_id": Blank.PROJECT,
        "token": Blank.TOKEN,
        "slot": Blank.SLOT,
        "block": Blank.BLOCK,
        "send_key": Blank.SEND_KEY,
        "device": Blank.DEVICE,
        "complaint": Blank.COMPLAINT,
    }


def _concern(chance: random.Random, scored: Score) -> Concern:
    if scored.gap is not None and scored.gap < -POLICY.formula.tolerance:
        chips = tuple(chance.sample(list(Chip), chance.randint(0, 2)))
        words = chance.choice(TEXTS["voices"]["let_down"]) if chance.random() < 0.5 else ""
        return Concern(chips, words, chance.random() < 0.2)
    mood = "glad" if (scored.gap or 0) > 0 else "fair"
    return Concern((), chance.choice(TEXTS["voices"][mood]) if chance.random() < 0.3 else "")
