"""Imports (导入): what a row of another system means as the history of a ticket.

A row knows three or four moments; the events between them are not known and not invented.
Times stand as the source gave them, also where they run backwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.tickets import Event, Intake, Progress, Stage, Step


class Fault(StrEnum):
    """Why a row cannot become a ticket, or a resident."""

    EMPTY = "empty"
    NOT_A_DATE = "not_a_date"
    IMPLAUSIBLE_DATE = "implausible_date"
    TOO_LONG = "too_long"
    UNKNOWN_VALUE = "unknown_value"
    DUPLICATE = "duplicate"
    CLOSED_WITHOUT_TIME = "closed_without_time"
    TOO_MANY_CELLS = "too_many_cells"
    TOO_FEW_CELLS = "too_few_cells"
    BROKEN_CHARACTERS = "broken_characters"
    QUOTE_NOT_CLOSED = "quote_not_closed"
    COMPLAINTS_ONLY = "complaints_only"
    NOT_A_PHONE = "not_a_phone"
    NOT_AN_AREA = "not_an_area"
    NOT_A_WHOLE_NUMBER = "not_a_whole_number"
    REPEATED = "repeated"


class Oddity(StrEnum):
    """What is strange about a row that is kept all the same."""

    CLOSED_BEFORE_RECEIVED = "closed_before_received"
    OPEN_WITH_CLOSING_TIME = "open_with_closing_time"
    IN_THE_FUTURE = "in_the_future"
    OPEN_AT_SOURCE = "open_at_source"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where it was: a unit, or a common place, in the words of the source."""

    building: str = ""
    unit: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who it was; goes to the residents alone."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One sound row. `note` is why it was closed, `reply` what the resident was told."""

    line: int
    intake: Intake
    received_at: datetime
    resolved_at: datetime | None = None
    replied_at: datetime | None = None
    closed_at: datetime | None = None
    note: str = ""
    reply: str = ""
    department: str | None = None
    spot: Spot | None = None
    person: Person | None = None
    said_open: bool = False

    @property
    def source_ref(self) -> str:
        return self.intake.source_ref or ""

    @property
    def over_at(self) -> datetime | None:
        """When the source was done with it."""
        return self.closed_at or self.resolved_at


def whole_history(case: Case) -> list[Event]:
    """The events of a ticket that is new here; nobody of ours was the actor."""
    received = Event(Step.RECEIVED, case.received_at, 1, department=case.department)
    return [received, *_ending(case)]


def news(case: Case, progress: Progress) -> list[Event]:
    """What the source knows by now and the ticket does not: its resolution, reply and closing.

    A ticket closed here stays as it is, and a round that began after the source closed is ours.
    """
    ending = list(_ending(case))
    if not ending or progress.stage is Stage.CLOSED:
        return []
    if progress.round_began_at and ending[-1].at < progress.round_began_at:
        return []
    unknown = [event for event in ending if event.step not in progress.reached]
    if unknown and progress.waits_until:
        unknown.insert(0, Event(Step.RESUMED, unknown[0].at))
    first = progress.last_seq + 1
    return [
        replace(event, seq=seq, round=progress.round) for seq, event in enumerate(unknown, first)
    ]


def _ending(case: Case) -> Iterator[Event]:
    """Numbered as they would be right after intake."""
    resolved_at = case.resolved_at or case.closed_at
    if resolved_at is None:
        return
    yield Event(Step.RESOLVED, resolved_at, 2, note=case.note)
    if case.reply:
        replied_at = case.replied_at or case.closed_at or resolved_at
        yield Event(Step.REPLIED, replied_at, 3, note=case.reply)
    if case.closed_at is not None:
        yield Event(Step.CLOSED, case.closed_at, 4 if case.reply else 3)


def oddities(case: Case, now: datetime) -> list[Oddity]:
    """What a person should look at, though the row goes in."""
    last = case.over_at
    found = {
        Oddity.CLOSED_BEFORE_RECEIVED: last is not None and last < case.received_at,
        Oddity.OPEN_WITH_CLOSING_TIME: last is not None and case.said_open,
        Oddity.IN_THE_FUTURE: max(case.received_at, last or case.received_at) > now,
    }
    return [oddity for oddity, is_so in found.items() if is_so]
