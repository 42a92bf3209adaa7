"""Addresses (地址): every way in, with what it takes, what it needs and what it gives back.

The routes are made from this list, and so is whatever describes them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from starlette.responses import Response

from api import about, feeds, service_requests, services
from api.answers import JSON, XML, Answer
from api.calls import Call
from api.shapes import Holds, Shape
from db.clients import Caller
from domain.clients import Scope

View = Callable[[Call, Caller], Answer | Response]
PREFIX = "/api"


class In(StrEnum):
    """Where a parameter stands."""

    PATH = "path"
    QUERY = "query"
    FORM = "form"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that may, or must, be said with a call."""

    name: str
    stands: In
    about: str
    holds: Holds = Holds.TEXT
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """One way in. Where the path ends in `.{ending}`, the caller chooses among `endings`.

    `scope` is what the key must open, None where any key will do; `may_send_key` says that the key
    may also come as `api_key`, in the form or the address, as Open311 wants it.
    """

    name: str
    method: str
    path: str
    view: View
    shape: Shape
    about: str
    scope: Scope | None = None
    parameters: tuple[Parameter, ...] = ()
    endings: tuple[str, ...] = (JSON,)
    status: int = 200
    may_send_key: bool = False


_OPEN311 = f"{PREFIX}/open311/v2"
_JURISDICTION = Parameter("jurisdiction_id", In.QUERY, "The project; the key's own where missing.")
_CODE = Parameter("service_code", In.PATH, "The kind of ticket.", is_required=True)
_NUMBER = Parameter("service_request_id", In.PATH, "The ticket's number.", is_required=True)
_TOKEN = Parameter("token", In.PATH, "The Idempotency-Key it was filed with.", is_required=True)
_FILTERS = (
    Parameter("service_request_id", In.QUERY, "Numbers with commas; makes all else moot."),
    Parameter("service_code", In.QUERY, "Kinds with commas."),
    Parameter("start_date", In.QUERY, "Requested from then on.", Holds.MOMENT),
    Parameter("end_date", In.QUERY, "Requested until then; 90 days at most.", Holds.MOMENT),
    Parameter("status", In.QUERY, "open, closed, or both with a comma."),
    Parameter("page", In.QUERY, "From 1.", Holds.COUNT),
    Parameter("page_size", In.QUERY, "1 to 1,000, the usual.", Holds.COUNT),
)
_AFTER = Parameter("after", In.QUERY, "The `next` of the last page; 0 to begin.", Holds.COUNT)
_LIMIT = Parameter("limit", In.QUERY, "1 to 1,000; 100 usually.", Holds.COUNT)
_FORM = (
    Parameter("api_key", In.FORM, "The key, where it is in no header."),
    Parameter("jurisdiction_id", In.FORM, "The project; the key's own where missing."),
    Parameter("service_code", In.FORM, "The kind of ticket.", is_required=True),
    Parameter("description", In.FORM, "Up to 4,000 characters.", is_required=True),
    Parameter("address_string", In.FORM, "Where; or lat and long."),
    Parameter("lat", In.FORM, "Degrees north.", Holds.NUMBER),
    Parameter("long", In.FORM, "Degrees east.", Holds.NUMBER),
    Parameter("first_name", In.FORM, "Whom to answer."),
    Parameter("last_name", In.FORM, "Whom to answer."),
    Parameter("phone", In.FORM, "Where to call; never given out again."),
    Parameter("attribute[asks]", In.FORM, "What is asked for."),
    Parameter("attribute[occurred_at]", In.FORM, "When it happened.", Holds.MOMENT),
    Parameter("attribute[category]", In.FORM, "Of a complaint, as its definition lists them."),
    Parameter("attribute[complained_of]", In.FORM, "Of a complaint: whom or what."),
    Parameter("Idempotency-Key", In.HEADER, "Your own reference: sent twice it is one ticket."),
)

ADDRESSES: tuple[Address, ...] = (
    Address(
        "show_key",
        "GET",
        f"{PREFIX}/key.{{ending}}",
        about.key,
        about.KEY,
        "Whose key this is, and what it opens.",
        endings=(JSON, XML),
    ),
    Address(
        "list_services",
        "GET",
        f"{_OPEN311}/services.{{ending}}",
        services.every,
        services.SERVICES,
        "The kinds of tickets that may be filed.",
        None,
        (_JURISDICTION,),
        endings=(JSON, XML),
        may_send_key=True,
    ),
    Address(
        "define_service",
        "GET",
        f"{_OPEN311}/services/{{service_code}}.{{ending}}",
        services.definition,
        services.DEFINITION,
        "What may be said of one kind.",
        None,
        (_CODE, _JURISDICTION),
        endings=(JSON, XML),
        may_send_key=True,
    ),
    Address(
        "list_requests",
        "GET",
        f"{_OPEN311}/requests.{{ending}}",
        service_requests.some,
        service_requests.REQUESTS,
        "Tickets, the latest first; of the last 90 days where nothing else is said.",
        Scope.READ_TICKETS,
        (_JURISDICTION, *_FILTERS),
        endings=(JSON, XML),
        may_send_key=True,
    ),
    Address(
        "file_request",
        "POST",
        f"{_OPEN311}/requests.{{ending}}",
        service_requests.file,
        service_requests.FILED,
        "File a ticket.",
        Scope.FILE_TICKETS,
        _FORM,
        status=201,
        endings=(JSON, XML),
        may_send_key=True,
    ),
    Address(
        "show_request",
        "GET",
        f"{_OPEN311}/requests/{{service_request_id}}.{{ending}}",
        service_requests.one,
        service_requests.REQUESTS,
        "One ticket, in a list of one.",
        Scope.READ_TICKETS,
        (_NUMBER, _JURISDICTION),
        endings=(JSON, XML),
        may_send_key=True,
    ),
    Address(
        "show_token",
        "GET",
        f"{_OPEN311}/tokens/{{token}}.{{ending}}",
        service_requests.by_token,
        service_requests.TOKENS,
        "Which ticket was filed under a reference of yours.",
        Scope.FILE_TICKETS,
        (_TOKEN, _JURISDICTION),
        endings=(JSON, XML),
        may_send_key=True,
    ),
    *(
        Address(
            f"feed_{name}",
            "GET",
            f"{PREFIX}/feed/{name}",
            view,
            shape,
            told,
            Scope.READ_FEED,
            (_AFTER, _LIMIT),
        )
        for name, view, shape, told in (
            ("tickets", feeds.tickets, feeds.TICKETS, "Every step of every ticket."),
            ("callbacks", feeds.callbacks, feeds.CALLBACKS, "Callbacks that came to something."),
            ("responses", feeds.responses, feeds.RESPONSES, "Every answer as it was scored."),
        )
    ),
)
