"""Views (页面): what a look at a code shows, and what a sent form leads to."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from urllib.parse import quote, urlencode

from sqlalchemy.orm import Session
from starlette.responses import Response

import settings
from db.together import readers
from desk.surveys import Filled, Opened, Receipt, open_code, receive
from domain.requests import tidy_phone
from domain.surveys import Chip, CodeKind, Form, next_version, tidy_code
from lang import N_, day, error, moment, say, term
from survey import questions
from survey.forms import LONGEST_WORDS, NOT_ACCEPTED, Draft, StaleForm
from survey.guard import Blank, seal, unseal
from survey.layout import MAY_BE_PUT_BACK, Facts, Page, redirect, respond
from survey.links import address
from survey.porter import store
from survey.transparency import Promises, how_fast, whom
from survey.visits import Visit
from web.forms import Fields

UNTOUCHED = Draft({})
CALL_SUBJECT = N_("Asks for a call")
HAS_HOUSEHOLD = {CodeKind.TICKET, CodeKind.CAMPAIGN}


@dataclass(frozen=True, slots=True)
class Earlier:
    """The answer a code already has: when it was given, and until when it can be corrected."""

    answered: str
    until: str
    has_words: bool


async def enter(visit: Visit) -> Response:
    """The page to type a code in; a typed code leads on to its own address."""
    code = tidy_code(visit.code.partition("?")[0].rstrip("/").rpartition("/")[2])
    if code:
        return redirect(_address(visit, code))
    language = visit.language(settings.LANGUAGE())
    return respond(
        visit, Page("entrance.html", language, lambda: {"project": None}, alike="entrance")
    )


def _address(visit: Visit, code: str) -> str:
    asked = {"lang": visit.asked_language, "type": visit.asked_type}
    chosen = urlencode({name: value for name, value in asked.items() if value})
    return f"{visit.entrance}/{quote(code[:40])}{'?' if chosen else ''}{chosen}"


async def look(visit: Visit) -> Response:
    """The form, empty or with the earlier marks; nothing is written."""
    blank = Blank.fresh(visit.now)
    opened = await readers.grant(partial(opened_with, visit, blank), tidy_code(visit.code))
    return respond(visit, form_page(visit, opened, blank))


def form_page(visit: Visit, opened: Opened, blank: Blank) -> Page:
    """The form to fill in, or to correct. Raises AlreadyAnswered."""
    if not opened.versions:
        return _form(visit, opened, blank, UNTOUCHED)
    latest = opened.versions[-1]
    next_version(opened.versions[0].answered_at, latest.version, visit.now, _hours(opened))
    return _form(visit, opened, blank, Draft.answered(latest, opened.code.form))


async def send(visit: Visit) -> Response:
    """The thanks page, or the same form again with everything in it and a word about why."""
    fields = visit.fields()
    blank, is_fresh = unseal(tidy_code(visit.code), _sealed(fields), visit.now)
    take_in = partial(_take_in, visit, fields, blank, is_fresh=is_fresh)
    return respond(visit, await store(visit, fields, take_in))


def _take_in(
    visit: Visit, fields: Fields, blank: Blank, session: Session, *, is_fresh: bool
) -> Page:
    opened = opened_with(visit, blank, session)
    draft = Draft.sent(fields, opened.code.form)
    try:
        filled = _filled(visit, opened, blank, draft)
        if not is_fresh:
            raise StaleForm
        receipt = receive(
            session, visit.code, filled, visit.now, visitor=blank.number, opened=opened
        )
    except NOT_ACCEPTED as refused:
        notice = error(_language(visit, opened), refused, opened.project.zone)
        return _form(visit, opened, blank, draft, notice=notice)
    return _thanks(visit, opened, filled, receipt)


def _sealed(fields: Fields) -> str:
    return fields.get("blank", [""])[-1]


def opened_with(visit: Visit, blank: Blank, session: Session) -> Opened:
    """What the code opens for whoever holds this blank."""
    return open_code(session, visit.code, visit.now, visitor=blank.number)


def _language(visit: Visit, opened: Opened) -> str:
    return visit.language(opened.project.language)


def _hours(opened: Opened) -> int:
    return opened.policy.survey.correction_hours


def _filled(visit: Visit, opened: Opened, blank: Blank, draft: Draft) -> Filled:
    """What is stored. Raises NothingSaid, WordsTooLong, WrongPhone, OutsideLadder."""
    answers, concern = draft.answers(), draft.concern()
    draft.must_say_something()
    if not concern.words and opened.versions:
        # The page did not show the words to be corrected, so an empty field takes none back.
        concern = replace(concern, words=opened.versions[-1].words)
    return Filled(
        answers,
        concern,
        _language(visit, opened),
        not_applicable=draft.not_applicable(),
        seconds=blank.seconds(visit.now),
        send_key=draft.send_key(blank.number),
        device=visit.device.mark(opened.project.id, _today(visit, opened)),
        has_been_here=not visit.device.is_new,
        phone=tidy_phone(draft.phone),
        asks=say(opened.project.language, CALL_SUBJECT) if concern.call_me else "",
    )


def _today(visit: Visit, opened: Opened) -> date:
    return visit.now.astimezone(opened.project.zone).date()


def _form(visit: Visit, opened: Opened, blank: Blank, draft: Draft, *, notice: str = "") -> Page:
    language, ticket = _language(visit, opened), opened.ticket
    late = {
        "blank": seal(opened.code.token, blank, visit.now),
        "subject": ticket.subject if ticket else "",
        "number": str(ticket.number) if ticket else "",
        "finished": _finished(opened, language),
        "job": address(visit, opened.code.token, "progress"),
    }
    return Page(
        "form.html",
        language,
        lambda: _form_facts(opened, draft, notice, language),
        422 if notice else 200,
        headers=MAY_BE_PUT_BACK,
        late=late,
        alike=None if notice or opened.versions or draft != UNTOUCHED else _same_form(opened),
    )


def _same_form(opened: Opened) -> tuple[object, ...]:
    """Forms as handed out are alike where all of this is the same."""
    return opened.house, opened.code.form, opened.block, bool(opened.ticket), _hours_told(opened)


def _hours_told(opened: Opened) -> int:
    """For how long the answer can be changed by the code; 0 where the code is not one's own."""
    return _hours(opened) if opened.code.kind in HAS_HOUSEHOLD else 0


