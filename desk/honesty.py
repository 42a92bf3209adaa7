"""Honesty: what is known about how an answer was given, for the rules to judge (SCORING §5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from db import staff_attempts
from db import surveys as surveys_db
from domain.honesty import FOR_REVIEW, Doubt, Honesty, arrival_doubts, honesty
from domain.surveys import tidy_code

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.openings import Job
    from desk.surveys import Filled, Opened


def trust(session: Session, opened: Opened, filled: Filled, now: datetime) -> Honesty:
    """How far the answer can be trusted. What was to be reviewed stays so when it is corrected."""
    rule = opened.policy.survey
    found = honesty(
        filled.answers,
        _took(opened, filled),
        speeder_seconds=rule.speeder_seconds_per_item,
        hasty_seconds=rule.hasty_seconds_per_item,
    )
    arrived = arrival_doubts(
        _since_closing(opened.ticket, now),
        _other_codes(session, opened, filled, now),
        at_closing_seconds=rule.at_closing_seconds,
        burst_answers=rule.burst_answers,
    )
    earlier = {Doubt(doubt) for row in opened.versions for doubt in row.doubts}
    return found.beside((*arrived, *(earlier & FOR_REVIEW)))


def _took(opened: Opened, filled: Filled) -> timedelta | None:
    """The time spent on all versions: a correction begins with the marks of the one before."""
    spent = [*(row.seconds for row in opened.versions), filled.seconds]
    known = [seconds for seconds in spent if seconds is not None]
    return timedelta(seconds=sum(known)) if len(known) == len(spent) else None


def _since_closing(job: Job | None, now: datetime) -> timedelta | None:
    closings = [at for at in (job.resolved_at, job.closed_at) if at] if job else []
    return now - max(closings) if closings else None


def _other_codes(session: Session, opened: Opened, filled: Filled, now: datetime) -> int:
    if not (filled.device and filled.has_been_here):
        return 0
    since = now - opened.policy.survey.burst_within
    code = opened.code
    return surveys_db.other_codes(session, code.project_id, code.token, filled.device, since)


def turn_away(session: Session, code: str, now: datetime) -> None:
    """What a colleague's browser sent by this code is refused, and counted without a name."""
    staff_attempts.note(session, tidy_code(code), now)
