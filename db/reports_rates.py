"""Fee-collection rates (收费率), month by month as typed in; the newest version counts."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from db import numbers
from db.schema import FeeRate


def fee_rates(session: Session, project_id: int, since: date, until: date) -> dict[date, float]:
    """By the first day of each month that has one."""
    wanted = (
        select(FeeRate.month, FeeRate.rate)
        .where(FeeRate.project_id == project_id, FeeRate.month.between(since, until))
        .order_by(FeeRate.month, FeeRate.version)
    )
    return dict(session.execute(wanted).all())


def add(
    session: Session,
    project_id: int,
    rates: Mapping[date, float],
    now: datetime,
    typed_by: int,
) -> None:
    """A further version of each of these months."""
    # Two that type at once follow each other, so that the later one is the newest.
    numbers.take(session, project_id, "fee_rate", 0)
    versions = _versions(session, project_id)
    session.execute(
        insert(FeeRate),
        [
            {
                "project_id": project_id,
                "month": month,
                "version": versions.get(month, 0) + 1,
                "rate": rate,
                "typed_at": now,
                "typed_by": typed_by,
            }
            for month, rate in rates.items()
        ],
    )


def _versions(session: Session, project_id: int) -> dict[date, int]:
    wanted = (
        select(FeeRate.month, func.max(FeeRate.version))
        .where(FeeRate.project_id == project_id)
        .group_by(FeeRate.month)
    )
    return dict(session.execute(wanted).all())
