"""Doors (入口): what a scanned code opens at once, and the choice of three behind a poster."""

from functools import partial

from sqlalchemy.orm import Session
from starlette.responses import Response

from db.people import PlaceCard
from db.together import readers
from desk.requests import DOORS, NoSuchDoor, place_of
from desk.surveys import Opened
from domain.errors import HuifangError
from domain.surveys import AlreadyAnswered, NotYetDone, tidy_code
from domain.tickets import AT_WORK
from lang import N_, say
from survey import progress
from survey.guard import Blank
from survey.layout import Facts, Page, respond
from survey.links import address
from survey.views import form_page, opened_with
from survey.visits import Visit

# In the order of the poster's words.
CHOICES = (
    ("rate", N_("Rate our service"), N_("Three questions, under a minute")),
    ("report", N_("Say what is wrong"), N_("With a photo if you like; you can follow it")),
    ("call", N_("Ask for a call"), N_("We ring you when it suits you")),
)


async def choose(visit: Visit) -> Response:
    """Behind a poster three doors; behind a ticket's code the form, or how far the job is."""
    blank = Blank.fresh(visit.now)
    try:
        opened, place = await readers.grant(partial(_look, visit, blank), tidy_code(visit.code))
        if opened.code.kind in DOORS:
            return respond(visit, _doors(visit, opened, place))
        if opened.ticket is None or opened.ticket.stage not in AT_WORK:
            return respond(visit, form_page(visit, opened, blank))
    except (NotYetDone, AlreadyAnswered) as refused:
        return await _progress_unless(visit, refused)
    return await progress.show(visit)


async def _progress_unless(visit: Visit, refused: HuifangError) -> Response:
    """How far the job is; a household's code has no job, and is told why it opens no form."""
    try:
        return await progress.show(visit)
    except NoSuchDoor:
        raise refused from None


def _look(visit: Visit, blank: Blank, session: Session) -> tuple[Opened, PlaceCard | None]:
    opened = opened_with(visit, blank, session)
    return opened, place_of(session, opened.code)


def _doors(visit: Visit, opened: Opened, place: PlaceCard | None) -> Page:
    language = visit.language(opened.project.language)
    facts: Facts = {
        "project": opened.project,
        "place": place.label if place else "",
        "choices": [
            (address(visit, opened.code.token, door), say(language, name), say(language, note))
            for door, name, note in CHOICES
        ],
    }
    return Page("doors.html", language, lambda: facts)
