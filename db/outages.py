"""Outages: announced, reported and over; what they cut off, and how many visits are still open."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from db import numbers
from db.rows import fetch, fetch_one
from db.schema import Outage, OutageArea
from db.visits import visits
from domain.errors import NotFound
from domain.outages import Cut, Stretch, Supply


@dataclass(frozen=True, slots=True)
class OutageLine:
    """One outage; `to_visit` people of the register live where it cuts, `visited` of them were."""

    id: int
    cut: Cut
    recorded_at: datetime
    recorded_by: int | None
    over_at: datetime | None
    to_visit: int
    visited: int

    @property
    def open(self) -> int:
        return 0 if self.over_at else self.to_visit - self.visited


def add(session: Session, project_id: int, cut: Cut, staff_id: int | None, now: datetime) -> int:
    """The number of the new outage."""
    id = numbers.take(session, project_id, "outage")
    session.execute(
        insert(Outage).values(
            project_id=project_id,
            id=id,
            supply=cut.supply,
            is_planned=cut.is_planned,
            starts_at=cut.starts_at,
            ends_at=cut.ends_at,
            note=cut.note,
            recorded_at=now,
            recorded_by=staff_id,
        )
    )
    session.execute(
        insert(OutageArea),
        [
            {"project_id": project_id, "outage": id, "building": one.building, "unit": one.unit}
            for one in cut.where
        ],
    )
    return id


def end(
    session: Session, project_id: int, outage: int, staff_id: int | None, now: datetime
) -> bool:
    """Whether it was still going on until now."""
    ended = session.execute(
        update(Outage)
        .where(Outage.project_id == project_id, Outage.id == outage, Outage.over_at.is_(None))
        .values(over_at=now, over_by=staff_id)
        .returning(Outage.id)
    )
    return ended.scalar() is not None


_OUTAGE = (
    Outage.id,
    Outage.supply,
    Outage.is_planned,
    Outage.starts_at,
    Outage.ends_at,
    Outage.note,
    Outage.recorded_at,
    Outage.recorded_by,
    Outage.over_at,
)


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    supply: Supply
    is_planned: bool
    starts_at: datetime
    ends_at: datetime | None
    note: str
    recorded_at: datetime
    recorded_by: int | None
    over_at: datetime | None


def outages(session: Session, project_id: int, *, limit: int = 50) -> list[OutageLine]:
    """Those going on or announced first, by their beginning; then the latest past ones."""
    wanted = (
        select(*_OUTAGE)
        .where(Outage.project_id == project_id)
        .order_by(Outage.over_at.is_not(None), Outage.over_at.desc(), Outage.starts_at, Outage.id)
        .limit(limit)
    )
    return [_line(session, project_id, row) for row in fetch(session, wanted, _Row)]


def outage(session: Session, project_id: int, id: int) -> OutageLine:
    """Raises NotFound."""
    wanted = select(*_OUTAGE).where(Outage.project_id == project_id, Outage.id == id)
    row = fetch_one(session, wanted, _Row)
    if row is None:
        raise NotFound("outage", id)
    return _line(session, project_id, row)


def _line(session: Session, project_id: int, row: _Row) -> OutageLine:
    cut = Cut(
        row.supply,
        row.is_planned,
        row.starts_at,
        tuple(_areas(session, project_id, row.id)),
        row.ends_at,
        row.note,
    )
    listed = visits(session, project_id, row.id, over_at=row.over_at)
    done = sum(visit.visited_at is not None for visit in listed)
    recorded = (row.recorded_at, row.recorded_by, row.over_at)
    return OutageLine(row.id, cut, *recorded, len(listed), done)


def _areas(session: Session, project_id: int, outage: int) -> list[Stretch]:
    wanted = (
        select(OutageArea.building, OutageArea.unit)
        .where(OutageArea.project_id == project_id, OutageArea.outage == outage)
        .order_by(OutageArea.building, OutageArea.unit)
    )
    return fetch(session, wanted, Stretch)
