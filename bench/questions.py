"""Questions: every list and figure that a door asks the database for, by its name.

bench.growth measures them, tests/db/test_plans.py reads how the databases go about them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import (
    alike,
    callback_rates,
    callbacks,
    codes,
    directory,
    escalations,
    feeds,
    homes,
    openings,
    own_words,
    people,
    projects,
    recoveries,
    results,
    service_requests,
    standing,
    surveys,
    tickets,
)
from db.board import board
from db.callbacks import NOBODY
from db.fairness import Asked, waits
from db.feeds import Stretch
from db.own_words import Sought
from db.people import PlaceCard
from db.queue import Wanted, queue
from db.schema import Place, Resident, Response, Ticket
from desk.tickets import open_dossier
from domain.callbacks import months_after
from domain.fairness import Measure, Segment
from domain.periods import Period, limits
from domain.policy import CallbackRow
from domain.service_requests import Status
from domain.service_requests import Wanted as Asking
from domain.tickets import IN_QUEUE, Kind, Severity

PAGE = 200


@dataclass(frozen=True, slots=True)
class Office:
    """The project that is asked about, and something of everything in it."""

    project_id: int
    now: datetime
    ticket: int
    place: PlaceCard
    resident: int
    phone: str
    name: str
    assignee: int
    token: str

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def month(self) -> tuple[date, date, date]:
        first = self.today.replace(day=1)
        return self.today, first, months_after(first, 1) - timedelta(days=1)

    @property
    def quarter(self) -> datetime:
        return self.now - timedelta(days=90)


def office(session: Session, project_id: int, now: datetime) -> Office:
    """Something that is there: an open ticket, a household that had it, an answer."""
    wanted = (
        select(Ticket.number, Ticket.assignee_id, Place.id, Place.building, Place.unit, Place.name)
        .add_columns(Resident.id, Resident.phone, Resident.name)
        .join(Place, (Place.project_id == Ticket.project_id) & (Place.id == Ticket.place_id))
        .join(
            Resident,
            (Resident.project_id == Ticket.project_id) & (Resident.id == Ticket.resident_id),
        )
        .where(Ticket.project_id == project_id, Ticket.stage.in_(IN_QUEUE))
        .where(Ticket.assignee_id.is_not(None), Place.unit != "")
        .order_by(Ticket.number.desc())
        .limit(1)
    )
    number, assignee, *place, resident, phone, name = session.execute(wanted).one()
    answered = select(Response.token).where(
        Response.project_id == project_id, Response.ticket.is_not(None)
    )
    token = session.scalars(answered.limit(1)).one()
    here = PlaceCard(*place)
    return Office(project_id, now, number, here, resident, phone, name, assignee, token)


Question = Callable[[Session, Office], object]


def _queue(**narrowed: object) -> Question:
    wanted = Wanted(**narrowed)  # type: ignore[arg-type]
    return lambda session, here: queue(session, here.project_id, wanted, limit=PAGE)


def _in_hands(session: Session, here: Office) -> object:
    wanted = Wanted(assignee_id=here.assignee, or_offered=True)
    return queue(session, here.project_id, wanted, limit=PAGE)


def _late(session: Session, here: Office) -> object:
    return queue(session, here.project_id, Wanted(late_at=here.now), limit=PAGE)


def _ticket_page(session: Session, here: Office) -> object:
    """All that the page of one ticket shows."""
    asked = (session, here.project_id, here.ticket)
    return (
        open_dossier(*asked),
        tickets.line(*asked),
        tickets.children(*asked),
        callbacks.of_ticket(*asked),
        surveys.of_ticket(*asked),
        surveys.leading_to(*asked),
        codes.of_ticket(*asked),
    )


def _calls(**narrowed: object) -> Question:
    def ask(session: Session, here: Office) -> object:
        opens_by = here.today + timedelta(days=7)
        return callbacks.due(session, here.project_id, opens_by=opens_by, **narrowed)  # type: ignore[arg-type]

    return ask


def _calls_in_hands(session: Session, here: Office) -> object:
    opens_by = here.today + timedelta(days=7)
    return callbacks.due(session, here.project_id, opens_by=opens_by, hands=here.assignee)


def _year_of_rates(session: Session, here: Office) -> object:
    """The tab of rates: the month by row and by colleague, and twelve months beside it."""
    _today, first, last = here.month
    began = months_after(first, -11)
    month = (session, here.project_id, *here.month)
    return (
        callback_rates.by_row(*month),
        callback_rates.by_assignee(*month),
        callback_rates.by_month(session, here.project_id, here.today, began, last),
    )


def _search(what: Callable[[Office], str]) -> Question:
    return lambda session, here: directory.search(session, here.project_id, what(here))


def _fair(segment: Segment, measure: Measure) -> Question:
    return lambda session, here: waits(
        session, here.project_id, Asked(segment, measure, here.quarter, here.now)
    )


def _results(*, afresh: bool = False) -> Question:
    """As the page asks for them; afresh, as where the clockwork has not counted them yet."""

    def ask(session: Session, here: Office) -> object:
        zone = projects.card(session, here.project_id).zone
        days = limits(Period.LAST_90_DAYS, here.now.astimezone(zone).date(), zone)
        asked = results.asked_for(session, here.project_id, *days)
        return results.results_of(session, replace(asked, afresh=afresh))

    return ask


def _own_words(session: Session, here: Office) -> object:
    sought = Sought(here.quarter.date(), here.now.date(), "电梯")
    return own_words.found(session, here.project_id, sought, 0)


def _asking(**narrowed: Any) -> Question:
    return lambda session, here: service_requests.some(
        session, here.project_id, Asking(here.quarter, here.now, **narrowed)
    )


def _stretch(session: Session, here: Office, noun: str) -> Stretch:
    """What a data store asks for that comes to its first hundred."""
    until = feeds.settled(session, here.project_id, noun, after=0)
    return Stretch(here.project_id, 0, until, 101)


def _let_down(session: Session, here: Office) -> object:
    """The first list of the results page, with how far each complaint is."""
    found = recoveries.let_down(session, here.project_id, here.quarter)
    complaints = [voice.complaint for voice in found if voice.complaint]
    return found, recoveries.recoveries(session, here.project_id, complaints)


QUESTIONS: dict[str, Question] = {
    "queue": _queue(),
    "queue, one kind": _queue(kind=Kind.COMPLAINT),
    "queue, one severity": _queue(severity=Severity.IMPORTANT),
    "queue, nobody's": _queue(assignee_id=NOBODY),
    "queue, a technician's own": _in_hands,
    "queue, late": _late,
    "queue, words": _queue(words="漏水"),
    "queue, a unit": lambda s, here: queue(
        s, here.project_id, Wanted(words=here.place.label), limit=PAGE
    ),
    "queue, a number": lambda s, here: queue(
        s, here.project_id, Wanted(words=str(here.ticket)), limit=PAGE
    ),
    "ticket page": _ticket_page,
    "alike and open": lambda s, here: alike.still_open(
        s, here.project_id, Kind.REPAIR, here.place.id
    ),
    "callbacks due": _calls(),
    "callbacks due, nobody's": _calls(hands=NOBODY),
    "callbacks due, one's own": _calls_in_hands,
    "callbacks due, one row": _calls(row=CallbackRow.REPAIR),
    "callbacks made": lambda s, here: callbacks.made(s, here.project_id),
    "callbacks made, one row": lambda s, here: callbacks.made(
        s, here.project_id, row=CallbackRow.HELP
    ),
    "callbacks closing": lambda s, here: callbacks.closing(
        s, here.project_id, here.today, here.today + timedelta(days=2), limit=PAGE
    ),
    "callback rates": _year_of_rates,
    "directory, a unit": _search(lambda here: here.place.label),
    "directory, a phone": _search(lambda here: here.phone[:7]),
    "directory, a name": _search(lambda here: here.name),
    "directory, nobody": _search(lambda _here: "欧阳不在"),
    "household": lambda s, here: (
        homes.home(s, here.project_id, here.place.id),
        homes.tickets_of(s, here.project_id, place_id=here.place.id, residents=[here.resident]),
    ),
    "residents with a phone": lambda s, here: people.with_phone(s, here.project_id, here.phone),
    "fairness, dispatch by tenure": _fair(Segment.TENURE, Measure.DISPATCH),
    "fairness, resolve by property": _fair(Segment.PROPERTY_TYPE, Measure.RESOLVE),
    "results of 90 days": _results(),
    "results of 90 days, afresh": _results(afresh=True),
    "results, let down": _let_down,
    "results, own words": _own_words,
    "wall": lambda s, here: board(s, here.project_id, here.now),
    "survey, a code opened": lambda s, here: openings.find(s, here.token),
    "places called so": lambda s, here: people.places_called(
        s, here.project_id, here.place.label, limit=8
    ),
    "standing codes": lambda s, here: standing.places(s, here.project_id, here.quarter),
    "limits to be raised": lambda s, here: escalations.due(s, here.now, limit=100),
    "projects": lambda s, _here: projects.every(s),
    "open311, a quarter's open": _asking(status=frozenset({Status.OPEN})),
    "open311, a page": _asking(page=2, page_size=50),
    "open311, by number": _asking(numbers=(1, 2, 3)),
    "feed, steps": lambda s, here: feeds.steps(s, _stretch(s, here, "event")),
    "feed, callbacks": lambda s, here: feeds.callbacks(s, _stretch(s, here, "callback")),
    "feed, answers": lambda s, here: feeds.answers(s, _stretch(s, here, "response")),
}
