"""Refusals (拒绝): an error becomes a status, and the list of errors that Open311 prescribes."""

from api.answers import Answer
from api.calls import Call
from api.shapes import ERRORS
from db.engine import DatabaseBroken, DatabaseUnreachable
from domain.clients import NoKey, OutOfScope, TooManyCalls
from domain.errors import ChangedMeanwhile, HuifangError, NotAllowed, NotFound
from lang import N_, error, say
from settings import LANGUAGE
from web.forms import BodyTooLarge, NotAForm, WrongMethod

STATUS: dict[type[HuifangError], int] = {
    NoKey: 403,
    OutOfScope: 403,
    NotAllowed: 403,
    NotFound: 404,
    WrongMethod: 405,
    BodyTooLarge: 413,
    NotAForm: 415,
    TooManyCalls: 429,
    ChangedMeanwhile: 503,
    DatabaseUnreachable: 503,
    DatabaseBroken: 503,
}
FAULT = N_("The fault is ours, not yours. Please try again in a moment.")


def refused(call: Call, why: HuifangError) -> Answer:
    """What cannot be stored or understood is the caller's to mend: 400."""
    carried: dict[str, str] = {}
    if isinstance(why, WrongMethod):
        carried = {"Allow": ", ".join(why.allowed)}
    if isinstance(why, TooManyCalls):
        carried = {"Retry-After": str(why.seconds)}
    if isinstance(why, ChangedMeanwhile | DatabaseUnreachable):
        carried = {"Retry-After": "1"}
    return _told(STATUS.get(type(why), 400), error(call.language(LANGUAGE()), why), carried)


def fault(call: Call) -> Answer:
    return _told(500, say(call.language(LANGUAGE()), FAULT), {})


def _told(status: int, description: str, carried: dict[str, str]) -> Answer:
    return Answer([{"code": status, "description": description}], ERRORS, status, carried)
