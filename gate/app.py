"""The gate (门岗): its addresses, and a page of ours whatever goes wrong.

The views wait for the database and for argon2, so they run in threads; of those that a password
keeps busy there are never more than a few at once, each with its 64 MiB.
"""

import logging
from collections.abc import Callable

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from db.engine import DatabaseUnreachable
from domain.accounts import LinkClosed
from domain.errors import ChangedMeanwhile, HuifangError, NotAllowed
from domain.exports import BusyExporting, NotOrdered
from gate import abroad, diaries, exports, screens, views
from gate.layout import Page, respond
from gate.visits import Visit, arrive
from lang import N_, error, say
from web.forms import BodyTooLarge, NotAForm, WrongMethod

log = logging.getLogger(__name__)

AT_ONCE = 4
View = Callable[[Visit], Response]

STATUS: dict[type[HuifangError], int] = {
    WrongMethod: 405,
    NotAForm: 415,
    BodyTooLarge: 413,
    NotAllowed: 403,
    NotOrdered: 404,
    BusyExporting: 503,
    ChangedMeanwhile: 503,
    DatabaseUnreachable: 503,
}


class Gate:
    """One address: a view per method."""

    def __init__(self, **views: View) -> None:
        self.views = views

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            visit = await arrive(Request(scope, receive))
        except ClientDisconnect:
            return
        response = await to_thread.run_sync(self.answer, visit, limiter=_limiter())
        await response(scope, receive, send)

    def answer(self, visit: Visit) -> Response:
        try:
            return self._view(visit.method)(visit)
        except LinkClosed as refused:
            return views.link_closed(visit, refused)
        except HuifangError as refused:
            return respond(visit, _refusal(visit, refused))
        except Exception:
            log.exception("a colleague met a fault at the gate")
            return respond(visit, _note(visit, N_("That did not work just now"), [FAULT], 500))

    def _view(self, method: str) -> View:
        view = self.views.get("GET" if method == "HEAD" else method)
        if view is None:
            raise WrongMethod(("HEAD", *self.views))
        return view


_of_this_loop: RunVar[CapacityLimiter] = RunVar("gate")


def _limiter() -> CapacityLimiter:
    """One for all addresses of the gate, in the loop that serves them."""
    try:
        return _of_this_loop.get()
    except LookupError:
        _of_this_loop.set(CapacityLimiter(AT_ONCE))
        return _of_this_loop.get()


FAULT = N_("The fault is ours, not yours. Please open the page again in a moment.")


def _refusal(visit: Visit, refused: HuifangError) -> Page:
    carried = {"Allow": ", ".join(refused.allowed)} if isinstance(refused, WrongMethod) else {}
    told = error(visit.language(), refused)
    status = next((s for kind, s in STATUS.items() if isinstance(refused, kind)), 500)
    return _note(visit, N_("This does not work here"), [told], status, carried)


def _note(
    visit: Visit,
    title: str,
    paragraphs: list[str],
    status: int,
    carried: dict[str, str] | None = None,
) -> Page:
    language = visit.language()
    facts: dict[str, object] = {
        "title": say(language, title),
        "paragraphs": [say(language, line) for line in paragraphs],
        "back": visit.here(),
        "way_on": say(language, N_("Open it again")),
    }
    return Page("note.html", facts, status, carried or {})


routes: list[BaseRoute] = [
    Route("/sign-in", Gate(GET=views.ask_sign_in, POST=views.sign_in)),
    Route("/sign-in/provider", Gate(GET=abroad.go)),
    Route("/sign-in/back", Gate(GET=abroad.come_back)),
    Route("/sign-out", Gate(GET=views.ask_sign_out, POST=views.sign_out)),
    Route("/welcome/{token}", Gate(GET=views.ask_first_password, POST=views.set_first_password)),
    Route("/screen", Gate(GET=screens.wait, POST=screens.claim)),
    Route("/export/{token}", Gate(GET=exports.fetch)),
    Route("/diary/{token}.ics", Gate(GET=diaries.show)),
    Route("/password", Gate(GET=views.ask_password, POST=views.change_password)),
]
