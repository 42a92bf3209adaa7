"""Residents: find, add, change, move in and out, merge; every verb checks who asks.

Nothing of this is for priority: tickets are timed and ordered without a look in here.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit, directory, people
from db import homes as homes_db
from db import residents as residents_db
from db import scores as scores_db
from db.directory import Line
from db.holdings import holdings
from db.homes import Home
from db.residents import Known
from desk.tickets import must, staff_id
from domain import residents as rules
from domain.access import Action, Actor
from domain.errors import ChangedMeanwhile, WrongValue
from domain.residents import Deed, Holding, Person, Unit

LONGEST_PLACE = 40


def note(
    session: Session,
    actor: Actor | None,
    project_id: int,
    deed: Deed,
    now: datetime,
    about: str = "",
    **facts: object,
) -> None:
    """Write down who did what; `about` names a record by its number, never a person."""
    audit.note(session, project_id, staff_id(actor), deed, now, about, facts)


def find(session: Session, actor: Actor | None, project_id: int, words: str) -> list[Line]:
    """Who lives where the words say, or whose phone or name begins so. Raises NotAllowed."""
    must(actor, Action.SEE_PEOPLE, project_id)
    return directory.search(session, project_id, words)


def household(session: Session, actor: Actor | None, project_id: int, place_id: int) -> Home:
    """Raises NotAllowed, NotFound."""
    must(actor, Action.SEE_PEOPLE, project_id)
    return homes_db.home(session, project_id, place_id)


def one(session: Session, actor: Actor | None, project_id: int, resident_id: int) -> Known:
    """Raises NotAllowed, NotFound."""
    must(actor, Action.SEE_PEOPLE, project_id)
    return residents_db.known(session, project_id, resident_id)


def shares(
    session: Session, actor: Actor | None, project_id: int, residents: Sequence[Known]
) -> dict[int, Holding]:
    """What each of these residents owns of the project's floor area. Raises NotAllowed."""
    must(actor, Action.SEE_PEOPLE, project_id)
    return holdings(session, project_id, [known.id for known in residents])


def add(
    session: Session,
    actor: Actor | None,
    project_id: int,
    person: Person,
    place_id: int | None,
    now: datetime,
) -> int:
    """The new resident's id. Raises NotAllowed, NotFound, WrongValue."""
    must(actor, Action.SEE_PEOPLE, project_id)
    person = rules.checked(person)
    if place_id is not None:
        homes_db.home(session, project_id, place_id)
    (resident_id,) = residents_db.add(session, project_id, [(place_id, person)], now)
    note(session, actor, project_id, Deed.ADDED, now, f"resident/{resident_id}")
    return resident_id


def add_unit(
    session: Session,
    actor: Actor | None,
    project_id: int,
    address: tuple[str, str],
    unit: Unit,
    now: datetime,
) -> int:
    """The place of a new unit (房号), of which building and number are given.

    Raises NotAllowed, WrongValue, ChangedMeanwhile.
    """
    must(actor, Action.SEE_PEOPLE, project_id)
    building, number = (" ".join(words.split()) for words in address)
    if not number:
        raise WrongValue("unit", "empty")
    for field, words in (("building", building), ("unit", number)):
        if len(words) > LONGEST_PLACE:
            raise WrongValue(field, "too_long")
    place_id = people.add_place(session, project_id, building=building, unit=number)
    homes_db.store_units(session, project_id, {place_id: rules.checked_unit(unit)})
    note(session, actor, project_id, Deed.UNIT_ADDED, now, f"place/{place_id}")
    return place_id


def describe_unit(
    session: Session,
    actor: Actor | None,
    project_id: int,
    place_id: int,
    unit: Unit,
    now: datetime,
) -> None:
    """Raises NotAllowed, NotFound, WrongValue."""
    must(actor, Action.SEE_PEOPLE, project_id)
    homes_db.home(session, project_id, place_id)
    homes_db.store_units(session, project_id, {place_id: rules.checked_unit(unit)})
    note(session, actor, project_id, Deed.UNIT_CHANGED, now, f"place/{place_id}")


def change(
    session: Session,
    actor: Actor | None,
    project_id: int,
    resident_id: int,
    person: Person,
    now: datetime,
    *,
    seen: Person | None = None,
) -> None:
    """`seen` is what stood there when the change was thought up: anything else is
    ChangedMeanwhile. Raises NotAllowed, NotFound, WrongValue.
    """
    must(actor, Action.SEE_PEOPLE, project_id)
    person = rules.checked(person)
    before = residents_db.known(session, project_id, resident_id)
    if seen is not None and before.person != seen:
        raise ChangedMeanwhile
    residents_db.store(session, project_id, {resident_id: person}, now)
    note(session, actor, project_id, Deed.CHANGED, now, f"resident/{resident_id}")


def move_in(
    session: Session,
    actor: Actor | None,
    project_id: int,
    resident_id: int,
    place_id: int,
    now: datetime,
) -> None:
    """Into a unit, from wherever they lived before. Raises NotAllowed, NotFound."""
    must(actor, Action.SEE_PEOPLE, project_id)
    residents_db.known(session, project_id, resident_id)
    homes_db.home(session, project_id, place_id)
    residents_db.settle(session, project_id, resident_id, place_id)
    about = f"resident/{resident_id}"
    note(session, actor, project_id, Deed.MOVED_IN, now, about, place=place_id)


def move_out(
    session: Session, actor: Actor | None, project_id: int, resident_id: int, now: datetime
) -> None:
    """Raises NotAllowed, NotFound, and ChangedMeanwhile for somebody who has left already."""
    must(actor, Action.SEE_PEOPLE, project_id)
    residents_db.known(session, project_id, resident_id)
    if not residents_db.leave(session, project_id, resident_id, now):
        raise ChangedMeanwhile
    note(session, actor, project_id, Deed.MOVED_OUT, now, f"resident/{resident_id}")


def merge(
    session: Session,
    actor: Actor | None,
    project_id: int,
    kept_id: int,
    other_id: int,
    now: datetime,
) -> Known:
    """One record out of two of the same person, with the tickets of both.

    What the kept one does not know, the other says. Raises NotAllowed, NotFound, WrongValue.
    """
    must(actor, Action.SEE_PEOPLE, project_id)
    if kept_id == other_id:
        raise WrongValue("resident", "same_person")
    kept = residents_db.known(session, project_id, kept_id)
    other = residents_db.known(session, project_id, other_id)
    residents_db.empty(session, project_id, other_id, merged_into=kept_id)
    both = rules.merged(kept.person, other.person)
    residents_db.store(session, project_id, {kept_id: both}, now)
    residents_db.hand_tickets_over(session, project_id, other_id, kept_id)
    scores_db.rehouse(session, project_id, other_id, kept_id)
    if kept.place_id is None:
        residents_db.settle(session, project_id, kept_id, other.place_id)
    about = f"resident/{kept_id}"
    note(session, actor, project_id, Deed.MERGED, now, about, merged=other_id)
    return residents_db.known(session, project_id, kept_id)
