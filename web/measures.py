"""Measures (计量): of every request its number, its time and a line in the log; of nobody a name.

An address may hold a code that opens something, so only the door and the answer are written down.
"""

import logging
import re
import secrets
import time
from contextvars import ContextVar
from functools import lru_cache

from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

# The request that is being answered, for whatever is logged meanwhile.
request_id: ContextVar[str] = ContextVar("request_id", default="")

DOORS = {"s": "survey", "api": "api", "glass": "wall"} | dict.fromkeys(
    ("_stcore", "static", "media", "component"), "desk"
)
GATE = frozenset({"sign-in", "sign-out", "welcome", "password", "screen", "diary", "export"})
MACHINES = frozenset({"healthz", "readyz", "metrics"})
# What a proxy in front may call a request; anything else could forge lines in the log.
GIVEN = re.compile(r"[\w-]{8,64}")

REQUESTS = Counter("huifang_http_requests", "Answers given", ["door", "method", "status"])
SECONDS = Histogram(
    "huifang_http_request_seconds",
    "Time from a request's arrival to the end of its answer",
    ["door"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
HEADER = b"x-request-id"
METHODS = frozenset({"GET", "HEAD", "POST"})


class Measured:
    """Around an application: counts, times and names its requests."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        named = request_id.set(_name(scope))
        began, status = time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                named_so = (HEADER, request_id.get().encode())
                message["headers"] = [*message.get("headers", ()), named_so]
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            _note(scope, status, time.perf_counter() - began)
            request_id.reset(named)


def _name(scope: Scope) -> str:
    given = dict(scope["headers"]).get(HEADER, b"").decode("latin-1")
    return given if GIVEN.fullmatch(given) else secrets.token_hex(8)


def _note(scope: Scope, status: int, seconds: float) -> None:
    door = door_of(scope["path"])
    method = scope["method"] if scope["method"] in METHODS else "other"
    counted, timed = _measures(door, method, status)
    counted.inc()
    timed.observe(seconds)
    level = logging.WARNING if status >= 500 else logging.DEBUG
    log.log(level, "%s %s %d %.1f ms", method, door, status, 1000 * seconds)


@lru_cache(maxsize=512)
def _measures(door: str, method: str, status: int) -> tuple[Counter, Histogram]:
    """Looked up once: that takes longer than to count."""
    return REQUESTS.labels(door, method, status), SECONDS.labels(door)


def door_of(path: str) -> str:
    """Which door an address belongs to: a handful of names, however many addresses there are."""
    first = path.strip("/").partition("/")[0]
    if first in GATE:
        return "gate"
    return "machines" if first in MACHINES else DOORS.get(first, "pages")
