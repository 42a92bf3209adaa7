"""Responses: every version as it was given, and the latest of each for whoever counts."""

from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter

from sqlalchemy import ColumnElement, bindparam, exists, func, insert, select
from sqlalchemy.orm import Session, aliased

from db.prepared import Prepared
from db.rows import fetch, fetch_one
from db.schema import Base, FormulaVersion, Response
from domain.formula import Formula
from domain.satisfaction import Method, Verdict
from domain.surveys import Block, Form


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """One version of a response; marks 1–5 or None, sides 0–100, gap −100 … 100."""

    token: str
    slot: str
    version: int
    answered_at: datetime
    seconds: float | None
    form: Form
    block: Block
    language: str
    send_key: str
    ticket: int | None
    d1: int | None
    d2: int | None
    d3: int | None
    c: int | None
    e1: int | None
    e2: int | None
    e3: int | None
    e4: int | None
    not_applicable: list[str]
    chips: list[str]
    words: str
    call_me: bool
    formula: int
    expectation: float | None
    delivered: float | None
    gap: float | None
    verdict: Verdict | None
    method: Method | None
    flags: list[str]
    doubts: list[str]
    excluded: bool
    device: str
    complaint: int | None
    call_ticket: int | None = None
    campaign: int | None = None
    household: int | None = None


_NAMES = tuple(f.name for f in fields(ResponseRow))
_ROW = tuple(getattr(Response, name) for name in _NAMES)
_OF_ROW = attrgetter(*_NAMES)
_ADD = Prepared(insert(Base.metadata.tables["responses"]))


def add(session: Session, project_id: int, row: ResponseRow) -> None:
    values = dict(zip(_NAMES, _OF_ROW(row), strict=True))
    _ADD.carry_out(session, values | {"project_id": project_id})


def versions(
    session: Session, project_id: int, token: str, slot: str, *, ticket: int | None = None
) -> list[ResponseRow]:
    """Every version of one response, the first first; all codes of a ticket share theirs."""
    same = Response.token == token if ticket is None else Response.ticket == ticket
    wanted = (
        select(*_ROW)
        .where(Response.project_id == project_id, Response.slot == slot, same)
        .order_by(Response.version)
    )
    return fetch(session, wanted, ResponseRow)


# Asked while a resident waits, so put together once.
_FROM_DEVICE = select(func.count(Response.token.distinct())).where(
    Response.project_id == bindparam("project_id"),
    Response.device == bindparam("device"),
    Response.token != bindparam("token"),
    Response.answered_at >= bindparam("since"),
)


def other_codes(session: Session, project_id: int, token: str, device: str, since: datetime) -> int:
    """How many codes but this one the device has answered since then."""
    wanted = {"project_id": project_id, "device": device, "token": token, "since": since}
    return session.connection().scalar(_FROM_DEVICE, wanted) or 0


def latest(project_id: int) -> tuple[ColumnElement[bool], ...]:
    """The condition that leaves one row per response: its newest version."""
    newer = aliased(Response)
    return (
        Response.project_id == project_id,
        ~exists().where(
            newer.project_id == Response.project_id,
            newer.token == Response.token,
            newer.slot == Response.slot,
            newer.version == Response.version + 1,
        ),
    )


def formulas(session: Session, project_id: int) -> dict[int, Formula]:
    """Every version of the project's formula, by the number that responses are stored with."""
    rows = session.execute(
        select(FormulaVersion.version, FormulaVersion.definition).where(
            FormulaVersion.project_id == project_id
        )
    )
    return {version: Formula.from_dict(definition) for version, definition in rows}


def any_given(session: Session, project_id: int) -> bool:
    """Whether the project has had any answer at all."""
    return bool(session.scalar(select(exists().where(Response.project_id == project_id))))


def of_ticket(session: Session, project_id: int, ticket: int) -> list[ResponseRow]:
    """The responses about one ticket, newest version of each round, by round."""
    wanted = (
        select(*_ROW).where(*latest(project_id), Response.ticket == ticket).order_by(Response.slot)
    )
    return fetch(session, wanted, ResponseRow)


def leading_to(session: Session, project_id: int, complaint: int) -> ResponseRow | None:
    """The response that opened this complaint."""
    wanted = (
        select(*_ROW)
        .where(Response.project_id == project_id, Response.complaint == complaint)
        .order_by(Response.version)
        .limit(1)
    )
    return fetch_one(session, wanted, ResponseRow)
