"""The description says what is there, all of it and nothing else."""

import re
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate
from starlette.routing import BaseRoute, Route
from starlette.testclient import TestClient

from api.addresses import ADDRESSES
from api.app import Door
from api.app import app as side_door
from api.app import routes as api_routes
from api.openapi import PATH, document
from gate.app import routes as gate_routes
from survey.app import Door as SurveyDoor
from survey.app import routes as survey_routes
from tests.builders import (
    LET_DOWN,
    WEDNESDAY_MORNING,
    a_callback,
    a_client,
    a_code,
    a_filled_form,
    a_project,
    a_resolved_ticket,
    receive,
)
from web.health import routes as health_routes

# Not for programs: where staff sign in, what is told on the machine itself, and whatever is lost.
EXCEPTIONS = {
    *(route.path for route in gate_routes if isinstance(route, Route)),
    "/metrics",
    "/s/",
    "/s/{code:path}",
    "/api/{lost:path}",
    PATH,
}


def running() -> list[Route]:
    every: list[BaseRoute] = [*api_routes, *survey_routes, *health_routes, *gate_routes]
    return [route for route in every if isinstance(route, Route)]


def methods(route: Route) -> set[str]:
    door = route.endpoint
    if isinstance(door, Door):
        return {method.lower() for method in door.addresses}
    if isinstance(door, SurveyDoor):
        return {method.lower() for method in door.views}
    return {"get"}


def test_it_is_a_document_that_tools_can_read():
    validate(document())


def test_every_route_is_described_or_is_a_known_exception():
    told = document()["paths"]

    assert {route.path for route in running()} - EXCEPTIONS == set(told)


def test_every_method_is_described_and_no_other():
    told = document()["paths"]

    for route in running():
        if route.path not in EXCEPTIONS:
            assert methods(route) == set(told[route.path]) - {"parameters"}, route.path


def test_no_exception_is_kept_for_what_is_gone():
    assert {route.path for route in running()} >= EXCEPTIONS


def test_every_place_in_an_address_has_its_parameter():
    for path, told in document()["paths"].items():
        shared = {one["name"] for one in told.get("parameters", ())}
        for method in set(told) - {"parameters"}:
            own = told[method].get("parameters", ())
            named = shared | {one["name"] for one in own if one["in"] == "path"}
            assert named == set(re.findall(r"\{(\w+)\}", path)), path


def test_every_address_has_a_name_of_its_own():
    assert len({address.name for address in ADDRESSES}) == len(ADDRESSES)


def test_anybody_may_read_it():
    answer = TestClient(side_door).get(PATH)

    assert answer.json() == document()
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_it_is_read_and_nothing_else(database, method):
    assert TestClient(side_door).request(method, PATH).status_code == 404


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_answered_is_of_the_shape_that_is_described(database, comes):
    project = a_project()
    code = a_code(project, a_resolved_ticket(project, severity="major"))
    receive(code, a_filled_form(LET_DOWN), WEDNESDAY_MORNING)
    a_callback(project)
    program, told = comes(a_client(project)), document()["paths"]
    places = {"ending": "json", "service_code": "repair", "service_request_id": "1", "token": "x"}

    for address in ADDRESSES:
        if address.method != "GET" or address.name == "show_token":
            continue
        answer = program.get(address.path.format(**places).removeprefix("/api/"))

        assert answer.status_code == 200, answer.text
        operation = told[address.path]["get"]["responses"]["200"]
        schema = operation["content"]["application/json"]["schema"]
        OAS31Validator(closed(schema)).validate(answer.json())


def closed(schema: Any) -> Any:
    """The same, taking no field that is not described."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: closed(one) for name, one in schema.items()}
    return told | ({"additionalProperties": False} if "properties" in schema else {})
