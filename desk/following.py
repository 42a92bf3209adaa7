"""Following (跟进): a ticket's own code shows how far it is, urges it, and opens it again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import codes as codes_db
from db.codes import CodeCard
from desk.requests import NoSuchDoor
from desk.tickets import Dossier, open_dossier, record
from domain.consequences import next_rung
from domain.errors import ChangedMeanwhile, NotFound
from domain.requests import NoReason, must_be_agreeable, must_be_reopenable, must_be_urgeable
from domain.surveys import must_be_open, tidy_code
from domain.tickets import AT_WORK, Event, Step


@dataclass(frozen=True, slots=True)
class Followed:
    """A ticket as its own code opens it."""

    code: CodeCard
    dossier: Dossier


def follow(session: Session, typed: str, now: datetime) -> Followed:
    """Raises NotFound, CodeClosed, NoSuchDoor."""
    code = codes_db.find(session, tidy_code(typed))
    if code is None:
        raise NotFound("code", typed)
    must_be_open(now, code.revoked_at, code.expires_at)
    if code.ticket is None:
        raise NoSuchDoor
    return Followed(code, open_dossier(session, code.project_id, code.ticket))


def urge(session: Session, followed: Followed, now: datetime, *, asked_at: datetime) -> Dossier:
    """The ticket, urged once more. What was urged since the page was opened (`asked_at`) was
    urged by this page, and is not urged twice. Raises NothingToUrge, UrgedTooSoon.
    """
    dossier = followed.dossier
    urged_at = dossier.progress.urged_at
    if urged_at is not None and urged_at >= asked_at:
        return dossier
    must_be_urgeable(dossier.progress, now, dossier.policy.survey.urge_every)
    return record(session, dossier, Event(Step.URGED, now, round=dossier.progress.round))


def agree(session: Session, followed: Followed, price: float, now: datetime) -> Dossier:
    """The resident's word that the work may be done at this price; the same word twice is one.

    Raises NothingToAgree, ChangedMeanwhile when another price was named since.
    """
    dossier = followed.dossier
    if dossier.progress.fee_agreed == price:
        return dossier
    must_be_agreeable(dossier.progress, now)
    if dossier.progress.open_quote != price:
        raise ChangedMeanwhile
    agreed = Event(Step.AGREED, now, round=dossier.progress.round, amount=price)
    return record(session, dossier, agreed)


def reopen(
    session: Session, followed: Followed, reason: str, now: datetime, *, asked_at: datetime
) -> Dossier:
    """Back to work, one level up as after an unsatisfied reply (DOMAIN §2), and a new round.

    A page sent twice reopens once. Raises NoReason, NothingToReopen, ReopenTooLate.
    """
    dossier = followed.dossier
    progress = dossier.progress
    if progress.stage in AT_WORK and progress.round > 1 and progress.began_at >= asked_at:
        return dossier
    must_be_reopenable(progress, now, dossier.policy.survey.reopen_within)
    if not reason:
        raise NoReason
    rung = next_rung(dossier.policy.escalation.ladder, progress.rung)
    raised = record(session, dossier, Event(Step.ESCALATED, now, round=progress.round, rung=rung))
    return record(session, raised, Event(Step.REOPENED, now, round=progress.round, note=reason))
