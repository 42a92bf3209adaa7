"""Voices (三方): the resident's answer, the callback and the review of one round of a ticket."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, join, select
from sqlalchemy.orm import Session

from db.rows import fetch
from db.schema import CallbackOwed, Response, Score, Ticket, TicketEvent
from domain.satisfaction import Verdict
from domain.tickets import Kind, Step
from domain.voices import Said

PAGE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Voices:
    """One round on which at least two spoke; what was not said is None.

    `callback` and `supervisor` tell whether the resident is satisfied in their view; answers that
    are left out are nobody's voice.
    """

    ticket: int
    round: int
    kind: Kind
    subject: str
    made_on: date
    verdict: Verdict | None
    gap: float | None
    words: str | None
    callback: bool
    sheet: dict[str, Any] | None
    supervisor: bool | None
    remark: str | None
    disagree: bool


_MADE = TicketEvent.__table__.alias("made")
_REVIEWED = TicketEvent.__table__.alias("reviewed")


def _of_round(event: Any, step: Step) -> ColumnElement[bool]:
    return and_(
        event.c.project_id == CallbackOwed.project_id,
        event.c.ticket == CallbackOwed.ticket,
        event.c.round == CallbackOwed.round,
        event.c.step == step,
    )


_GIVEN = and_(
    Response.project_id == CallbackOwed.project_id,
    Response.ticket == CallbackOwed.ticket,
    Response.slot == "round-" + cast(CallbackOwed.round, String),
)
_SCORED = and_(
    *(
        getattr(Score, name) == getattr(Response, name)
        for name in ("project_id", "token", "slot", "version")
    ),
    Score.is_given.is_(True),
    ~Score.excluded,
)
_RESIDENT: ColumnElement[bool | None] = case(
    (Score.verdict == Verdict.DISSATISFIED, False), (Score.verdict.is_not(None), True)
)
_CALLBACK, _SUPERVISOR = CallbackOwed.satisfied, _REVIEWED.c.satisfied
_DISAGREE = func.coalesce(_RESIDENT != _CALLBACK, False) | func.coalesce(
    _SUPERVISOR != _CALLBACK, False
)


def lines(
    session: Session, project_id: int, since: date, until: date, page: int = 0
) -> list[Voices]:
    """Disagreements first, then the newest; one more than a page when there is another page."""
    columns = (
        *(CallbackOwed.ticket, CallbackOwed.round, Ticket.kind, Ticket.subject),
        *(CallbackOwed.made_on, Score.verdict, Score.gap, Response.words),
        *(_CALLBACK, _MADE.c.sheet, _SUPERVISOR, _REVIEWED.c.note),
        _DISAGREE,
    )
    wanted = (
        _with_voices(select(*columns), project_id, since, until)
        .join(
            Ticket,
            and_(
                Ticket.project_id == CallbackOwed.project_id,
                Ticket.number == CallbackOwed.ticket,
            ),
        )
        .outerjoin(_MADE, _of_round(_MADE, Step.CALLBACK_MADE))
        .where(_RESIDENT.is_not(None) | _SUPERVISOR.is_not(None))
        .order_by(
            case((_DISAGREE, 0), else_=1),
            CallbackOwed.made_on.desc(),
            CallbackOwed.ticket.desc(),
            CallbackOwed.round,
        )
        .limit(PAGE_LENGTH + 1)
        .offset(page * PAGE_LENGTH)
    )
    return fetch(session, wanted, Voices)


def said(session: Session, project_id: int, since: date, until: date) -> Mapping[Said, int]:
    """How many rounds have each combination of what was said, for whoever weighs agreement."""
    keys = (_RESIDENT.label("resident"), _CALLBACK, _SUPERVISOR)
    each = _with_voices(select(*keys), project_id, since, until).subquery()
    rows = session.execute(select(*each.c, func.count()).group_by(*each.c))
    found = Counter[Said]()
    for row in rows:
        found[_yes(row[0]), _yes(row[1]), _yes(row[2])] += row[3]
    return found


def _yes(value: object) -> bool | None:
    return None if value is None else bool(value)


def _with_voices(columns: Select[Any], project_id: int, since: date, until: date) -> Select[Any]:
    """Of callbacks made on these days."""
    return (
        columns.select_from(CallbackOwed)
        .outerjoin(join(Response, Score, _SCORED), _GIVEN)
        .outerjoin(_REVIEWED, _of_round(_REVIEWED, Step.CALLBACK_REVIEWED))
        .where(
            CallbackOwed.project_id == project_id,
            CallbackOwed.made_on.between(since, until),
            CallbackOwed.satisfied.is_not(None),
        )
    )
