"""Progress (进度): how far a job is, what comes next, and two wishes: hurry, and not fixed."""

from collections.abc import Callable
from functools import partial

from sqlalchemy.orm import Session
from starlette.responses import Response

from db.together import readers
from desk import following
from desk.following import Followed
from desk.tickets import Dossier
from domain.errors import ChangedMeanwhile
from domain.requests import NoReason
from domain.surveys import tidy_code
from lang import N_, error, say
from survey import porter
from survey.forms import LONGEST_WORDS, StaleForm, WordsTooLong, tidy_words
from survey.guard import Blank, seal, unseal
from survey.layout import Page, respond
from survey.links import sealed
from survey.progress_words import Rating, facts, rating_of
from survey.visits import Visit
from web.forms import Fields

URGE, REOPEN, AGREE = "urge", "reopen", "agree"
# With any of these the page comes back as it was, with everything written on it.
NOT_ACCEPTED = (StaleForm, NoReason, WordsTooLong, ChangedMeanwhile)
HEARD = {
    URGE: N_("We have noted that it is urgent to you. Whoever is at work on it sees it now."),
    AGREE: N_("Thank you. Whoever is at work on it knows that you agree to the price."),
    REOPEN: N_("Thank you for telling us. It is open again, and was taken one level up."),
}

Verb = Callable[[Session, Followed, Blank], Dossier]


async def show(visit: Visit) -> Response:
    """How far the job is; nothing is written."""
    return respond(visit, await readers.grant(partial(_look, visit)))


def _look(visit: Visit, session: Session) -> Page:
    followed = following.follow(session, visit.code, visit.now)
    return _page(visit, followed.dossier, rating_of(session, visit, followed.dossier))


async def urge(visit: Visit) -> Response:
    """The page again, which says that the wish to hurry has arrived."""

    def verb(session: Session, followed: Followed, blank: Blank) -> Dossier:
        asked_at = blank.opened_at or visit.now
        return following.urge(session, followed, visit.now, asked_at=asked_at)

    return await _carry_out(visit, URGE, visit.fields(), verb)


async def reopen(visit: Visit) -> Response:
    """The page again, open once more; without a reason as it was."""
    fields = visit.fields()
    reason = _reason(fields)

    def verb(session: Session, followed: Followed, blank: Blank) -> Dossier:
        if len(reason) > LONGEST_WORDS:
            raise WordsTooLong(LONGEST_WORDS)
        asked_at = blank.opened_at or visit.now
        return following.reopen(session, followed, reason, visit.now, asked_at=asked_at)

    return await _carry_out(visit, REOPEN, fields, verb)


async def agree(visit: Visit) -> Response:
    """The page again, which says that the price is agreed; a price named since is shown first."""
    fields = visit.fields()
    price = _price(fields)

    def verb(session: Session, followed: Followed, _blank: Blank) -> Dossier:
        return following.agree(session, followed, price, visit.now)

    return await _carry_out(visit, AGREE, fields, verb)


def _price(fields: Fields) -> float:
    """What stood on the page; nothing that could be a price is agreed to by mistake."""
    try:
        return float(fields.get("price", [""])[-1])
    except ValueError:
        return -1.0


def _reason(fields: Fields) -> str:
    return tidy_words("\n".join(fields.get("reason", ())))


async def _carry_out(visit: Visit, wish: str, fields: Fields, verb: Verb) -> Response:
    work = partial(_take_in, visit, wish, fields, verb)
    return respond(visit, await porter.store(visit, fields, work))


def _take_in(visit: Visit, wish: str, fields: Fields, verb: Verb, session: Session) -> Page:
    followed = following.follow(session, visit.code, visit.now)
    blank, is_fresh = unseal(_purpose(visit, wish), sealed(fields), visit.now)
    language = visit.language(followed.dossier.project.language)
    try:
        if not is_fresh:
            raise StaleForm
        dossier = verb(session, followed, blank)
    except NOT_ACCEPTED as refused:
        rating = rating_of(session, visit, followed.dossier)
        told = error(language, refused, followed.dossier.project.zone)
        return _page(visit, followed.dossier, rating, told, reason=_reason(fields), status=422)
    heard = say(language, HEARD[wish])
    return _page(visit, dossier, rating_of(session, visit, dossier), heard)


def _purpose(visit: Visit, wish: str) -> str:
    """What the button's seal is bound to: this code, and this wish."""
    return f"{tidy_code(visit.code)} {wish}"


def _page(
    visit: Visit,
    dossier: Dossier,
    rating: Rating,
    notice: str = "",
    *,
    reason: str = "",
    status: int = 200,
) -> Page:
    language = visit.language(dossier.project.language)
    blanks = {
        wish: seal(_purpose(visit, wish), Blank.fresh(visit.now), visit.now)
        for wish in (URGE, REOPEN, AGREE)
    }
    told = facts(visit, dossier, rating, language) | {
        "notice": notice,
        "reason": reason,
        "blanks": blanks,
        "longest": LONGEST_WORDS,
        "is_back": status != 200,
    }
    return Page("progress.html", language, lambda: told, status)
