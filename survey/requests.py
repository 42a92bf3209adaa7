"""Requests (诉求): behind a place or card code, the forms to report something and to be called.

A photo stays with the form it came with, so that a form that comes back has it still.
"""

from functools import partial

from sqlalchemy.orm import Session
from starlette.responses import Response

from db import photos as photos_db
from db.photos import PhotoRow
from db.together import readers
from desk import photos, requests
from desk.photos import NotAPhoto, PhotoTooLarge
from desk.requests import Entry, Taken
from domain.errors import HuifangError, WrongValue
from domain.requests import REPORTABLE, NoKind, NothingReported, WrongPhone
from domain.surveys import tidy_code
from domain.tickets import Kind, Step
from lang import N_, error, moment, say, span, term
from survey import porter
from survey.development import PhotosWait, develop
from survey.forms import LONGEST_WORDS, StaleForm, WordsTooLong
from survey.guard import Blank, seal, unseal
from survey.layout import MAY_BE_PUT_BACK, Facts, Page, respond
from survey.links import address, grouped, sealed
from survey.request_forms import LONGEST_LINE, Draft
from survey.transparency import Promises, how_fast, whom
from survey.views import CALL_SUBJECT
from survey.visits import Visit
from web.forms import Fields

REPORT, CALL = "report", "call"
TITLES = {REPORT: N_("Report a problem"), CALL: N_("Ask for a call")}
PROMISES = (Step.DISPATCHED, Step.ARRIVED, Step.RESOLVED)
NOT_ACCEPTED = (
    StaleForm,
    WordsTooLong,
    NoKind,
    NothingReported,
    WrongPhone,
    WrongValue,
    NotAPhoto,
    PhotoTooLarge,
    PhotosWait,
)


async def show_report(visit: Visit) -> Response:
    """The form to report a problem, empty; nothing is written."""
    return await _show(visit, REPORT)


async def show_call(visit: Visit) -> Response:
    """The form to ask for a call, empty; nothing is written."""
    return await _show(visit, CALL)


async def send_report(visit: Visit) -> Response:
    """The ticket's number and its promised times, or the form again with everything in it."""
    return await _send(visit, REPORT)


async def send_call(visit: Visit) -> Response:
    """The same for a call."""
    return await _send(visit, CALL)


async def _show(visit: Visit, door: str) -> Response:
    entry = await readers.grant(partial(_enter, visit))
    return respond(visit, _form(visit, entry, door, Blank.fresh(visit.now), Draft()))


def _enter(visit: Visit, session: Session) -> Entry:
    return requests.enter(session, visit.code, visit.now)


async def _send(visit: Visit, door: str) -> Response:
    fields = visit.fields()
    photo = await _photo(visit)
    take_in = partial(_take_in, visit, door, fields, photo)
    return respond(visit, await porter.store(visit, fields, take_in))


async def _photo(visit: Visit) -> PhotoRow | HuifangError | None:
    """The photo drawn anew, or why it could not be."""
    if visit.upload is None:
        return None
    try:
        return await develop(visit.upload)
    except (NotAPhoto, PhotoTooLarge, PhotosWait) as refused:
        return refused


def _take_in(
    visit: Visit, door: str, fields: Fields, photo: PhotoRow | HuifangError | None, session: Session
) -> Page:
    entry = _enter(visit, session)
    blank, is_fresh = unseal(_purpose(visit, door), sealed(fields), visit.now)
    before = requests.already_taken(session, entry, blank.number, visit.now)
    if before is not None:
        return _taken(visit, entry, before)
    if isinstance(photo, PhotoRow):
        photos.keep(session, entry.project.id, blank.number, photo, visit.now)
    has_photo = photos_db.is_waiting(session, entry.project.id, blank.number)
    draft = Draft.sent(fields)
    try:
        if isinstance(photo, HuifangError):
            raise photo
        said = _said(entry, door, draft, has_photo=has_photo)
        if not is_fresh:
            raise StaleForm
        verb = requests.report if door == REPORT else requests.ask_call
        return _taken(visit, entry, verb(session, entry, said, blank.number, visit.now))
    except NOT_ACCEPTED as refused:
        notice = error(_language(visit, entry), refused, entry.project.zone)
        return _form(visit, entry, door, blank, draft, notice=notice, has_photo=has_photo)


def _said(entry: Entry, door: str, draft: Draft, *, has_photo: bool) -> requests.Report:
    """Raises NoKind, NothingReported, WordsTooLong, WrongPhone."""
    speech = entry.project.language
    if door == CALL:
        return draft.call(say(speech, CALL_SUBJECT))
    kind = draft.must_have_kind()
    draft.must_say_something(has_photo=has_photo)
    return draft.report(kind, term(speech, "matter", kind))


def _purpose(visit: Visit, door: str) -> str:
    """What the form's seal is bound to: this code, and this door."""
    return f"{tidy_code(visit.code)} {door}"


def _language(visit: Visit, entry: Entry) -> str:
    return visit.language(entry.project.language)


def _form(
    visit: Visit,
    entry: Entry,
    door: str,
    blank: Blank,
    draft: Draft,
    *,
    notice: str = "",
    has_photo: bool = False,
) -> Page:
    language = _language(visit, entry)
    facts: Facts = {
        "project": entry.project,
        "title": say(language, TITLES[door]),
        "door": door,
        "blank": seal(_purpose(visit, door), blank, visit.now),
        "place": entry.place.label if entry.place else "",
        "matters": [(kind.value, term(language, "matter", kind)) for kind in REPORTABLE],
        "draft": draft,
        "longest": LONGEST_WORDS,
        "longest_line": LONGEST_LINE,
        "notice": notice,
        "has_photo": has_photo,
        "back": address(visit, entry.code.token),
        "whom": whom(language, entry.project.contacts),
        "how_fast": how_fast(language, Promises.of(entry.policy)),
    }
    status = 422 if notice else 200
    return Page("request.html", language, lambda: facts, status, MAY_BE_PUT_BACK)


def _taken(visit: Visit, entry: Entry, taken: Taken) -> Page:
    language, dossier = _language(visit, entry), taken.dossier
    zone, standards = entry.project.zone, dossier.policy.standards
    promises = [
        (term(language, "promise", deadline.step), moment(language, deadline.due_at, zone))
        for deadline in dossier.deadlines()
        if deadline.step in PROMISES
    ]
    facts: Facts = {
        "project": entry.project,
        "number": dossier.number,
        "promises": promises,
        "comes": span(language, standards.arrive) if standards.arrive else "",
        "is_call": dossier.intake.kind is Kind.ENQUIRY,
        "has_photo": taken.has_photo,
        "follow": address(visit, taken.token),
        "short": grouped(taken.token),
    }
    return Page("taken.html", language, lambda: facts)
