"""Forms (表单): what a browser sends becomes a filled form, or is refused by name."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from db.surveys import ResponseRow
from domain.errors import HuifangError
from domain.requests import WrongPhone
from domain.satisfaction import COMPARISON_LADDER, Answers, OutsideLadder
from domain.surveys import Chip, Concern, Form
from survey.questions import LABELS, items, may_be_not_applicable
from web.forms import Fields
from web.words import tidy_words as tidy_words

LONGEST_WORDS = 2_000
NOT_APPLICABLE = "na"


class StaleForm(HuifangError):
    """The form lay open too long, or does not carry our seal."""

    code = "survey.stale_form"


class NothingSaid(HuifangError):
    """Not one answer, word or wish."""

    code = "survey.nothing_said"


class WordsTooLong(HuifangError):
    """The free text is longer than `most` characters."""

    code = "survey.words_too_long"

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} characters")
        self.most = most


# With any of these the form goes back to the resident, and everything in it.
NOT_ACCEPTED = (StaleForm, NothingSaid, WordsTooLong, WrongPhone, OutsideLadder)


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in a form: `marks` by item as sent ("1" … "5", "na"), then the rest."""

    marks: Mapping[str, str]
    chips: tuple[Chip, ...] = ()
    words: str = ""
    call_me: bool = False
    phone: str = ""

    @classmethod
    def sent(cls, fields: Fields, form: Form) -> Self:
        """Of all the fields those that the form asks for; a contradicting mark stays one."""
        marks = {item: ",".join(dict.fromkeys(fields.get(item, ()))) for item in items(form)}
        return cls(
            {item: mark for item, mark in marks.items() if mark},
            tuple(chip for chip in Chip if chip in fields.get("chip", ())),
            tidy_words("\n".join(fields.get("words", ()))),
            "call_me" in fields,
            tidy_words(" ".join(fields.get("phone", ()))),
        )

    @classmethod
    def answered(cls, row: ResponseRow, form: Form) -> Self:
        """An earlier answer, for correction. Its words are not shown to whoever holds the slip."""
        marks = {item: str(mark) for item in items(form) if (mark := getattr(row, item))}
        marks |= dict.fromkeys(row.not_applicable, NOT_APPLICABLE)
        return cls(marks, tuple(Chip(chip) for chip in row.chips), call_me=row.call_me)

    def not_applicable(self) -> tuple[str, ...]:
        return tuple(
            item
            for item, mark in self.marks.items()
            if mark == NOT_APPLICABLE and may_be_not_applicable(item)
        )

    def answers(self) -> Answers:
        """Raises OutsideLadder for anything but a label or a permitted "na"."""
        left_out = self.not_applicable()
        answered = {item: mark for item, mark in self.marks.items() if item not in left_out}
        return Answers.from_items({item: _label(item, mark) for item, mark in answered.items()})

    def concern(self) -> Concern:
        """Raises WordsTooLong."""
        if len(self.words) > LONGEST_WORDS:
            raise WordsTooLong(LONGEST_WORDS)
        # Whoever leaves a number wishes to be called at it.
        return Concern(self.chips, self.words, self.call_me or bool(self.phone))

    def must_say_something(self) -> None:
        """Raise NothingSaid for a form that was sent as it was handed out."""
        if not (self.marks or self.concern().names_a_problem()):
            raise NothingSaid

    def send_key(self, number: str) -> str:
        """The same for the same words on the same blank, so that a double tap is one answer."""
        said = [number, dict(self.marks), self.chips, self.words, self.call_me, self.phone]
        return sha256(json.dumps(said).encode()).hexdigest()[:40]


def _label(item: str, mark: str) -> int:
    if mark not in LABELS:
        raise OutsideLadder(item, mark, COMPARISON_LADDER)
    return int(mark)
