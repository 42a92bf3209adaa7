"""Feeds (动态): what happened after a position, a page at a time, without words and without people.

Each is a list of single things; nothing is counted up here, so no group can be too small.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.answers import Answer
from api.calls import Call
from api.shapes import Field, Holds, Shape
from api.times import spoken
from db import feeds
from db.clients import Caller
from db.engine import reading
from db.feeds import Answered, CallbackState, Stretch, TicketStep
from domain.errors import WrongValue
from domain.feeds import MOST, USUAL
from web.keys import seal

_POSITION = Field("position", Holds.COUNT, "Where it stands in this feed; only ever grows.")


def _page(fields: tuple[Field, ...]) -> Shape:
    return Shape(
        "feed",
        (
            Field("items", Holds.FIELDS, "In their order.", item="item", of=fields),
            Field("next", Holds.COUNT, "To be asked for as `after` the next time."),
            Field("more", Holds.TRUTH, "Whether there is more to be had at once."),
        ),
    )


def _maybe(name: str, holds: Holds = Holds.TEXT, about: str = "") -> Field:
    return Field(name, holds, about, may_be_null=True)


TICKETS = _page(
    (
        _POSITION,
        Field("ticket", Holds.COUNT),
        Field("seq", Holds.COUNT, "The how-manieth step of the ticket."),
        Field("step"),
        Field("at", Holds.MOMENT, "By the clock of whoever took it; imported steps lie back."),
        Field("round", Holds.COUNT, "One more after every return to work."),
        _maybe("rung", about="To whom it was raised."),
        _maybe("promised_at", Holds.MOMENT),
        _maybe("satisfied", Holds.TRUTH),
        _maybe("missed", about="Which step's limit had run out."),
        Field("kind"),
        _maybe("category"),
        Field("severity"),
        Field("channel"),
        _maybe("building"),
        _maybe("place", about="A common place; never a home."),
    )
)
CALLBACKS = _page(
    (
        _POSITION,
        Field("ticket", Holds.COUNT),
        Field("round", Holds.COUNT),
        Field("row", about="By which window and target it goes."),
        Field("stage", about="As it stands now: the newest of several is the one."),
        Field("opens_on", Holds.DAY),
        Field("closes_on", Holds.DAY),
        Field("attempts", Holds.COUNT),
        _maybe("call_again_at", Holds.MOMENT),
        _maybe("made_on", Holds.DAY),
        _maybe("withdrawn_on", Holds.DAY),
        _maybe("satisfied", Holds.TRUTH),
    )
)
RESPONSES = _page(
    (
        _POSITION,
        Field("response", about="The same for every version of an answer; opens nothing."),
        Field("version", Holds.COUNT, "A correction is one more; the last is the one."),
        Field("answered_on", Holds.DAY),
        Field("code_kind"),
        Field("form"),
        Field("language"),
        _maybe("ticket", Holds.COUNT),
        _maybe("campaign", Holds.COUNT),
        *(_maybe(mark, Holds.COUNT, "1 to 5.") for mark in ("d1", "d2", "d3", "c")),
        *(_maybe(mark, Holds.COUNT, "1 to 5.") for mark in ("e1", "e2", "e3", "e4")),
        Field("not_applicable", item="item"),
        Field("chips", item="item"),
        Field("formula", Holds.COUNT, "Which version of the formula scored it."),
        _maybe("expectation", Holds.NUMBER),
        _maybe("delivered", Holds.NUMBER),
        _maybe("gap", Holds.NUMBER),
        _maybe("verdict"),
        _maybe("method"),
        Field("flags", item="item"),
        Field("doubts", item="item"),
        Field("excluded", Holds.TRUTH, "At the time; a reviewer may rule otherwise later."),
    )
)
Read = Callable[[Session, Stretch], Sequence[Any]]
Tell = Callable[[Any, ZoneInfo], dict[str, object]]


def tickets(call: Call, caller: Caller) -> Answer:
    return _answer(call, caller, "event", feeds.steps, _step, TICKETS)


def callbacks(call: Call, caller: Caller) -> Answer:
    return _answer(call, caller, "callback", feeds.callbacks, _callback, CALLBACKS)


def responses(call: Call, caller: Caller) -> Answer:
    return _answer(call, caller, "response", feeds.answers, _response, RESPONSES)


def _answer(call: Call, caller: Caller, noun: str, read: Read, tell: Tell, shape: Shape) -> Answer:
    after = _number(call, "after", 0, 0, 2**62)
    limit = _number(call, "limit", USUAL, 1, MOST)
    with reading() as session:
        until = feeds.settled(session, caller.project_id, noun, after)
    # A view that was taken before the question for what is settled could lack some of it.
    with reading() as session:
        found = read(session, Stretch(caller.project_id, after, until, limit + 1))
    page, zone = found[:limit], ZoneInfo(caller.zone_name)
    told = {
        "items": [tell(one, zone) for one in page],
        "next": page[-1].position if page else after,
        "more": len(found) > limit,
    }
    return Answer(told, shape)


def _number(call: Call, name: str, usual: int, least: int, most: int) -> int:
    said = call.query.get(name, "")
    if not said:
        return usual
    if not (said.isascii() and said.isdecimal() and len(said) < 20 and least <= int(said) <= most):
        raise WrongValue(name, "not_a_whole_number")
    return int(said)


def _step(step: TicketStep, zone: ZoneInfo) -> dict[str, object]:
    place = {"building": step.building or None, "place": step.place or None}
    times = {name: spoken(getattr(step, name), zone) for name in ("at", "promised_at")}
    return asdict(step) | times | place


def _callback(callback: CallbackState, zone: ZoneInfo) -> dict[str, object]:
    days = ("opens_on", "closes_on", "made_on", "withdrawn_on")
    told = {name: _day(getattr(callback, name)) for name in days}
    return asdict(callback) | told | {"call_again_at": spoken(callback.call_again_at, zone)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _response(answer: Answered, zone: ZoneInfo) -> dict[str, object]:
    """The day, and a name of its own that leads to no code and nobody's door."""
    told = asdict(answer)
    position, token, slot = (told.pop(name) for name in ("position", "token", "slot"))
    version, answered_at = told.pop("version"), told.pop("answered_at")
    return {
        "position": position,
        "response": seal("response", f"{token} {slot}").rpartition(".")[2],
        "version": version,
        "answered_on": answered_at.astimezone(zone).date().isoformat(),
    } | told
