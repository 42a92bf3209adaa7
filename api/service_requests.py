"""Service requests (服务请求): filed and followed by programs that speak Open311 GeoReport v2.

Nothing here names a person. What a resident wrote is told only where the key opens it; otherwise a
request is described by its subject, numbers masked, and found by its building or common place.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from api.answers import Answer
from api.calls import Call
from api.filings import filing, moment
from api.shapes import Field, Holds, Shape
from api.times import spoken
from db import projects
from db import service_requests as requests_db
from db.clients import Caller
from db.engine import reading, writing
from db.projects import ProjectCard
from db.service_requests import Request
from desk import service_requests as desk
from domain.clients import Scope
from domain.errors import ChangedMeanwhile, NotFound, WrongValue
from domain.masking import masked
from domain.service_requests import MOST_AT_ONCE, Filing, Status, Wanted, span, status_of
from domain.tickets import Kind, Step
from lang import term

Code = TypeVar("Code", Kind, Status)
MOST_NUMBERS, MOST_PAGES = 100, 1_000
REQUESTS = Shape(
    "service_requests",
    (
        Field("service_request_id", about="The ticket's number."),
        Field("status", about="open, or closed once the resident was told the result."),
        Field("status_notes", may_be_null=True),
        Field("service_name"),
        Field("service_code"),
        Field("description", about="Masked, unless the key opens what residents wrote."),
        Field("agency_responsible"),
        Field("service_notice", may_be_null=True),
        Field("requested_datetime", Holds.MOMENT),
        Field("updated_datetime", Holds.MOMENT, "When it came to where it stands."),
        Field("expected_datetime", Holds.MOMENT, "Until when it is to be done.", may_be_null=True),
        Field("address", may_be_null=True),
        Field("address_id", may_be_null=True),
        Field("zipcode", may_be_null=True),
        Field("lat", Holds.NUMBER, may_be_null=True),
        Field("long", Holds.NUMBER, may_be_null=True),
        Field("media_url", may_be_null=True),
    ),
    item="request",
)
FILED = Shape(
    "service_requests",
    (
        Field("service_request_id"),
        Field("service_notice", may_be_null=True),
        Field("account_id", may_be_null=True),
    ),
    item="request",
)
TOKENS = Shape(
    "service_requests",
    (Field("service_request_id"), Field("token", about="The Idempotency-Key it was filed with.")),
    item="request",
)


def file(call: Call, caller: Caller) -> Answer:
    """A new ticket, or the one that the same Idempotency-Key opened before."""
    sent = filing(call)
    call.must_be_about(caller, _jurisdiction(call))
    number = _stored(call, caller, sent)
    told = {"service_request_id": str(number), "service_notice": None, "account_id": None}
    return Answer([told], FILED, 201)


def _jurisdiction(call: Call) -> str:
    sent = call.fields().get("jurisdiction_id", ())
    return sent[-1] if sent else call.query.get("jurisdiction_id", "")


def _stored(call: Call, caller: Caller, sent: Filing) -> int:
    # The same filing may come twice at once: whoever comes second finds the ticket of the first.
    with suppress(ChangedMeanwhile), writing() as session:
        return desk.file(session, caller, sent, call.now)
    with writing() as session:
        return desk.file(session, caller, sent, call.now)


def some(call: Call, caller: Caller) -> Answer:
    call.must_be_about(caller, call.query.get("jurisdiction_id", ""))
    wanted = _wanted(call)
    with reading() as session:
        project = projects.card(session, caller.project_id)
        found = requests_db.some(session, caller.project_id, wanted)
    return _told(call, caller, project, found)


def one(call: Call, caller: Caller) -> Answer:
    call.must_be_about(caller, call.query.get("jurisdiction_id", ""))
    number = call.path["service_request_id"]
    with reading() as session:
        project = projects.card(session, caller.project_id)
        found = requests_db.one(session, caller.project_id, _number(number) or 0)
    if found is None:
        raise NotFound("ticket", number)
    return _told(call, caller, project, [found])


def by_token(call: Call, caller: Caller) -> Answer:
    """Which ticket came of what this system filed under a reference of its own."""
    call.must_be_about(caller, call.query.get("jurisdiction_id", ""))
    token = call.path["token"]
    with reading() as session:
        number = desk.filed(session, caller, token)
    if number is None:
        raise NotFound("ticket", token)
    return Answer([{"service_request_id": str(number), "token": token}], TOKENS)


def _wanted(call: Call) -> Wanted:
    """Raises WrongValue."""
    asked = call.query
    begins, ends = span(_edge(call, "start_date"), _edge(call, "end_date"), call.now)
    return Wanted(
        begins,
        ends,
        tuple(_among("service_code", Kind, asked.get("service_code", ""))),
        frozenset(_among("status", Status, asked.get("status", ""))) or frozenset(Status),
        _numbers(asked.get("service_request_id", "")),
        _count("page", asked.get("page", ""), 1, MOST_PAGES),
        _count("page_size", asked.get("page_size", ""), MOST_AT_ONCE, MOST_AT_ONCE),
    )


def _edge(call: Call, name: str) -> datetime | None:
    said = call.query.get(name, "")
    return moment(name, said) if said else None


def _among(field: str, codes: type[Code], said: str) -> Iterable[Code]:
    for one in filter(None, map(str.strip, said.split(","))):
        try:
            yield codes(one)
        except ValueError as unknown:
            raise WrongValue(field, "unknown_value") from unknown


def _numbers(said: str) -> tuple[int, ...] | None:
    asked = [one for one in map(str.strip, said.split(",")) if one]
    if len(asked) > MOST_NUMBERS:
        raise WrongValue("service_request_id", "too_many")
    # What is no number of ours is simply not found.
    return tuple(number for one in asked if (number := _number(one))) if asked else None


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None


def _count(field: str, said: str, usual: int, most: int) -> int:
    if not said:
        return usual
    number = _number(said)
    if number is None or not 1 <= number <= most:
        raise WrongValue(field, "not_a_whole_number")
    return number


def _told(call: Call, caller: Caller, project: ProjectCard, found: Iterable[Request]) -> Answer:
    language, may_read = call.language(project.language), caller.may(Scope.READ_WORDS)
    told = [_request(one, project, language, may_read=may_read) for one in found]
    return Answer(told, REQUESTS)


def _request(
    request: Request, project: ProjectCard, language: str, *, may_read: bool
) -> dict[str, object]:
    is_promised = request.due_step is Step.RESOLVED
    return {
        "service_request_id": str(request.number),
        "status": status_of(request.stage).value,
        "status_notes": term(language, "stage", request.stage),
        "service_name": term(language, "kind", request.kind),
        "service_code": request.kind.value,
        "description": _description(request, may_read=may_read),
        "agency_responsible": project.name,
        "service_notice": None,
        "requested_datetime": spoken(request.received_at, project.zone),
        "updated_datetime": spoken(request.stage_since, project.zone),
        "expected_datetime": spoken(request.due_at if is_promised else None, project.zone),
        "address": _address(request, may_read=may_read),
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _description(request: Request, *, may_read: bool) -> str:
    if may_read:
        return request.words or request.subject
    return masked(request.subject)


def _address(request: Request, *, may_read: bool) -> str | None:
    """Building and common place; never the unit, behind whose door somebody lives."""
    public = " ".join(filter(None, (request.building, request.place)))
    return public or (request.place_words if may_read else "") or None
