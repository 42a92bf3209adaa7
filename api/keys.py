"""Keys (钥匙): whose it is, what it opens, and how often it may come.

The pace is each process's own, as at the residents' door (docs/decisions/0012).
"""

import logging
from datetime import date
from functools import lru_cache
from math import ceil

from api.calls import Call
from db import clients
from db.clients import Caller
from db.engine import reading, writing
from domain.clients import MOST_PER_MINUTE, NoKey, OutOfScope, Scope, TooManyCalls
from domain.limits import Pace
from web.buckets import Buckets

log = logging.getLogger(__name__)


@lru_cache(maxsize=MOST_PER_MINUTE)
def paces(per_minute: int) -> Buckets:
    """One bucket for each key that may come so often: a whole minute's calls may come at once."""
    return Buckets(Pace(per_minute, per_minute))


def admitted(call: Call, scope: Scope | None, *, may_be_sent: bool) -> Caller:
    """Whoever comes. Raises NoKey, OutOfScope, TooManyCalls."""
    with reading() as session:
        caller = clients.with_key(session, call.key(may_be_sent=may_be_sent))
    if caller is None:
        raise NoKey
    _count(caller, call)
    today = caller.day_of(call.now)
    if caller.used_on is None or caller.used_on < today:
        _note(caller, today)
    if scope is not None and not caller.may(scope):
        raise OutOfScope(scope)
    return caller


def _count(caller: Caller, call: Call) -> None:
    buckets, which = paces(caller.per_minute), f"{caller.project_id}-{caller.id}"
    wait = buckets.wait(which, call.now)
    if wait:
        raise TooManyCalls(ceil(wait))
    buckets.take(which, call.now)


def _note(caller: Caller, day: date) -> None:
    """Once a day, so that whoever wants to take a key back sees whether it is in use.

    The one thing that looking writes; where it cannot be written, nobody is refused for it.
    """
    try:
        with writing() as session:
            clients.note_use(session, caller, day)
    except Exception:
        log.exception("the day on which a key was used could not be noted")
