"""Progress in words: what of a ticket its resident is told, and what of it is nobody else's.

No colleague's name, no note that was written for colleagues; of all notes two are meant for the
resident, why the work waits and what the reply was, and numbers in them are masked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import datetime

from sqlalchemy.orm import Session

from desk.surveys import open_code
from desk.tickets import Dossier
from domain.contacts import Contacts
from domain.deadlines import Deadline, still_owed
from domain.masking import masked
from domain.requests import (
    NothingToReopen,
    NothingToUrge,
    ReopenTooLate,
    UrgedTooSoon,
    must_be_reopenable,
    must_be_urgeable,
    reopen_until,
)
from domain.surveys import AlreadyAnswered, NotYetDone, next_version
from domain.tickets import AT_WORK, Event, Step
from lang import moment, term
from lang.terms import TERMS
from survey.layout import Facts
from survey.links import address
from survey.visits import Visit

MOST_STEPS = 40
NOTES_FOR_RESIDENTS = {Step.PAUSED, Step.REPLIED}
# In the order of the contact card.
REACHED = tuple(field.name for field in fields_of(Contacts))


@dataclass(frozen=True, slots=True)
class Rating:
    """What of rating this code offers now: `may` is "rate", "correct" or nothing."""

    may: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """One thing still owed, and by when."""

    words: str
    due: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One step as the resident reads it."""

    when: str
    words: str
    detail: str


Said = Callable[[datetime | None], str]


def rating_of(session: Session, visit: Visit, dossier: Dossier) -> Rating:
    """Whether the job can be rated; while it is worked on again, the round before is past."""
    if dossier.progress.stage in AT_WORK:
        return Rating()
    try:
        opened = open_code(session, visit.code, visit.now)
    except NotYetDone:
        return Rating()
    if not opened.versions:
        return Rating("rate")
    first, hours = opened.versions[0].answered_at, opened.policy.survey.correction_hours
    try:
        next_version(first, len(opened.versions), visit.now, hours)
    except AlreadyAnswered:
        return Rating(answered_at=first)
    return Rating("correct", first)


def facts(visit: Visit, dossier: Dossier, rating: Rating, language: str) -> Facts:
    progress, project = dossier.progress, dossier.project
    code, waits_until = visit.code, _waits_until(dossier, visit.now)
    may_urge, urge_from = _urge(dossier, visit.now)

    def said(at: datetime | None) -> str:
        return moment(language, at, project.zone) if at else ""

    return {
        "project": project,
        "number": dossier.number,
        "subject": masked(dossier.intake.subject),
        "standing": term(language, "standing_of_ticket", progress.stage),
        "is_done": progress.stage not in AT_WORK,
        "waits_until": said(waits_until),
        "waits_for": _waits_for(dossier) if waits_until else "",
        "promises": [_promise(one, visit.now, language, said) for one in _promised(dossier)],
        "appointment": said(progress.appointment_at) if progress.stage in AT_WORK else "",
        "quoted": _money(progress.fee_quoted),
        "paid": _money(progress.fee_paid),
        "price": progress.open_quote if Step.AGREED in progress.possible(visit.now) else None,
        "agreed": _money(progress.fee_agreed),
        "agree": address(visit, code, "agree"),
        "steps": _steps(dossier, language, said),
        "may_rate": rating.may,
        "rate": address(visit, code, "rate"),
        "answered": said(rating.answered_at),
        "urge": address(visit, code, "urge"),
        "may_urge": may_urge,
        "urges": progress.urges,
        "urged": said(progress.urged_at),
        "urge_from": said(urge_from),
        "reopen": address(visit, code, "reopen"),
        "reopen_until": said(_reopen_until(dossier, visit.now)),
        "reached": reached(project.contacts, language),
    }


def reached(contacts: Contacts, language: str) -> list[tuple[str, str]]:
    """Whom to call for what; what is empty is left out."""
    named = ((name, getattr(contacts, name)) for name in REACHED)
    return [(term(language, "reached", name), value) for name, value in named if value]


def _waits_until(dossier: Dossier, now: datetime) -> datetime | None:
    progress = dossier.progress
    at_work = progress.stage in AT_WORK and progress.is_paused(now)
    return progress.waits_until if at_work else None


def _waits_for(dossier: Dossier) -> str:
    """What was said when the work was put on hold."""
    said = [event.note for event in dossier.history if event.step is Step.PAUSED]
    return masked(said[-1]) if said else ""


def _promised(dossier: Dossier) -> list[Deadline]:
    """What is still owed to the resident; a report to somebody higher is not theirs to wait for."""
    owed = still_owed(dossier.deadlines(), dossier.progress.stage)
    return [deadline for deadline in owed if deadline.step in TERMS["promise"]]


def _promise(deadline: Deadline, now: datetime, language: str, said: Said) -> Promise:
    words = term(language, "promise", deadline.step)
    return Promise(words, said(deadline.due_at), deadline.is_late(now))


def _steps(dossier: Dossier, language: str, said: Said) -> list[Told]:
    """The steps that concern the resident, the latest first."""
    concern = [event for event in dossier.history if event.step in TERMS["told_step"]]
    return [_told(event, language, said) for event in reversed(concern[-MOST_STEPS:])]


def _told(event: Event, language: str, said: Said) -> Told:
    details = (
        term(language, "rung", event.rung) if event.rung else "",
        said(event.promised_at) if event.step is Step.DISPATCHED else "",
        _money(event.amount),
        masked(event.note) if event.step in NOTES_FOR_RESIDENTS else "",
    )
    told = " · ".join(detail for detail in details if detail)
    return Told(said(event.at), term(language, "told_step", event.step), told)


def _money(amount: float | None) -> str:
    return f"¥{amount:,.2f}" if amount is not None else ""


def _urge(dossier: Dossier, now: datetime) -> tuple[bool, datetime | None]:
    """Whether it can be urged now, and if only later, from when on."""
    try:
        must_be_urgeable(dossier.progress, now, dossier.policy.survey.urge_every)
    except NothingToUrge:
        return False, None
    except UrgedTooSoon as refused:
        return False, refused.possible_at
    return True, None


def _reopen_until(dossier: Dossier, now: datetime) -> datetime | None:
    within = dossier.policy.survey.reopen_within
    try:
        must_be_reopenable(dossier.progress, now, within)
    except (NothingToReopen, ReopenTooLate):
        return None
    return reopen_until(dossier.progress, within)
