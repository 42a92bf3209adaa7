"""Households (住户): bring a roll into a project, at once or not at all.

A unit is known again by its number, a person by phone or name within it, so the same file twice
changes nothing. An empty cell leaves what is known, and whoever has moved out stays out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from db import homes as homes_db
from db import imports as imports_db
from db import people
from db import residents as residents_db
from db.imports import ImportLine
from db.residents import Known
from desk.imports import LONGEST_NAME
from desk.residents import note
from desk.roll_rows import Entry, home_key, who_key
from desk.rolls import Roll
from desk.tickets import must
from domain.access import Action, Actor
from domain.residents import Deed, Person, Unit

Here = Mapping[tuple[str, tuple[str, str]], Known]
_SAID = ("name", "phone", "tenure", "party", "importance", "mindset", "note")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What bringing in a roll did, or in a dry run would do; `units` are those that are new."""

    roll: Roll
    units: int
    added: int
    updated: int
    is_dry_run: bool

    @property
    def unchanged(self) -> int:
        return len(self.roll.entries) - self.added - self.updated

    def line(self, at: datetime) -> ImportLine:
        """What is kept about the file."""
        return ImportLine(
            at=at,
            file_name=self.roll.file_name[-LONGEST_NAME:],
            sha256=self.roll.sha256,
            rows=self.roll.rows,
            added=self.added,
            updated=self.updated,
            unchanged=self.unchanged,
            rejected=len(self.roll.rejects),
        )


@dataclass(slots=True)
class Plan:
    """What is to be stored: new homes, units said otherwise, people said otherwise, newcomers."""

    homes: dict[str, tuple[str, str]] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    newcomers: list[tuple[str, Person]] = field(default_factory=list)
    added: int = 0
    updated: int = 0


def bring_in(
    session: Session,
    actor: Actor | None,
    project_id: int,
    roll: Roll,
    now: datetime,
    *,
    dry_run: bool = False,
) -> Outcome:
    """Store what is new or said otherwise; a dry run decides the same and stores nothing.

    Raises NotAllowed.
    """
    must(actor, Action.ADMINISTER, project_id)
    known = homes_db.units(session, project_id)
    places = {home_key(place.building, place.unit): place.id for place, _unit in known}
    units = {home_key(place.building, place.unit): unit for place, unit in known}
    here = _by_home(residents_db.everybody(session, project_id), places)
    plan = Plan()
    for one in roll.entries:
        is_new, is_changed = _settle_unit(plan, one, units), False
        if one.person is not None:
            newcomer, is_changed = _settle_person(plan, one, one.person, here)
            is_new |= newcomer
        plan.added += is_new
        plan.updated += not is_new and (is_changed or one.home in plan.units)
    outcome = Outcome(roll, len(plan.homes), plan.added, plan.updated, dry_run)
    if not dry_run:
        _store(session, project_id, plan, places, now)
        imports_db.add(session, project_id, outcome.line(now))
        counts = {"added": outcome.added, "updated": outcome.updated}
        note(session, actor, project_id, Deed.ROLL_IMPORTED, now, "", **counts)
    return outcome


def _by_home(everybody: list[Known], places: Mapping[str, int]) -> Here:
    """Everybody by their unit and how the roll may name them."""
    homes = {place_id: home for home, place_id in places.items()}
    found: dict[tuple[str, tuple[str, str]], Known] = {}
    for one in everybody:
        home = homes.get(one.place_id or 0)
        if home is not None:
            found.setdefault((home, who_key(one.person)), one)
            found.setdefault((home, (one.name, "")), one)
    return found


def _settle_unit(plan: Plan, entry: Entry, units: dict[str, Unit]) -> bool:
    """Whether the unit is new here."""
    before = units.get(entry.home)
    said = _overlaid_unit(before or Unit(), entry.facts)
    units[entry.home] = said
    if said != (before or Unit()):
        plan.units[entry.home] = said
    if before is None:
        plan.homes[entry.home] = (entry.building, entry.unit)
    return before is None


def _overlaid_unit(before: Unit, said: Unit) -> Unit:
    return Unit(
        said.property_type or before.property_type,
        before.area if said.area is None else said.area,
        before.household_size if said.household_size is None else said.household_size,
    )


def _settle_person(plan: Plan, entry: Entry, person: Person, here: Here) -> tuple[bool, bool]:
    """Whether they are new here, and whether somebody known is said otherwise."""
    known = _recognised(entry, person, here)
    if known is None:
        plan.newcomers.append((entry.home, person))
        return True, False
    said = _overlaid(known.person, person, entry)
    if known.moved_out_at is not None or said == known.person:
        return False, False
    plan.people[known.id] = said
    return False, True


def _recognised(entry: Entry, person: Person, here: Here) -> Known | None:
    by_phone = here.get((entry.home, entry.who))
    if by_phone is not None or not person.name:
        return by_phone
    by_name = here.get((entry.home, (person.name, "")))
    # Two phones are two people, even of one name.
    return by_name if by_name is not None and not (by_name.phone and person.phone) else None


def _overlaid(before: Person, said: Person, entry: Entry) -> Person:
    facts = {name: getattr(said, name) or getattr(before, name) for name in _SAID}
    if who_key(before) == who_key(said):
        # The same number, written otherwise.
        facts["phone"] = before.phone
    return Person(**facts, criteria=(before.criteria | said.criteria) - entry.denied)


def _store(
    session: Session, project_id: int, plan: Plan, places: dict[str, int], now: datetime
) -> None:
    new = [(building, unit, "") for building, unit in plan.homes.values()]
    places |= zip(plan.homes, people.add_places(session, project_id, new), strict=True)
    units = {places[home]: unit for home, unit in plan.units.items()}
    homes_db.store_units(session, project_id, units)
    newcomers = [(places[home], person) for home, person in plan.newcomers]
    residents_db.add(session, project_id, newcomers, now)
    residents_db.store(session, project_id, plan.people, now)
