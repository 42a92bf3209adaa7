"""Whatever is sent to whichever address of whichever door: an answer, and never a fault of ours.

Raw requests, as a server hands them over: letters that are no UTF-8, headers that no browser sends,
bodies that break off. SQLite only, for speed. `FUZZ=2000 pytest tests/test_fuzz.py` tries that many
by chance for each door; without it a few, always the same.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote_from_bytes, unquote

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from argon2 import PasswordHasher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route
from starlette.types import Message

from api import keys
from api.app import routes as api_routes
from db.engine import Database, writing
from desk import diaries, exports, passwords
from domain.access import Role
from domain.limits import Limits, Pace
from gate import views
from gate.app import routes as gate_routes
from gate.doorkeeper import Doorkeeper
from gate.patience import Patience
from survey import porter
from survey.app import routes as survey_routes
from survey.limits import Gatekeeper
from tests.builders import (
    MONDAY_MORNING,
    a_card_code,
    a_client,
    a_code,
    a_colleague,
    a_place_code,
    a_project,
    a_resolved_ticket,
    a_session,
    an_account,
)
from tests.survey.test_fuzz import BODIES, NASTY, TYPES
from web import orders
from web.health import routes as health_routes
from web.measures import Measured

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
DOORS: dict[str, list[BaseRoute]] = {
    "survey": survey_routes,
    "gate": gate_routes,
    "api": api_routes,
    "machines": health_routes,
}
MANY = int(os.environ.get("FUZZ", "0"))
FUZZED = settings(
    max_examples=MANY or 120,
    derandomize=not MANY,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
NEVER = MONDAY_MORNING.replace(year=2100)
METHODS = st.sampled_from(
    [*["GET", "POST"] * 3, "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW", ""]
)
ODD = st.one_of(
    st.binary(max_size=24),
    st.sampled_from([word.encode("utf-8", "surrogatepass") for word in NASTY]),
    st.sampled_from([b"", b"0", b"-1", b"1", b"9" * 30, b"1e999", b"NaN", b"null", b"..", b"%2f"]),
    st.sampled_from([b"2026-03-02T01:00:00Z", b"0001-01-01", b"9999-12-31T23:59:59.999+14:00"]),
)
NAMES = st.sampled_from(
    [
        *(b"lang", b"next", b"code", b"type", b"state", b"project", b"project_id", b"turn"),
        *(b"api_key", b"jurisdiction_id", b"service_code", b"service_request_id", b"status"),
        *(b"start_date", b"end_date", b"page", b"page_size", b"after", b"limit", b"token"),
        *(b"login", b"password", b"again", b"form", b"blank", b"d1", b"words", b"call_me"),
        *(b"description", b"address_string", b"lat", b"long", b"phone", b"first_name"),
        *(b"attribute[asks]", b"attribute[occurred_at]", b"attribute[category]", b"\xff", b""),
    ]
)
PAIRS = st.lists(st.tuples(NAMES, ODD), max_size=6)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            *(b"cookie", b"authorization", b"accept", b"accept-language", b"accept-encoding"),
            *(b"if-none-match", b"range", b"host", b"origin", b"referer", b"user-agent"),
            *(b"x-forwarded-for", b"x-request-id", b"idempotency-key", b"content-length"),
            *(b"transfer-encoding", b"expect", b"purpose", b"sec-fetch-site"),
        ]
    ),
    ODD,
    max_size=5,
)


@dataclass
class House:
    """All doors as one program opens them, and what opens something in each."""

    app: Any
    opening: list[bytes]
    session: bytes
    key: bytes
    portal: BlockingPortal

    def ask(self, scope: dict[str, Any], body: bytes, *, breaks_off: bool) -> list[Message]:
        asked = partial(_asked, self.app, scope, body, breaks_off=breaks_off)
        return self.portal.call(asked)


async def _asked(app: Any, scope: dict[str, Any], body: bytes, *, breaks_off: bool) -> Any:
    parts = [{"type": "http.request", "body": body, "more_body": breaks_off}]
    told: list[Message] = []

    async def receive() -> Message:
        return parts.pop() if parts else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        told.append(message)

    await app(scope, receive, send)
    return told


@pytest.fixture
def house(database: Database, tmp_path, monkeypatch) -> Iterator[House]:
    monkeypatch.setenv("HUIFANG_SECRET_FILE", str(tmp_path / "survey.key"))
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
    monkeypatch.setattr(views, "PATIENCE", Patience())
    wide = Gatekeeper(Limits(*[Pace(1_000_000, 1_000_000)] * 3))
    monkeypatch.setattr(porter, "gatekeeper", lambda: wide)
    keys.paces.cache_clear()
    passwords._nobodys.cache_clear()
    project = a_project("翠湖花园")
    lead = an_account(a_colleague(project, Role.SUPERVISOR))
    with writing() as session:
        shown = {"is_whole": True, "shows_places": True}
        diary = diaries.open_one(session, lead, project, MONDAY_MORNING, **shown)
        order = exports.order(session, lead, project, datetime.now(UTC), with_people=True)
    codes = (
        a_code(project, a_resolved_ticket(project)),
        a_place_code(project),
        a_card_code(project),
    )
    every = [route for routes in DOORS.values() for route in routes]
    app = Starlette(
        routes=every, middleware=[Middleware(Measured), Middleware(Doorkeeper, public=every)]
    )
    sid = a_session(lead.staff_id, MONDAY_MORNING, NEVER)
    key = a_client(project, per_minute=6_000)
    opening = [*codes, diary, orders.seal(order), "json", "xml", "repair", "1"]
    # On a thread of its own: a browser's test before may have left a loop running on this one.
    with start_blocking_portal() as portal:
        words = [word.encode() for word in opening]
        yield House(app, words, f"sid={sid}".encode(), key.encode(), portal)


@pytest.mark.parametrize("door", DOORS)
@FUZZED
@given(data=st.data())
def test_whatever_is_sent_to_any_door_is_answered_without_a_fault(house: House, door, data):
    paths = [route.path for route in DOORS[door] if isinstance(route, Route)]
    pattern = data.draw(st.sampled_from(paths))
    words = st.sampled_from(house.opening) if data.draw(st.booleans()) else ODD
    path = re.sub(r"\{\w+(:path)?\}", lambda _: _quoted(data.draw(words)), pattern)
    query, fields = data.draw(PAIRS), data.draw(PAIRS)
    is_form = data.draw(st.booleans())
    form = b"&".join(name + b"=" + _quoted(word).encode() for name, word in fields)
    headers = data.draw(HEADERS)
    headers[b"content-type"] = (
        b"application/x-www-form-urlencoded"
        if is_form
        else data.draw(TYPES).encode("latin-1", "replace")
    )
    if data.draw(st.booleans()):
        headers |= {b"authorization": b"Bearer " + house.key, b"cookie": house.session}
    method = data.draw(METHODS)
    scope = _scope(method, path, query, headers)
    scope["client"] = data.draw(st.sampled_from([("192.0.2.7", 50_000), ("127.0.0.1", 1), None]))

    body = form if is_form else data.draw(BODIES)
    told = house.ask(scope, body, breaks_off=data.draw(st.integers(0, 7)) == 7)

    starts = [one for one in told if one["type"] == "http.response.start"]
    # Nobody is there any more to be told, where the body broke off.
    assert len(starts) <= 1
    for start in starts:
        assert start["status"] < 500, (method, path, query, headers, told)
        assert not [value for _name, value in start["headers"] if re.search(rb"[\r\n\0]", value)]


def _quoted(word: bytes) -> str:
    return quote_from_bytes(word, safe="")


def _scope(
    method: str, path: str, query: list[tuple[bytes, bytes]], headers: dict[bytes, bytes]
) -> dict[str, Any]:
    """As a server reads it off the line."""
    asked = "&".join(f"{_quoted(name)}={_quoted(word)}" for name, word in query)
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": asked.encode(),
        "headers": list(headers.items()),
        "client": ("192.0.2.7", 50_000),
        "server": ("testserver", 80),
    }


def test_what_chance_is_given_opens_every_door(house: House):
    """Else all of the above would be tried on closed doors."""
    code, _place, _card, diary, order, *_rest = (word.decode() for word in house.opening)
    known = {b"authorization": b"Bearer " + house.key, b"cookie": house.session}

    for path in (f"/s/{code}", f"/diary/{diary}.ics", f"/export/{order}", "/api/key.json"):
        start, *_body = house.ask(_scope("GET", path, [], dict(known)), b"", breaks_off=False)
        assert start["status"] == 200, path
