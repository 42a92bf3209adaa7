"""Rulings (复核): what colleagues decided about single answers, and whether one counts today."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, ColumnElement, func, insert, select, type_coerce, update
from sqlalchemy.orm import Session

from db.rows import fetch
from db.schema import Response, Ruling, Score, Staff

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RulingRow:
    """One decision about one answer; the last one holds."""

    number: int
    excluded: bool
    reason: str
    at: datetime
    by: str | None


def _newest() -> ColumnElement[bool | None]:
    return (
        select(Ruling.excluded)
        .where(
            Ruling.project_id == Response.project_id,
            Ruling.token == Response.token,
            Ruling.slot == Response.slot,
        )
        .order_by(Ruling.number.desc())
        .limit(1)
        .correlate(Response)
        .scalar_subquery()
    )


# What holds for an answer: the last ruling, and where there is none what the rules said of it.
EXCLUDED: ColumnElement[bool] = type_coerce(func.coalesce(_newest(), Response.excluded), Boolean)


def is_excluded(session: Session, project_id: int, key: Key) -> bool | None:
    """Whether the answer is left out at present; None where there is no such answer."""
    token, slot = key
    return session.scalar(
        select(EXCLUDED)
        .where(Response.project_id == project_id, Response.token == token, Response.slot == slot)
        .order_by(Response.version.desc())
        .limit(1)
    )


def of_response(session: Session, project_id: int, key: Key) -> list[RulingRow]:
    """The last first."""
    token, slot = key
    wanted = (
        select(Ruling.number, Ruling.excluded, Ruling.reason, Ruling.at, Staff.name)
        .outerjoin(Staff, Staff.id == Ruling.by)
        .where(Ruling.project_id == project_id, Ruling.token == token, Ruling.slot == slot)
        .order_by(Ruling.number.desc())
    )
    return fetch(session, wanted, RulingRow)


def add(session: Session, project_id: int, key: Key, row: RulingRow, by: int | None) -> None:
    """ChangedMeanwhile at the end when somebody else ruled at the same moment."""
    token, slot = key
    here = {"project_id": project_id, "token": token, "slot": slot}
    session.execute(
        insert(Ruling).values(
            **here,
            number=row.number,
            excluded=row.excluded,
            reason=row.reason,
            at=row.at,
            by=by,
        )
    )
    session.execute(
        update(Score)
        .where(Score.project_id == project_id, Score.token == token, Score.slot == slot)
        .values(excluded=row.excluded)
    )
