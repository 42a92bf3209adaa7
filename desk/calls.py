"""Calls that residents ask for beside an answer: a ticket of its own, so that somebody makes it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import people
from db import tickets as tickets_db
from db.projects import ProjectCard
from desk.people import known_by_phone
from desk.tickets import register
from domain.requests import must_have_phone
from domain.tickets import Channel, Intake, Kind


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wishes to be called: at `phone`, else at the number of the job's own resident.

    `asks` says so in the project's language, `job` is the ticket that was answered about.
    """

    project: ProjectCard
    job: int | None
    place_id: int | None
    phone: str
    words: str
    asks: str


def resident_of(session: Session, wish: Wish) -> int | None:
    """Whose number this is, else the job's own resident, else whoever lives at the place."""
    at_phone = known_by_phone(session, wish.project.id, wish.phone)
    if at_phone:
        return at_phone
    if wish.job is not None:
        return tickets_db.intake(session, wish.project.id, wish.job).resident_id
    return people.resident_at(session, wish.project.id, wish.place_id) if wish.place_id else None


def must_be_reachable(session: Session, wish: Wish) -> None:
    """Raise WrongPhone when a call is promised and no number is known to call."""
    if not wish.phone:
        must_have_phone(_known_phone(session, wish))


def _known_phone(session: Session, wish: Wish) -> str:
    resident_id = resident_of(session, wish)
    known = people.resident(session, wish.project.id, resident_id) if resident_id else None
    return known.phone if known else ""


def ask(session: Session, wish: Wish, now: datetime) -> int:
    """The number of the ticket that asks for the call."""
    resident_id = resident_of(session, wish)
    return register(session, None, wish.project.id, _intake(session, wish, resident_id), now).number


def _intake(session: Session, wish: Wish, resident_id: int | None) -> Intake:
    call = Intake(
        Kind.ENQUIRY,
        wish.asks or wish.project.name,
        channel=Channel.QR,
        words=wish.words,
        place_id=wish.place_id,
        resident_id=resident_id,
    )
    if wish.job is None:
        return call
    about = tickets_db.intake(session, wish.project.id, wish.job)
    subject = f"{wish.asks} · {about.subject}" if wish.asks else about.subject
    return Intake(
        Kind.ENQUIRY,
        subject[:200],
        channel=Channel.QR,
        words=wish.words,
        place_words=about.place_words,
        place_id=about.place_id,
        resident_id=resident_id,
        parent=wish.job,
    )
