"""Erasures (清除) and exports: all that is held on one resident, handed out or emptied for good."""

from base64 import b64encode
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db import erasures as erasures_db
from db import homes as homes_db
from db import photos as photos_db
from db import residents as residents_db
from db import surveys as surveys_db
from db import tickets as tickets_db
from db.photos import PhotoRow
from db.projects import ProjectCard, card
from db.residents import Known
from desk.residents import note
from desk.tickets import must, staff_id
from domain.access import Action, Actor
from domain.erasures import AlreadyErased, Receipt, StillOpen
from domain.residents import Deed
from domain.tickets import Event

# Staff are people too: who of them did what stays in the house.
_OF_EVENT = ("step", "at", "note", "satisfied", "promised_at", "amount", "sheet")
_OF_ANSWER = (
    *("answered_at", "d1", "d2", "d3", "c", "e1", "e2", "e3", "e4", "not_applicable", "chips"),
    *("words", "call_me", "expectation", "delivered", "gap", "verdict"),
)

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """Everything held on one resident; `tree` is plain values by name, ready to be written down."""

    project: ProjectCard
    at: datetime
    tree: Tree


def export(
    session: Session, actor: Actor | None, project_id: int, resident_id: int, now: datetime
) -> Held:
    """Raises NotAllowed, NotFound."""
    must(actor, Action.ADMINISTER, project_id)
    person = residents_db.known(session, project_id, resident_id)
    numbers = erasures_db.tickets_of(session, project_id, resident_id)
    tree = {
        "resident": _person(person),
        "unit": _unit(session, project_id, person),
        "tickets": [_ticket(session, project_id, number) for number in numbers],
        "visits": erasures_db.visits_of(session, project_id, resident_id),
    }
    note(session, actor, project_id, Deed.EXPORTED, now, f"resident/{resident_id}")
    return Held(card(session, project_id), now, tree)


def _person(person: Known) -> Tree:
    described = asdict(person.person) | {"criteria": sorted(person.criteria)}
    return {"number": person.id, **described, "moved_out_at": person.moved_out_at}


def _unit(session: Session, project_id: int, person: Known) -> Tree | None:
    if person.place_id is None:
        return None
    home = homes_db.home(session, project_id, person.place_id)
    return {"building": home.place.building, "unit": home.place.unit, **asdict(home.unit)}


def _ticket(session: Session, project_id: int, number: int) -> Tree:
    intake = tickets_db.intake(session, project_id, number)
    answers = surveys_db.of_ticket(session, project_id, number)
    return {
        "number": number,
        **{name: fact for name, fact in asdict(intake).items() if fact not in {None, ""}},
        "events": [_event(one) for one in tickets_db.history(session, project_id, number)],
        "photos": [_photo(one) for one in photos_db.of_ticket(session, project_id, number)],
        "answers": [{name: getattr(one, name) for name in _OF_ANSWER} for one in answers],
    }


def _photo(photo: PhotoRow) -> Tree:
    """A picture as a file of letters can carry it."""
    return {"type": "image/jpeg", "base64": b64encode(photo.image).decode("ascii")}


def _event(event: Event) -> Tree:
    facts = {name: getattr(event, name) for name in _OF_EVENT}
    return {name: fact for name, fact in facts.items() if fact is not None and fact != ""}


def erase(
    session: Session, actor: Actor | None, project_id: int, resident_id: int, now: datetime
) -> Receipt:
    """Empty all that names or quotes a resident; what happened when stays as it was.

    Raises NotAllowed, NotFound, AlreadyErased, and StillOpen while a ticket of theirs is not
    closed.
    """
    must(actor, Action.ADMINISTER, project_id)
    before = erasures_db.receipt(session, project_id, resident_id)
    if before is not None:
        raise AlreadyErased(before.at)
    residents_db.known(session, project_id, resident_id)
    still_open = erasures_db.open_tickets(session, project_id, resident_id)
    if still_open:
        raise StillOpen(still_open)
    words = erasures_db.count_words(session, project_id, resident_id)
    receipt = Receipt(resident_id, now, staff_id(actor), **asdict(words))
    erasures_db.record(session, project_id, receipt)
    erasures_db.empty_words(session, project_id, resident_id)
    residents_db.empty(session, project_id, resident_id)
    note(session, actor, project_id, Deed.ERASED, now, f"resident/{resident_id}", **asdict(words))
    return receipt
