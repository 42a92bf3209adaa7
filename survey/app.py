"""The residents' door (业主入口): its addresses, alone or inside the main program.

`routes` is self-sufficient: whoever mounts it gets our pages, headers and refusals with it.
Alone: `uvicorn survey.app:app`.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

import settings
from db import engine, upgrade
from domain.errors import HuifangError, NotFound
from survey import porter
from survey.layout import respond
from survey.refusals import fault, refuse
from survey.views import enter, look, send
from survey.visits import Visit, arrive
from web.forms import WrongMethod
from web.keys import key

log = logging.getLogger(__name__)

View = Callable[[Visit], Awaitable[Response]]


class Door:
    """One address: a view per method, and a page of ours whatever goes wrong."""

    def __init__(self, **views: View) -> None:
        self.views = views
        self.takes_in = "POST" in views

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            visit = await arrive(Request(scope, receive))
        except ClientDisconnect:
            return
        response = await self.answer(visit)
        if visit.is_sending and self.takes_in and visit.device.is_new:
            cookie = visit.device.cookie(scope.get("root_path", ""))
            response.headers.append("Set-Cookie", cookie)
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


routes: list[BaseRoute] = [
    Route("/s", Door(GET=enter)),
    Route("/s/", Door(GET=enter)),
    Route("/s/{code:path}", Door(GET=look, POST=send)),
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
    await run_in_threadpool(ready)
    yield


app = Starlette(routes=[*routes, Route("/{code:path}", Door(GET=lost))], lifespan=lifespan)
