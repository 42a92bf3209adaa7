"""Keys (钥匙): whose it is, what it opens, and how often it may come.

The pace is each process's own, as at the residents' door (docs/decisions/0012).
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from functools import lru_cache
from math import ceil

from starlette.concurrency import run_in_threadpool

from api.calls import Call
from db import clients
from db.clients import Caller
from db.engine import reading, writing
from domain.clients import MOST_PER_MINUTE, NoKey, OutOfScope, Scope, TooManyCalls
from domain.limits import Pace
from web.buckets import Buckets

log = logging.getLogger(__name__)

WRITTEN_EVERY = 60.0
# Looking writes nothing; what is to be written down waits here.
_used: dict[tuple[int, int], tuple[Caller, date]] = {}
_lock = threading.Lock()


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
    with _lock:
        _used[caller.project_id, caller.id] = (caller, day)


def write_down() -> None:
    """On which day each key was last used, so that whoever wants to take one back sees whether it
    is in use. What cannot be written now waits for the next time.
    """
    with _lock:
        used = list(_used.values())
        _used.clear()
    try:
        with writing() as session:
            for caller, day in used:
                clients.note_use(session, caller, day)
    except Exception:
        log.exception("the day on which a key was used could not be noted")
        for caller, day in used:
            _note(caller, day)


@asynccontextmanager
async def remembered() -> AsyncIterator[None]:
    """While this lasts, the days of use are written down once a minute, and at its end."""
    task = asyncio.create_task(_keep_writing())
    try:
        yield
    finally:
        task.cancel()
        await run_in_threadpool(write_down)


async def _keep_writing() -> None:
    while True:
        await asyncio.sleep(WRITTEN_EVERY)
        await run_in_threadpool(write_down)
