"""The doorkeeper (门卫): whoever asks for a page of the desk without being signed in is led here.

A courtesy and a second lock: the pages themselves ask again at every run, over their socket.
"""

from collections.abc import Iterable
from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

import settings
from db import accounts
from db.engine import reading
from domain.errors import HuifangError
from gate.layout import lead
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
        if scope["type"] == "http" and self._is_page(request := Request(scope)):
            sid = request.cookies.get(settings.session_cookie(), "")
            if not await to_thread.run_sync(_is_live, sid):
                asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                await lead(f"{SIGN_IN}?next={quote(asked)}")(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _is_page(self, request: Request) -> bool:
        if request.method != "GET" or _first_part(request.url.path) in self.open:
            return False
        return "text/html" in request.headers.get("accept", "")


def _first_part(path: str) -> str:
    return path.strip("/").partition("/")[0]


def _is_live(sid: str) -> bool:
    if not sid:
        return False
    try:
        with reading() as session:
            return accounts.is_live(session, sid, now())
    except HuifangError:
        # The page says in its own words that the database is away.
        return True
