"""Request forms (诉求表): what was typed into them, as harmless text and within bounds."""

from dataclasses import dataclass
from typing import Self

from desk.requests import Report
from domain.masking import masked
from domain.requests import REPORTABLE, NoKind, NothingReported, tidy_phone
from domain.tickets import Kind
from survey.forms import LONGEST_WORDS, WordsTooLong, tidy_words
from web.forms import Fields

LONGEST_LINE = {"place": 120, "name": 60, "suits": 120, "phone": 40}
LONGEST_SUBJECT = 60


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form; `place` is where exactly, `suits` when a call suits."""

    kind: str = ""
    words: str = ""
    place: str = ""
    phone: str = ""
    name: str = ""
    suits: str = ""

    @classmethod
    def sent(cls, fields: Fields) -> Self:
        lines = {name: _line(fields, name, most) for name, most in LONGEST_LINE.items()}
        words = tidy_words("\n".join(fields.get("words", ())))
        return cls(kind=fields.get("kind", [""])[-1], words=words, **lines)

    def must_have_kind(self) -> Kind:
        """Raises NoKind."""
        if self.kind not in REPORTABLE:
            raise NoKind
        return Kind(self.kind)

    def must_say_something(self, *, has_photo: bool) -> None:
        """Raises NothingReported."""
        if not (self.words or has_photo):
            raise NothingReported

    def report(self, kind: Kind, matter: str) -> Report:
        """Raises WordsTooLong, WrongPhone."""
        return Report(
            kind,
            _subject(self.words) or matter,
            words=self._words(),
            place_words=self.place,
            phone=tidy_phone(self.phone),
            name=self.name,
        )

    def call(self, subject: str) -> Report:
        """Raises WordsTooLong, WrongPhone."""
        return Report(
            Kind.ENQUIRY,
            subject,
            words=self._words(),
            asks=self.suits,
            phone=tidy_phone(self.phone),
            name=self.name,
        )

    def _words(self) -> str:
        """Raises WordsTooLong."""
        if len(self.words) > LONGEST_WORDS:
            raise WordsTooLong(LONGEST_WORDS)
        return self.words


def _line(fields: Fields, name: str, most: int) -> str:
    return " ".join(tidy_words(" ".join(fields.get(name, ()))).split())[:most]


def _subject(words: str) -> str:
    """How the ticket is called in a queue: the first words, without numbers to call."""
    first = masked(next(iter(words.splitlines()), ""))
    return first if len(first) <= LONGEST_SUBJECT else f"{first[:LONGEST_SUBJECT]}…"
