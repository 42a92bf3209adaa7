"""Answers of residents, scored by the formula, to be stamped onto codes."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bench.volume.courses import POLICY, TEXTS
from bench.volume.stencil import DAY_ZERO, Blank, Stencil, day_of
from db.schema import Base
from domain.honesty import honesty
from domain.satisfaction import Answers, Score, score, score_pulse
from domain.surveys import Chip, Concern, Form, opens_complaint

RESPONSES = tuple(Base.metadata.tables["responses"].columns.keys())
FORMULA = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer given on `day`, counted from the day on which the course began."""

    stencil: Stencil
    day: int
    opens_complaint: bool


def answer(chance: random.Random, resolved_at: datetime, *, slow: bool) -> Answer:
    """To the standard form of a ticket, some hours after it was resolved."""
    level = 2.6 if slow else 3.9
    expected, delivered = _marks(chance, 4, 3.8), _marks(chance, 3, level)
    better = sum(delivered) / 3 - sum(expected) / 4
    given = Answers(expected, delivered, min(5, max(1, round(3 + better))))
    return _stamped(chance, given, resolved_at, Form.STANDARD)


def pulse(chance: random.Random) -> Answer:
    """To the form behind a poster."""
    first, second, better = _marks(chance, 3, 3.8)
    given = Answers((None,) * 4, (first, second, None), better)
    morning = datetime.combine(DAY_ZERO, time(), UTC) + timedelta(minutes=chance.uniform(0, 840))
    return _stamped(chance, given, morning, Form.PULSE)


def _marks(chance: random.Random, count: int, around: float) -> tuple[int, ...]:
    return tuple(min(5, max(1, round(chance.gauss(around, 0.8)))) for _one in range(count))


def _stamped(chance: random.Random, given: Answers, since: datetime, form: Form) -> Answer:
    scored = (score if form is Form.STANDARD else score_pulse)(given, POLICY.formula)
    took = timedelta(seconds=chance.uniform(5, 150))
    at = since + timedelta(hours=chance.uniform(0.2, 30)) if form is Form.STANDARD else since
    sincere = honesty(given, took)
    said = _concern(chance, scored)
    row = {
        **dict.fromkeys(RESPONSES),
        **dict(given.items()),
        **_open(),
        "version": 1,
        "answered_at": at,
        "seconds": took.total_seconds(),
        "form": form,
        "language": "zh_CN" if chance.random() < 0.97 else "en",
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
    row["ticket"] = Blank.TICKET if form is Form.STANDARD else None
    opens = form is Form.STANDARD and opens_complaint(scored.verdict, said)
    return Answer(Stencil(row, RESPONSES), day_of(at), opens)


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
