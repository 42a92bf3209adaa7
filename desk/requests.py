"""Requests (诉求): behind a place or card code a resident reports something or asks for a call.

The form's own number stands with the ticket (`source_ref`), so that however often it is sent, and
to whichever process, it is one ticket.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import codes as codes_db
from db import photos as photos_db
from db import projects
from db import tickets as tickets_db
from db.codes import CodeCard
from db.people import PlaceCard
from db.projects import ProjectCard
from desk import codes
from desk.people import known_by_phone
from desk.tickets import Dossier, open_dossier, register
from domain.errors import HuifangError, NotFound
from domain.intake import SENT_BY_RESIDENT
from domain.policy import Policy
from domain.requests import must_have_phone
from domain.surveys import CodeKind, must_be_open, tidy_code
from domain.tickets import Channel, Intake, Kind

DOORS = frozenset({CodeKind.PLACE, CodeKind.CARD})


class NoSuchDoor(HuifangError):
    """This code does not open what was asked for: its kind has other doors."""

    code = "survey.no_such_door"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a place or card code stands for; `place` is None on a card."""

    project: ProjectCard
    policy: Policy
    code: CodeCard
    place: PlaceCard | None


@dataclass(frozen=True, slots=True)
class Report:
    """A filled form; `subject` names the ticket in the project's language, `asks` is the wish."""

    kind: Kind
    subject: str
    words: str = ""
    asks: str = ""
    place_words: str = ""
    phone: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What the resident is told: the ticket as it stands, and its own code to follow it by."""

    dossier: Dossier
    token: str
    has_photo: bool


def enter(session: Session, typed: str, now: datetime) -> Entry:
    """What a place or card code leads to. Raises NotFound, CodeClosed, NoSuchDoor."""
    code = codes_db.find(session, tidy_code(typed))
    if code is None:
        raise NotFound("code", typed)
    must_be_open(now, code.revoked_at, code.expires_at)
    if code.kind not in DOORS:
        raise NoSuchDoor
    project = projects.card(session, code.project_id)
    return Entry(project, projects.policy(session, project.id), code, place_of(session, code))


def place_of(session: Session, code: CodeCard) -> PlaceCard | None:
    """Where the code hangs; None for one that hangs nowhere."""
    if code.place_id is None:
        return None
    return codes_db.place(session, code.project_id, code.place_id)


def already_taken(session: Session, entry: Entry, form: str, now: datetime) -> Taken | None:
    """The ticket that this very form has opened before."""
    number = tickets_db.numbered(session, entry.project.id, _reference(form))
    return None if number is None else _taken(session, entry.project.id, number, now)


def report(session: Session, entry: Entry, said: Report, form: str, now: datetime) -> Taken:
    """The ticket that the report opens, with the photo that waits for it. Raises WrongValue."""
    before = already_taken(session, entry, form, now)
    if before is not None:
        return before
    project_id = entry.project.id
    number = register(session, None, project_id, _intake(session, entry, said, form), now).number
    photos_db.attach(session, project_id, form, number)
    return _taken(session, project_id, number, now)


def ask_call(session: Session, entry: Entry, said: Report, form: str, now: datetime) -> Taken:
    """The enquiry that somebody is to be called about. Raises WrongPhone, WrongValue."""
    must_have_phone(said.phone)
    return report(session, entry, said, form, now)


def _intake(session: Session, entry: Entry, said: Report, form: str) -> Intake:
    return Intake(
        said.kind,
        said.subject,
        channel=Channel.QR,
        words=said.words,
        asks=said.asks,
        place_words=said.place_words,
        place_id=entry.code.place_id,
        resident_id=known_by_phone(session, entry.project.id, said.phone, said.name),
        source_ref=_reference(form),
    )


def _reference(form: str) -> str:
    return f"{SENT_BY_RESIDENT}{form}"


def _taken(session: Session, project_id: int, number: int, now: datetime) -> Taken:
    token = codes.for_ticket(session, None, project_id, number, now)
    has_photo = photos_db.has_any(session, project_id, number)
    return Taken(open_dossier(session, project_id, number), token, has_photo)
