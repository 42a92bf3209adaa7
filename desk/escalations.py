"""Escalations (升级): what the clockwork does about limits that were missed."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from db import callbacks as callbacks_db
from db.escalations import Due
from desk.tickets import Dossier, mirror, open_dossier, record
from domain.escalations import Raise
from domain.tickets import Event, Step


def raise_limits(session: Session, due: Due, now: datetime) -> int:
    """Tell every rung that is due to be told about this ticket; how many were.

    Two that do this at once collide on the events they add, as two colleagues would: the second
    gets ChangedMeanwhile. Raises NotFound.
    """
    dossier = open_dossier(session, due.project_id, due.ticket)
    events = [*_limits(dossier, now), *_callbacks(session, dossier, now)]
    for event in events:
        dossier = record(session, dossier, event)
    if not events:
        mirror(session, dossier)
    return len(events)


def _limits(dossier: Dossier, now: datetime) -> Iterator[Event]:
    for one in dossier.raises():
        if one.is_due(now):
            yield _event(one, dossier.progress.round, now)


def _callbacks(session: Session, dossier: Dossier, now: datetime) -> Iterator[Event]:
    for line in callbacks_db.of_ticket(session, dossier.project.id, dossier.number):
        later = dossier.follow_up(line.round, line.closes_on)
        if later is not None and later.is_due(now):
            yield _event(later, line.round, now)


def _event(one: Raise, round: int, now: datetime) -> Event:
    return Event(Step.ESCALATED, now, round=round, rung=one.rung, missed=one.missed)
