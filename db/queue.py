"""The queue (工单队列): which tickets somebody asks for, the least time left first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, func, or_
from sqlalchemy.orm import Session

from db.rows import fetch
from db.schema import Place, Ticket
from db.tickets import IS_OPEN, OPEN, TicketLine, lines_of
from domain.tickets import IN_QUEUE, Kind, Severity, Stage

# In nobody's hands yet; colleagues are numbered from 1.
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a queue is narrowed to; None and "" narrow nothing.

    `assignee_id` is a colleague's or NOBODY; with `or_offered` also what waits for anybody to
    accept it. `words` are looked for in subject and place, digits also as a number. `late_at`
    keeps what is late at that moment.
    """

    stages: tuple[Stage, ...] = OPEN
    kind: Kind | None = None
    severity: Severity | None = None
    assignee_id: int | None = None
    or_offered: bool = False
    words: str = ""
    late_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether only tickets are asked for that nobody has to do anything about any more."""
        return IN_QUEUE.isdisjoint(self.stages)


EVERYTHING_OPEN = Wanted()


def queue(
    session: Session,
    project_id: int,
    wanted: Wanted = EVERYTHING_OPEN,
    *,
    limit: int = 100,
    offset: int = 0,
) -> list[TicketLine]:
    """Those without a deadline come last; where nothing is open, the latest come first."""
    asked = lines_of(project_id).where(*_conditions(wanted)).order_by(*_order(wanted))
    return fetch(session, asked.limit(limit).offset(offset), TicketLine)


def _order(wanted: Wanted) -> tuple[UnaryExpression[Any], ...]:
    if wanted.is_over:
        return (Ticket.number.desc(),)
    return Ticket.due_at.nulls_last(), Ticket.number.asc()


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [IS_OPEN] if IN_QUEUE.issuperset(wanted.stages) else []
    if wanted.stages != OPEN:
        found.append(Ticket.stage.in_(wanted.stages))
    if wanted.kind is not None:
        found.append(Ticket.kind == wanted.kind)
    if wanted.severity is not None:
        found.append(Ticket.severity == wanted.severity)
    if wanted.assignee_id is not None:
        found.append(_in_hands(wanted.assignee_id, or_offered=wanted.or_offered))
    if wanted.words:
        found.append(_says(wanted.words))
    if wanted.late_at is not None:
        found.append(Ticket.due_at < wanted.late_at)
    return found


def _in_hands(assignee_id: int, *, or_offered: bool) -> ColumnElement[bool]:
    if assignee_id == NOBODY:
        return Ticket.assignee_id.is_(None)
    is_own = Ticket.assignee_id == assignee_id
    is_offered = Ticket.assignee_id.is_(None) & (Ticket.stage == Stage.DISPATCHED)
    return is_own | is_offered if or_offered else is_own


def _says(words: str) -> ColumnElement[bool]:
    where = func.replace(Place.building.concat(Place.unit).concat(Place.name), " ", "")
    found = [
        Ticket.subject.icontains(words, autoescape=True),
        Ticket.place_words.icontains(words, autoescape=True),
        where.icontains(words.replace(" ", ""), autoescape=True),
    ]
    digits = words.lstrip("#")
    # A number of ours, and none that no database could hold.
    if digits.isdecimal() and len(digits) < 10:
        found.append(Ticket.number == int(digits))
    return or_(*found)
