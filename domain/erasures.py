"""Erasure (清除): what goes when somebody's data are erased, and what stays in shape.

Words can name a person, so they go: those of tickets, of their events, of answers and of visits.
What happened when, by whose hand and with which verdict stays as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.errors import HuifangError

NO_WORDS = "–"
_WORDS = ("shortcomings", "suggestions")


class AlreadyErased(HuifangError):
    """This resident's data were erased at `erased_at` (UTC)."""

    code = "resident.already_erased"

    def __init__(self, erased_at: datetime) -> None:
        super().__init__(f"erased at {erased_at:%Y-%m-%d %H:%M}Z")
        self.erased_at = erased_at


class StillOpen(HuifangError):
    """`count` tickets of this resident are not closed: without words nobody could finish them."""

    code = "resident.still_open"

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} open")
        self.count = count


@dataclass(frozen=True, slots=True)
class Receipt:
    """How many tickets, events, answers and visits have lost their words; it names nobody."""

    resident_id: int
    at: datetime
    by: int | None
    tickets: int
    events: int
    responses: int
    visits: int


def without_words(sheet: Mapping[str, object] | None) -> dict[str, object] | None:
    """A record sheet whose marks stay and whose words are gone."""
    if sheet is None:
        return None
    return {name: "" if name in _WORDS else fact for name, fact in sheet.items()}
