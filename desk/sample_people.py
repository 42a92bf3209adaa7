"""People of the sample project: who owns or rents, who is a key customer, whom a cut endangers."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from db import homes as homes_db
from db import people
from db import residents as residents_db
from db.people import PlaceCard
from db.residents import Known
from db.visits import NewVisit
from desk import outages, residents
from domain.access import Role
from domain.outages import Condition, Cut, Stretch, Supply
from domain.residents import (
    Criterion,
    Importance,
    Mindset,
    Party,
    Person,
    PropertyType,
    Tenure,
    Unit,
)

# Every so many-th resident meets the criterion.
OFTEN = {
    Criterion.ALONE: 14,
    Criterion.MEDICAL_DEVICE: 29,
    Criterion.COMMITTEE: 17,
    Criterion.VOLUNTEER: 23,
    Criterion.SPECIAL_NEED: 31,
}


def describe(session: Session, project_id: int, texts: Mapping[str, Any], now: datetime) -> None:
    """Say of everybody who they are; then one cut that is over and one announced for tomorrow."""
    # A chance of its own: what else happens in the sample does not hang on it.
    chance = random.Random(11)  # noqa: S311  # scenery, not secrets
    places = [place for place, _unit in homes_db.units(session, project_id)]
    for place in places:
        unit = Unit(PropertyType.FLAT, round(chance.uniform(68, 140), 1), chance.randint(1, 5))
        residents.describe_unit(session, None, project_id, place.id, unit, now)
    for nth, one in enumerate(residents_db.everybody(session, project_id), start=1):
        described = _described(one, nth, texts, chance)
        # Known since the beginning, so that a cut of last month concerned them.
        noted_at = now - timedelta(days=50)
        residents.change(session, None, project_id, one.id, described, noted_at)
    _cut_power(session, project_id, places, now)


def _described(one: Known, nth: int, texts: Mapping[str, Any], chance: random.Random) -> Person:
    criteria = frozenset(criterion for criterion, each in OFTEN.items() if nth % each == 0)
    return replace(
        one.person,
        tenure=chance.choices([Tenure.OWNER, Tenure.TENANT, Tenure.OTHER], (64, 30, 6))[0],
        party=chance.choices([Party.PERSON, Party.ORGANISATION], (94, 6))[0],
        importance=chance.choices(list(Importance), (5, 15, 80))[0],
        mindset=chance.choice(list(Mindset)),
        note=str(chance.choice(texts["care"])) if criteria else "",
        criteria=criteria,
    )


def _cut_power(
    session: Session, project_id: int, places: Sequence[PlaceCard], now: datetime
) -> None:
    """Last month the lifts stood still and everybody was visited; tomorrow the power goes."""
    everywhere = tuple(Stretch(place.building) for place in places)
    past = now - timedelta(days=30)
    lift = Cut(Supply.LIFT, is_planned=False, starts_at=past, where=everywhere)
    outage = outages.record(session, None, project_id, lift, past)
    (visitor, *_others) = [
        one.id for one in people.colleagues(session, project_id) if one.role is Role.RECEPTION
    ]
    _line, visits = outages.whom_to_visit(session, None, project_id, outage)
    for nth, visit in enumerate(visits, start=1):
        made = NewVisit(visit.resident_id, visitor, Condition.WELL)
        outages.visit(session, None, project_id, outage, made, past + timedelta(minutes=9 * nth))
    outages.end(session, None, project_id, outage, past + timedelta(hours=3))
    begins = (now + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    ends = begins + timedelta(hours=3)
    power = Cut(Supply.POWER, is_planned=True, starts_at=begins, where=everywhere, ends_at=ends)
    outages.record(session, None, project_id, power, now)
