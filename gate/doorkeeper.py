"""The doorkeeper (门卫): whoever asks for a page of the desk without being signed in is led here,
and a screen to its wall.

A courtesy and a second lock: the pages themselves ask again at every run, over their socket.
"""

from collections.abc import Iterable
from enum import Enum, auto
from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import settings
from db import accounts, screens
from db.engine import reading
from domain.errors import HuifangError
from gate.layout import keep_screen, lead
from gate.screens import SCREEN, WALL
from gate.views import SIGN_IN
from gate.visits import now

# What Streamlit serves beside its pages; none of it belongs to anybody.
STREAMLITS_OWN = frozenset({"_stcore", "static", "media", "component", "app"})


class Doorkeeper:
    """`public` are the routes that open without a session, by the first part of their path."""

    def __init__(self, app: ASGIApp, public: Iterable[BaseRoute] = ()) -> None:
        self.app = app
        self.open = STREAMLITS_OWN | {_first_part(getattr(route, "path", "")) for route in public}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._is_page(request := Request(scope)):
            await self.app(scope, receive, send)
            return
        sid = request.cookies.get(settings.session_cookie(), "")
        whose = await to_thread.run_sync(_whose, sid)
        is_wall = request.url.path.rstrip("/") == WALL
        if whose is Whose.SCREEN and is_wall:
            send = _keeping(sid, send)
        elif whose is not Whose.COLLEAGUE:
            await _led(request, whose)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_page(self, request: Request) -> bool:
        if request.method != "GET" or _first_part(request.url.path) in self.open:
            return False
        return "text/html" in request.headers.get("accept", "")


class Whose(Enum):
    """Whose browser it is."""

    NOBODYS = auto()
    COLLEAGUE = auto()
    SCREEN = auto()
    REVOKED = auto()


def _whose(sid: str) -> Whose:
    if not sid:
        return Whose.NOBODYS
    try:
        with reading() as session:
            if accounts.is_live(session, sid, now()):
                return Whose.COLLEAGUE
            if screens.plan_of(session, sid):
                return Whose.SCREEN
            return Whose.REVOKED if screens.was_one(session, sid) else Whose.NOBODYS
    except HuifangError:
        # The page says in its own words that the database is away.
        return Whose.COLLEAGUE


def _led(request: Request, whose: Whose) -> Response:
    """A screen to its wall, one that was sent away to a new code, a stranger to the gate."""
    if whose is Whose.NOBODYS:
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return lead(f"{SIGN_IN}?next={quote(asked)}")
    return lead(WALL if whose is Whose.SCREEN else SCREEN)


def _keeping(sid: str, send: Send) -> Send:
    """Whoever hangs untouched for a year keeps the cookie: it comes anew with the page."""
    kept = Response()
    keep_screen(kept, sid)
    cookie = (b"set-cookie", kept.headers["set-cookie"].encode("latin-1"))

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], cookie]
        await send(message)

    return sending


def _first_part(path: str) -> str:
    return path.strip("/").partition("/")[0]
