"""Service requests (服务请求): what other systems file and follow, in the words of Open311.

Source: GeoReport v2. A service is a kind of ticket; a request is a ticket; it is closed once the
resident has been told the result.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import WrongValue
from domain.intake import Category, Kind
from domain.lifecycle import IN_QUEUE, Stage

LONGEST_SPAN = timedelta(days=90)
MOST_AT_ONCE = 1_000
LONGEST_DESCRIPTION = 4_000
LONGEST_REFERENCE = 200
# What a program may file by itself; a letter or a contract comes in by other ways.
FILABLE = (Kind.REPAIR, Kind.COMPLAINT, Kind.HELP, Kind.ENQUIRY, Kind.OTHER_SERVICE)


class Status(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Datatype(StrEnum):
    """Of an attribute, as far as ours need any."""

    TEXT = "text"
    STRING = "string"
    DATETIME = "datetime"
    SINGLE = "singlevaluelist"


@dataclass(frozen=True, slots=True)
class Attribute:
    """What may be said of a request beyond what every request has; `values` are codes."""

    code: str
    datatype: Datatype
    values: tuple[str, ...] = ()


_OF_ALL = (Attribute("asks", Datatype.TEXT), Attribute("occurred_at", Datatype.DATETIME))
_OF_COMPLAINTS = (
    Attribute("category", Datatype.SINGLE, tuple(Category)),
    Attribute("complained_of", Datatype.STRING),
)


def attributes(kind: Kind) -> tuple[Attribute, ...]:
    return _OF_COMPLAINTS + _OF_ALL if kind is Kind.COMPLAINT else _OF_ALL


@dataclass(frozen=True, slots=True)
class Filing:
    """A request as another system files it; `reference` is its own word for it, "" for none."""

    kind: Kind
    description: str
    place_words: str
    phone: str = ""
    name: str = ""
    asks: str = ""
    complained_of: str = ""
    category: Category | None = None
    occurred_at: datetime | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests are asked for; `numbers` make all the rest moot."""

    begins: datetime
    ends: datetime
    kinds: tuple[Kind, ...] = ()
    status: frozenset[Status] = frozenset(Status)
    numbers: tuple[int, ...] | None = None
    page: int = 1
    page_size: int = MOST_AT_ONCE


def status_of(stage: Stage) -> Status:
    return Status.OPEN if stage in IN_QUEUE else Status.CLOSED


def span(
    begins: datetime | None, ends: datetime | None, now: datetime
) -> tuple[datetime, datetime]:
    """The time asked for, both ends included. Raises WrongValue over more than 90 days."""
    if begins is None:
        ends = ends or now
        return ends - LONGEST_SPAN, ends
    ends = ends or min(now, begins + LONGEST_SPAN)
    if ends - begins > LONGEST_SPAN:
        raise WrongValue("end_date", "longer_than_90_days")
    return begins, ends


def must_be_filable(filing: Filing) -> None:
    """Raises WrongValue."""
    lengths: Mapping[str, tuple[str, int]] = {
        "description": (filing.description, LONGEST_DESCRIPTION),
        "address_string": (filing.place_words, 200),
        "complained_of": (filing.complained_of, 200),
        "asks": (filing.asks, LONGEST_DESCRIPTION),
        "idempotency_key": (filing.reference, LONGEST_REFERENCE),
        "person_name": (filing.name, 60),
    }
    for field, (said, most) in lengths.items():
        if len(said) > most:
            raise WrongValue(field, "too_long")
    for field in ("description", "address_string"):
        if not lengths[field][0]:
            raise WrongValue(field, "empty")
