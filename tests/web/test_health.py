"""Whoever watches over the program learns how it is, and nothing about anybody."""

import json
import logging
from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from db import engine
from db.engine import reading
from db.lags import lags
from gate import app as gate
from survey import app as survey
from tests.builders import HOUR, MONDAY_MORNING, a_project, a_ticket
from web import glass, health, logs
from web.measures import Measured, door_of

CODE = "7HKQ2MXDPWB4"


def fail(_request: Request) -> PlainTextResponse:
    raise RuntimeError("a fault of ours")


def client(host: str = "127.0.0.1") -> TestClient:
    routes = [*health.routes, Route(f"/s/{CODE}", fail)]
    app = Starlette(routes=routes, middleware=[Middleware(Measured)])
    return TestClient(app, client=(host, 40_000), raise_server_exceptions=False)


def figure(name: str) -> float:
    told = client().get("/metrics").text
    return float(next(line for line in told.splitlines() if line.startswith(f"{name} ")).split()[1])


def test_a_program_that_can_serve_says_so(database):
    assert client().get("/healthz").status_code == 200

    answer = client().get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "schema": "current"})
    assert answer.headers["cache-control"] == "no-store"


def test_another_schema_is_not_ready_and_yet_alive(database):
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    answer = client().get("/readyz")

    assert (answer.status_code, answer.json()["schema"]) == (503, "other")
    assert client().get("/healthz").status_code == 200


def test_a_database_that_is_away_is_named_without_its_address():
    engine.use("postgresql://somebody:secret@127.0.0.1:1/nothing")

    answer = client().get("/readyz")

    assert (answer.status_code, answer.json()["database"]) == (503, "unreachable")
    assert "secret" not in answer.text
    assert figure("huifang_database_up") == 0
    engine.current().dispose()
    engine._current = None


def test_figures_are_told_on_this_machine_only(database):
    assert client().get("/metrics").status_code == 200
    assert client("::1").get("/metrics").status_code == 200

    assert client("192.168.1.20").get("/metrics").status_code == 404
    assert client("testclient").get("/metrics").status_code == 404
    through_a_proxy = {"X-Forwarded-For": "203.0.113.9"}
    assert client().get("/metrics", headers=through_a_proxy).status_code == 404


def test_the_clockwork_s_lag_is_the_age_of_what_it_left_undone(database):
    a_ticket(a_project())

    with reading() as session:
        early = lags(session, MONDAY_MORNING)
        late = lags(session, MONDAY_MORNING + timedelta(days=30))

    assert early.limits == 0
    assert 29 * 24 * HOUR < timedelta(seconds=late.limits) < 30 * 24 * HOUR
    assert late.notices == 0


def test_requests_are_counted_by_door_and_never_by_code(database):
    name = 'huifang_http_requests_total{door="survey",method="GET",status="500"}'
    assert client().get(f"/s/{CODE}").status_code == 500
    before = figure(name)

    client().get(f"/s/{CODE}")

    assert figure(name) == before + 1
    assert CODE not in client().get("/metrics").text


@pytest.mark.parametrize(
    ("path", "door"),
    [
        (f"/s/{CODE}/report", "survey"),
        ("/sign-in/back", "gate"),
        ("/_stcore/stream", "desk"),
        ("/metrics", "machines"),
        ("/queue", "pages"),
        ("/", "pages"),
        ("/%0d%0a/../etc/passwd", "pages"),
    ],
)
def test_every_address_belongs_to_one_of_a_few_doors(path, door):
    assert door_of(path) == door


@pytest.mark.parametrize(
    ("door", "routes"),
    [
        ("gate", gate.routes),
        ("survey", survey.routes),
        ("machines", health.routes),
        ("wall", glass.routes(lambda *_about: "")),
    ],
)
def test_every_route_is_counted_at_its_own_door(door, routes):
    assert {door_of(route.path) for route in routes} == {door}


def test_a_proxy_may_name_the_request_but_not_forge_the_log(database):
    kept = client().get("/healthz", headers={"X-Request-ID": "edge-0123456789"})
    made = client().get("/healthz", headers={"X-Request-ID": 'x" level="error'})

    assert kept.headers["x-request-id"] == "edge-0123456789"
    assert len(made.headers["x-request-id"]) == 16


def test_a_line_of_the_log_is_json_with_the_request_and_without_its_path(database, caplog):
    with caplog.at_level(logging.WARNING, "web.measures"):
        client().get(f"/s/{CODE}", headers={"X-Request-ID": "edge-0123456789"})

    [record] = [one for one in caplog.records if one.name == "web.measures"]
    assert CODE not in record.getMessage()
    assert "survey 500" in record.getMessage()


def test_a_fault_is_one_line_of_json_with_its_trace():
    try:
        raise ValueError("第一行\n第二行")
    except ValueError as failed:
        facts = (ValueError, failed, failed.__traceback__)
    record = logging.LogRecord("huifang", logging.ERROR, "", 0, "出错了: %s", ("x",), facts)

    line = logs.AsJson().format(record)

    told = json.loads(line)
    assert "\n" not in line
    assert (told["level"], told["message"]) == ("error", "出错了: x")
    assert "第二行" in told["trace"]
