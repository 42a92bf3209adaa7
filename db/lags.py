"""How far the clockwork is behind: the age of the oldest thing it should have done by now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.schema import CallbackOwed, Notice, Ticket


@dataclass(frozen=True, slots=True)
class Lags:
    """Seconds; 0 where nothing is due."""

    limits: float
    notices: float


def lags(session: Session, now: datetime) -> Lags:
    limits = (_behind(session, Ticket.raise_at, now), _behind(session, CallbackOwed.raise_at, now))
    return Lags(max(limits), _behind(session, Notice.try_at, now))


def _behind(session: Session, due: InstrumentedAttribute[datetime | None], now: datetime) -> float:
    oldest = session.scalar(select(func.min(due)))
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
