"""Needs-analysis sheets: how many households of each group speak of a need, and what is done."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, case, func, insert, select, type_coerce, update
from sqlalchemy.orm import Session

from db.fairness import TOLD_BY, place
from db.schema import Code, HeardNeed, NeedResponse, Place, Resident, Response, Score, Ticket
from domain.fairness import Segment
from domain.handling import Need
from domain.need_sheets import Feasibility, Heard, NeedRow, row
from domain.surveys import CodeKind

# A poster's place is nobody's home.
_LETTERS_HOME = case((Code.kind == CodeKind.CAMPAIGN, Code.place_id))


def sheet(
    session: Session, project_id: int, segment: Segment, first: date, last: date
) -> list[NeedRow]:
    """The needs heard in answers of these days that count, group by group, the commonest first."""
    answers = _responses(session, project_id, segment)
    found = session.execute(_households(project_id, segment, first, last))
    rows = [
        row(Heard(segment, group, need), households, answers.get((group, need)))
        for group, need, households in found
    ]
    return sorted(rows, key=_place)


def _place(one: NeedRow) -> tuple[int, int, int]:
    """A number that is hidden is not told by where its row stands either."""
    return place(one.heard.group), -(one.households or 0), list(Need).index(one.heard.need)


def _households(project_id: int, segment: Segment, first: date, last: date) -> Any:
    group = func.coalesce(type_coerce(TOLD_BY[segment], String), "")
    home = func.coalesce(Resident.place_id, Ticket.place_id, _LETTERS_HOME)
    same = ("project_id", "token", "slot")
    return (
        select(group, HeardNeed.need, func.count(Score.household.distinct()))
        .select_from(Score)
        .join(HeardNeed, _alike(HeardNeed, Score, *same))
        .join(Response, _alike(Response, Score, *same, "version"))
        .join(Code, _alike(Code, Score, "project_id", "token"))
        .outerjoin(
            Ticket, (Ticket.project_id == Score.project_id) & (Ticket.number == Response.ticket)
        )
        .outerjoin(
            Resident,
            (Resident.project_id == Score.project_id) & (Resident.id == Ticket.resident_id),
        )
        .outerjoin(Place, (Place.project_id == Score.project_id) & (Place.id == home))
        .where(
            Score.project_id == project_id,
            Score.is_given.is_(True),
            Score.day.between(first, last),
            ~Score.excluded,
        )
        .group_by(group, HeardNeed.need)
    )


def _alike(one: Any, other: Any, *names: str) -> ColumnElement[bool]:
    first, *rest = (getattr(one, name) == getattr(other, name) for name in names)
    condition: ColumnElement[bool] = first
    for more in rest:
        condition = condition & more
    return condition


def _responses(
    session: Session, project_id: int, segment: Segment
) -> dict[tuple[str, Need], tuple[str, Feasibility]]:
    rows = session.execute(
        select(
            NeedResponse.group, NeedResponse.need, NeedResponse.response, NeedResponse.feasibility
        ).where(NeedResponse.project_id == project_id, NeedResponse.segment == segment)
    )
    return {(group, need): (response, how) for group, need, response, how in rows}


def respond(
    session: Session,
    project_id: int,
    heard: Heard,
    answer: tuple[str, Feasibility],
    now: datetime,
    by: int | None,
) -> None:
    """In place of what was said before. ChangedMeanwhile at the end when somebody was quicker."""
    here = {"segment": heard.segment, "group": heard.group, "need": heard.need}
    said = {"response": answer[0], "feasibility": answer[1], "at": now, "by": by}
    changed = session.execute(
        update(NeedResponse)
        .where(NeedResponse.project_id == project_id)
        .where(*(getattr(NeedResponse, name) == value for name, value in here.items()))
        .values(**said)
        .returning(NeedResponse.need)
    )
    if changed.first() is None:
        session.execute(insert(NeedResponse).values(project_id=project_id, **here, **said))
