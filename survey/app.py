"""The residents' door (业主入口): its addresses, alone or inside the main program.

`routes` is self-sufficient: whoever mounts it gets our pages, headers and refusals with it.
Alone: `uvicorn survey.app:app`.
"""

import gc
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

import settings
from db import engine, upgrade
from domain.errors import HuifangError, NotFound
from survey import porter, progress
from survey.doors import choose
from survey.layout import respond
from survey.refusals import fault, refuse
from survey.requests import send_call, send_report, show_call, show_report
from survey.views import enter, look, send
from survey.visits import Visit, arrive
from web import health, logs
from web.forms import WrongMethod
from web.keys import key
from web.measures import Measured

log = logging.getLogger(__name__)

View = Callable[[Visit], Awaitable[Response]]


class Door:
    """One address: a view per method, and a page of ours whatever goes wrong."""

    def __init__(self, *, takes_photo: bool = False, **views: View) -> None:
        self.views = views
        self.takes_in = "POST" in views
        self.takes_photo = takes_photo

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            visit = await arrive(scope, receive, takes_photo=self.takes_photo)
        except ClientDisconnect:
            return
        try:
            response = await self.answer(visit)
        finally:
            visit.leave()
        if visit.is_sending and self.takes_in and visit.device.is_new:
            cookie = visit.device.cookie(scope.get("root_path", ""))
            response.raw_headers.append((b"set-cookie", cookie.encode("latin-1")))
        await response(scope, receive, send)

    async def answer(self, visit: Visit) -> Response:
        try:
            return await self._seen(visit)
        except Exception as failed:
            log.exception("a resident met a fault")
            return respond(visit, fault(visit, failed))

    async def _seen(self, visit: Visit) -> Response:
        try:
            return await self._let_in(self._view(visit.method), visit)
        except HuifangError as refused:
            return respond(visit, await run_in_threadpool(refuse, visit, refused))

    async def _let_in(self, view: View, visit: Visit) -> Response:
        if not self.takes_in:
            return await view(visit)
        await porter.admit(visit)
        try:
            response = await view(visit)
        except NotFound:
            porter.not_found(visit)
            raise
        porter.found(visit)
        return response

    def _view(self, method: str) -> View:
        view = self.views.get("GET" if method == "HEAD" else method)
        if view is None:
            raise WrongMethod(("HEAD", *self.views))
        return view


async def lost(visit: Visit) -> Response:
    """Any other address of the door standing alone."""
    raise NotFound("code", visit.code)


scanned = Door(GET=choose, POST=send)
routes: list[BaseRoute] = [
    # Nearly everybody comes here, so nearly nobody is asked for another address.
    Route("/s/{code}", scanned),
    Route("/s", Door(GET=enter)),
    Route("/s/", Door(GET=enter)),
    Route("/s/{code}/rate", Door(GET=look, POST=send)),
    Route("/s/{code}/report", Door(GET=show_report, POST=send_report, takes_photo=True)),
    Route("/s/{code}/call", Door(GET=show_call, POST=send_call)),
    Route("/s/{code}/progress", Door(GET=progress.show)),
    # Whoever loads the answer to one of these again sees how far it is.
    Route("/s/{code}/urge", Door(GET=progress.show, POST=progress.urge)),
    Route("/s/{code}/agree", Door(GET=progress.show, POST=progress.agree)),
    Route("/s/{code}/reopen", Door(GET=progress.show, POST=progress.reopen)),
    Route("/s/{code:path}", scanned),
]


def ready() -> None:
    """Everything that must be in place before the first resident comes."""
    key(settings.SECRET_FILE())
    engine.must_answer()
    found, wanted = upgrade.versions()
    if found != wanted:
        upgrade.upgrade()


@asynccontextmanager
async def lifespan(_app: Starlette) -> AsyncIterator[None]:
    logs.begin()
    await run_in_threadpool(ready)
    # What is here now stays: to look through all of it again holds up whoever is at the door.
    gc.freeze()
    yield


class Alone(Starlette):
    """The door by itself: it answers for its own faults and needs nothing around it."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        super().__init__(routes=routes, lifespan=lifespan)
        self.measured = Measured(self.router)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.measured(scope, receive, send)


app = Alone([*routes, *health.routes])
# No pattern of an address matches them all: "." leaves out a line break.
app.router.default = Door(GET=lost)
