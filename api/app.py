"""The side door (接口): its routes, and an answer of ours whatever goes wrong.

`routes` is self-sufficient. Alone, in as many processes as needed: `uvicorn api.app:app`.
"""

import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from itertools import groupby

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from api import keys, openapi, refusals
from api.addresses import ADDRESSES, PREFIX, Address
from api.answers import ENDINGS, JSON, Answer, written
from api.calls import Call, arrive
from api.keys import admitted
from db import engine, upgrade
from domain.errors import HuifangError, NotFound
from web import health, logs
from web.forms import WrongMethod
from web.measures import Measured

log = logging.getLogger(__name__)

# Of the threads and connections of a process no more than these are for programs of others.
AT_ONCE = 8


class Door:
    """One path: an address per method."""

    def __init__(self, addresses: Iterable[Address]) -> None:
        self.addresses = {address.method: address for address in addresses}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            call = await arrive(Request(scope, receive))
        except ClientDisconnect:
            return
        response = await to_thread.run_sync(self.answer, call, limiter=_limiter())
        await response(scope, receive, send)

    def answer(self, call: Call) -> Response:
        try:
            answer = self._answer(call)
        except HuifangError as why:
            answer = refusals.refused(call, why)
        except Exception:
            log.exception("a program met a fault")
            answer = refusals.fault(call)
        if isinstance(answer, Response):
            return answer
        return written(answer, call.ending if call.ending in ENDINGS else JSON)

    def _answer(self, call: Call) -> Answer | Response:
        address = self._address(call)
        caller = admitted(call, address.scope, may_be_sent=address.may_send_key)
        return address.view(call, caller)

    def _address(self, call: Call) -> Address:
        """Raises NotFound, WrongMethod."""
        if not self.addresses or not self._speaks(call.ending):
            raise NotFound("address", call.ending)
        address = self.addresses.get("GET" if call.method == "HEAD" else call.method)
        if address is None:
            allowed = {"HEAD"} if "GET" in self.addresses else set()
            raise WrongMethod(tuple(sorted(allowed | self.addresses.keys())))
        return address

    def _speaks(self, ending: str) -> bool:
        return not ending or any(ending in one.endings for one in self.addresses.values())


_of_this_loop: RunVar[CapacityLimiter] = RunVar("api")


def _limiter() -> CapacityLimiter:
    """One for all addresses, in the loop that serves them."""
    try:
        return _of_this_loop.get()
    except LookupError:
        _of_this_loop.set(CapacityLimiter(AT_ONCE))
        return _of_this_loop.get()


def _path(address: Address) -> str:
    return address.path


routes: list[BaseRoute] = [
    *(Route(path, Door(ways)) for path, ways in groupby(sorted(ADDRESSES, key=_path), key=_path)),
    Route(openapi.PATH, openapi.show),
    Route(f"{PREFIX}/{{lost:path}}", Door(())),
]


def ready() -> None:
    """Everything that must be in place before the first call comes."""
    engine.must_answer()
    found, wanted = upgrade.versions()
    if found != wanted:
        upgrade.upgrade()


@asynccontextmanager
async def lifespan(_app: Starlette) -> AsyncIterator[None]:
    logs.begin()
    await run_in_threadpool(ready)
    async with keys.remembered():
        yield


app = Starlette(
    routes=[*routes, *health.routes], lifespan=lifespan, middleware=[Middleware(Measured)]
)
