"""Filings (报单): what another system sends becomes a request, read strictly and in full."""

import re
from collections.abc import Mapping
from datetime import datetime
from math import isfinite

from api.calls import Call
from api.services import service
from domain.errors import WrongValue
from domain.service_requests import Datatype, Filing, attributes
from domain.tickets import Category, Kind
from web.words import tidy_words

IDEMPOTENCY = "idempotency-key"
# A number of seconds is neither needed nor always there; the zone is.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_EDGES = {"lat": 90.0, "long": 180.0}


def filing(call: Call) -> Filing:
    """Raises NotAForm, BodyTooLarge, NotFound, WrongValue."""
    sent = {name: values[-1] for name, values in call.fields().items()}
    if not sent.get("service_code"):
        raise WrongValue("service_code", "missing")
    kind = service(sent["service_code"])
    said = _attributes(kind, sent)
    occurred_at = said.get("occurred_at", "")
    return Filing(
        kind,
        tidy_words(sent.get("description", "")),
        _where(sent),
        phone=sent.get("phone", ""),
        name=_line(f"{sent.get('first_name', '')} {sent.get('last_name', '')}"),
        asks=tidy_words(said.get("asks", "")),
        complained_of=_line(said.get("complained_of", "")),
        category=Category(said["category"]) if "category" in said else None,
        occurred_at=moment("occurred_at", occurred_at) if occurred_at else None,
        reference=call.headers.get(IDEMPOTENCY, "").strip(),
    )


def moment(field: str, said: str) -> datetime:
    """A moment with its zone, as the W3C writes it. Raises WrongValue."""
    # In an address a plus sign that nobody escaped arrives as a space.
    said = re.sub(r" (?=\d\d:\d\d$)", "+", said.strip())
    try:
        if not _MOMENT.fullmatch(said):
            raise WrongValue(field, "not_a_moment")
        return datetime.fromisoformat(said)
    except ValueError as unreadable:
        raise WrongValue(field, "not_a_moment") from unreadable


def _attributes(kind: Kind, sent: Mapping[str, str]) -> dict[str, str]:
    """What was said of attributes this kind has; others are nobody's. Raises WrongValue."""
    said = {}
    for one in attributes(kind):
        value = sent.get(f"attribute[{one.code}]", "")
        if value and one.datatype is Datatype.SINGLE and value not in one.values:
            raise WrongValue(one.code, "unknown_value")
        if value:
            said[one.code] = value
    return said


def _where(sent: Mapping[str, str]) -> str:
    """The address in words, with the point on the map behind it, if either is given."""
    words = _line(sent.get("address_string", ""))
    given = [name for name in _EDGES if sent.get(name)]
    if not given:
        return words
    if len(given) < len(_EDGES):
        raise WrongValue("long" if given == ["lat"] else "lat", "missing")
    point = ", ".join(f"{_degrees(name, sent[name]):.5f}" for name in _EDGES)
    return f"{words} ({point})" if words else point


def _degrees(field: str, said: str) -> float:
    try:
        degrees = float(said)
    except ValueError:
        degrees = float("nan")
    if not isfinite(degrees) or abs(degrees) > _EDGES[field]:
        raise WrongValue(field, "not_degrees")
    return degrees


def _line(said: str) -> str:
    return " ".join(tidy_words(said).split())
