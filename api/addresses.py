"""Addresses (地址): every way in, with what it takes, what it needs and what it gives back.

The routes are made from this list, and so is whatever describes them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from starlette.responses import Response

from api import about
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
)
