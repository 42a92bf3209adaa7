"""Whereabouts: the places and residents that imported cases speak of, found again or added."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlalchemy.orm import Session

from db import people
from db.people import PlaceCard, ResidentCard
from desk.mapping import Field
from domain.imports import Case, Person, Spot
from domain.tickets import Intake

_PARTS = {Field.BUILDING: "building", Field.UNIT: "unit", Field.PLACE: "name"}
Thing = TypeVar("Thing")
Card = TypeVar("Card", PlaceCard, ResidentCard)
Ids = dict[Hashable, int | None]
Met = tuple[Person | None, int | None]


def settled(
    session: Session, project_id: int, cases: Sequence[Case], same_place: Sequence[Field]
) -> list[Intake]:
    """The intakes of these cases, now naming their places and residents by id."""
    names = [_PARTS[field] for field in same_place]
    ids = _places(session, project_id, cases, names)
    places = [ids[_spot_key(case.spot, names)] for case in cases]
    met = [(case.person, place) for case, place in zip(cases, places, strict=True)]
    residents = _residents(session, project_id, met)
    return [
        replace(case.intake, place_id=place, resident_id=residents[_person_key(person, place)])
        for case, (person, place) in zip(cases, met, strict=True)
    ]


def _places(session: Session, project_id: int, cases: Sequence[Case], names: Sequence[str]) -> Ids:
    def key(spot: Spot | PlaceCard) -> Hashable:
        return _spot_key(spot, names)

    ids = _first_ids(people.places(session, project_id), key)
    new = _unknown((case.spot for case in cases if case.spot), key, ids)
    added = [(spot.building, spot.unit, spot.name) for spot in new.values()]
    ids.update(zip(new, people.add_places(session, project_id, added), strict=True))
    return ids


def _residents(session: Session, project_id: int, met: Sequence[Met]) -> Ids:
    ids = _first_ids(
        people.residents(session, project_id), lambda known: _person_key(known, known.place_id)
    )
    new = _unknown(met, lambda pair: _person_key(*pair), ids).values()
    added = [(person.name, person.phone, place) for person, place in new if person]
    keys = [_person_key(person, place) for person, place in new]
    ids.update(zip(keys, people.add_residents(session, project_id, added), strict=True))
    return ids


def _first_ids(known: Iterable[Card], key: Callable[[Card], Hashable]) -> Ids:
    """The lowest id of every key; two cards may share one when only a part of them is compared."""
    ids: Ids = {None: None}
    for card in sorted(known, key=lambda card: card.id):
        ids.setdefault(key(card), card.id)
    return ids


def _unknown(
    things: Iterable[Thing], key: Callable[[Thing], Hashable], ids: Ids
) -> dict[Hashable, Thing]:
    """The first thing of every key that has no id yet."""
    found: dict[Hashable, Thing] = {}
    for thing in things:
        of = key(thing)
        if of is not None and of not in ids:
            found.setdefault(of, thing)
    return found


def _spot_key(spot: Spot | PlaceCard | None, names: Sequence[str]) -> Hashable:
    key = tuple(getattr(spot, name, "") for name in names)
    return key if any(key) else None


def _person_key(person: Person | ResidentCard | None, place_id: int | None) -> Hashable:
    """A phone tells people apart; without one, a name at a place does."""
    if person is None or not (person.name or person.phone):
        return None
    return (person.name, person.phone) if person.phone else (person.name, place_id)