def _form_facts(opened: Opened, draft: Draft, notice: str, language: str) -> Facts:
    form = opened.code.form
    return {
        "project": opened.project,
        "is_known": opened.ticket is not None,
        "is_year": form is Form.CAMPAIGN,
        "earlier": _earlier(opened, language),
        "sections": questions.sections(form, opened.block, language),
        "count": len(questions.items(form)),
        "improve": term(language, "question", "O"),
        "chips": [(chip.value, term(language, "chip", chip)) for chip in Chip],
        "draft": draft,
        "longest": LONGEST_WORDS,
        "notice": notice,
        "hours": _hours_told(opened),
        "whom": whom(language, opened.project.contacts),
        "how_fast": how_fast(language, Promises.of(opened.policy)),
    }


def _finished(opened: Opened, language: str) -> str:
    """The day the job was done, on the project's calendar."""
    if opened.ticket is None or opened.ticket.resolved_at is None:
        return ""
    return day(language, opened.ticket.resolved_at.astimezone(opened.project.zone).date())


def _earlier(opened: Opened, language: str) -> Earlier | None:
    if not opened.versions:
        return None
    latest, zone = opened.versions[-1], opened.project.zone
    until = opened.versions[0].answered_at + timedelta(hours=_hours(opened))
    return Earlier(
        moment(language, latest.answered_at, zone),
        moment(language, until, zone),
        has_words=bool(latest.words),
    )


def _thanks(visit: Visit, opened: Opened, filled: Filled, receipt: Receipt) -> Page:
    language, said = _language(visit, opened), filled.concern
    call = "" if receipt.complaint else _call_until(opened, visit.now, language)
    due = receipt.complaint_due_at
    facts: Facts = {
        "project": receipt.project,
        "verdict": receipt.verdict,
        "is_correction": receipt.version > 1,
        "complaint": receipt.complaint,
        "due": moment(language, due, receipt.project.zone) if due else "",
        "has_words": bool(said.words),
        "has_chips": bool(said.chips),
        "call_me": said.call_me,
        "call_number": receipt.call_ticket or "",
        "call": call,
        "hours": _hours_told(opened),
    }
    alike = None if receipt.complaint or receipt.call_ticket else tuple(facts.values())
    return Page("thanks.html", language, lambda: facts, alike=alike)


def _call_until(opened: Opened, now: datetime, language: str) -> str:
    """The last day of the callback still owed for this job, if there is one to come."""
    until = opened.ticket.call_until if opened.ticket else None
    if until is None or until < now.astimezone(opened.project.zone).date():
        return ""
    return day(language, until)
