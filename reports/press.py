"""Press (印制): gathers what a sheet needs, gives out the codes on it, and lays it out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from db import campaigns as campaigns_db
from db import codes as codes_db
from db import people, projects
from db import tickets as tickets_db
from db.people import PlaceCard, ResidentCard
from desk import callbacks, campaigns, codes
from desk.callbacks import Which
from desk.tickets import Dossier, must, open_dossier
from domain.access import Action, Actor
from domain.errors import NotFound, WrongValue
from domain.tickets import Step
from lang import LANGUAGES
from reports.cards import cards
from reports.codes import address
from reports.letters import letters
from reports.paper import Languages, Spot
from reports.posters import posters
from reports.record_sheets import Call, record_sheets
from reports.slips import Job, slip
from reports.stickers import stickers


class Paper(StrEnum):
    POSTERS = "posters"
    STICKERS = "stickers"
    CARDS = "cards"
    SLIP = "slip"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Order:
    """Who prints for which project when, and where phones find the residents' door."""

    actor: Actor | None
    project_id: int
    base_url: str
    now: datetime


def print_paper(
    session: Session,
    order: Order,
    paper: Paper,
    *,
    ticket: int | None = None,
    places: Iterable[str] = (),
    campaign: str | None = None,
) -> str:
    """The sheet as HTML; a slip wants its ticket, letters want the name of their campaign.

    Raises NotAllowed, NotFound, WrongValue, CampaignOver.
    """
    if paper is Paper.LETTERS:
        return _letters_of_named(session, order, campaign)
    if paper is Paper.SLIP:
        return _slip_in_project_language(session, order, ticket)
    if paper is Paper.CARDS:
        return print_cards(session, order)
    lay_out = print_posters if paper is Paper.POSTERS else print_stickers
    return lay_out(session, order, places_to_print(session, order.project_id, places))


def _slip_in_project_language(session: Session, order: Order, ticket: int | None) -> str:
    if ticket is None:
        raise WrongValue("ticket", "missing")
    language = projects.card(session, order.project_id).language
    return print_slip(session, order, ticket, language)


def _letters_of_named(session: Session, order: Order, campaign: str | None) -> str:
    if campaign is None:
        raise WrongValue("campaign", "missing")
    known = campaigns_db.named(session, order.project_id, campaign)
    campaigns.give_out(session, order.actor, order.project_id, known.id, order.now)
    language = projects.card(session, order.project_id).language
    return print_letters(session, order, known.id, language)


def print_letters(
    session: Session,
    order: Order,
    campaign: int,
    language: str,
    *,
    building: str | None = None,
    home: int | None = None,
) -> str:
    """A letter to each household that has a code and has not answered, or to one `home` of them.

    Raises NotAllowed, and NotFound when there is none to write to.
    """
    must(order.actor, Action.ADMINISTER, order.project_id)
    project = projects.card(session, order.project_id)
    window = campaigns_db.card(session, order.project_id, campaign).window
    asked = campaigns_db.households(session, order.project_id, campaign, building=building)
    silent = [
        Spot(one.place.label, address(order.base_url, one.token))
        for one in asked
        if not one.has_answered and home in (None, one.place.id)
    ]
    if not silent:
        raise NotFound("household", campaign)
    first, last = window.days(project.zone)
    return letters(
        project,
        silent,
        language,
        written_on=order.now.astimezone(project.zone).date(),
        opens_on=first if order.now < window.opens_at else None,
        closes_on=last,
    )


def print_posters(session: Session, order: Order, places: Sequence[PlaceCard]) -> str:
    """A poster for each place, in both languages. Raises NotAllowed, NotFound."""
    project = projects.card(session, order.project_id)
    return posters(project, _spots(session, order, places), _both(project.language))


def print_stickers(session: Session, order: Order, places: Sequence[PlaceCard]) -> str:
    """Stickers for these places, in both languages. Raises NotAllowed, NotFound."""
    project = projects.card(session, order.project_id)
    return stickers(project, _spots(session, order, places), _both(project.language))


def print_cards(session: Session, order: Order) -> str:
    """A sheet of the project's contact cards, in both languages. Raises NotAllowed, NotFound."""
    project = projects.card(session, order.project_id)
    token = codes.for_card(session, order.actor, order.project_id, order.now)
    return cards(project, address(order.base_url, token), _both(project.language))


def print_slip(
    session: Session, order: Order, ticket: int, language: str, *, names_resident: bool = False
) -> str:
    """The work slip of a ticket; nobody is named on it unless asked for. Raises NotAllowed,
    NotFound.
    """
    token = codes.for_ticket(session, order.actor, order.project_id, ticket, order.now)
    dossier = open_dossier(session, order.project_id, ticket)
    job = Job(
        dossier.project,
        tickets_db.line(session, order.project_id, ticket),
        dossier.intake,
        dossier.progress.appointment_at,
        _quoted(dossier),
        _resident(session, order, dossier) if names_resident else None,
    )
    return slip(job, address(order.base_url, token), language)


def print_record_sheets(
    session: Session, order: Order, chosen: Iterable[Which], language: str
) -> str:
    """A record sheet for each of these callbacks. Raises NotAllowed, NotFound."""
    must(order.actor, Action.CALL_BACK, order.project_id)
    project = projects.card(session, order.project_id)
    calls = [_call(session, order, which) for which in chosen]
    return record_sheets(project, calls, language)


def _call(session: Session, order: Order, which: Which) -> Call:
    line = callbacks.line(session, which)
    dossier = open_dossier(session, order.project_id, which.ticket)
    place = tickets_db.line(session, order.project_id, which.ticket).place
    staff = people.colleagues(session, order.project_id)
    caller = next((one.name for one in staff if one.id == line.assignee_id), "")
    return Call(line, place, _resident(session, order, dossier), caller)


def places_to_print(session: Session, project_id: int, wanted: Iterable[str]) -> list[PlaceCard]:
    """The places with these labels, else every common place. Raises NotFound."""
    known = codes_db.common_places(session, project_id)
    by_label = {place.label: place for place in known}
    found = [_named(by_label, label) for label in wanted] or known
    if not found:
        raise NotFound("place", project_id)
    return found


def _named(by_label: dict[str, PlaceCard], label: str) -> PlaceCard:
    if label not in by_label:
        raise NotFound("place", label)
    return by_label[label]


def _spots(session: Session, order: Order, places: Sequence[PlaceCard]) -> list[Spot]:
    def spot(place: PlaceCard) -> Spot:
        token = codes.for_place(session, order.actor, order.project_id, place.id, order.now)
        return Spot(place.label, address(order.base_url, token))

    return [spot(place) for place in places]


def _both(first: str) -> Languages:
    return (first, *(one for one in LANGUAGES if one != first))


def _quoted(dossier: Dossier) -> float | None:
    """The latest price that was named for this job."""
    named = [event.amount for event in dossier.history if event.step is Step.QUOTED]
    return named[-1] if named else None


def _resident(session: Session, order: Order, dossier: Dossier) -> ResidentCard | None:
    must(order.actor, Action.SEE_PEOPLE, order.project_id)
    if dossier.intake.resident_id is None:
        return None
    return people.resident(session, order.project_id, dossier.intake.resident_id)
