"""Openings: all that a scanned code leads to, asked for at once.

The one question that every resident at the door waits for, for the form and for the thanks.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    String,
    Text,
    any_,
    bindparam,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from db.callbacks import STILL_OWED
from db.codes import CodeCard
from db.prepared import Prepared, Row
from db.projects import ProjectCard, is_defined_by, policy_with
from db.schema import (
    CallbackOwed,
    Campaign,
    Code,
    FormulaVersion,
    Project,
    Response,
    Ticket,
    TicketEvent,
)
from db.scores import ABOUT, About, with_building
from domain.campaigns import Window
from domain.contacts import Contacts
from domain.policy import Policy
from domain.tickets import Stage, Step


@dataclass(frozen=True, slots=True)
class Job:
    """The ticket behind a code: its latest resolved round, and the last day of the call owed."""

    number: int
    subject: str
    stage: Stage
    round: int | None
    resolved_at: datetime | None
    closed_at: datetime | None
    call_until: date | None


@dataclass(frozen=True, slots=True, eq=False)
class House:
    """What all codes of a project have in common; as long as nothing of it changes, the same one.

    `formula` is the number of the policy's formula, None while it is not stored as the latest.
    """

    project: ProjectCard
    policy: Policy
    formula: int | None


@dataclass(frozen=True, slots=True)
class Opening:
    """A code of a project that still exists; `is_answered` when any answer came by it.

    `window` is that of its campaign.
    """

    house: House
    code: CodeCard
    job: Job | None
    about: About
    window: Window | None
    is_answered: bool


_CODE = tuple(getattr(Code, name) for name in CodeCard.__slots__)


def _resolution(column: Any) -> ColumnElement[Any]:
    """A column of the event that resolved the ticket last."""
    return (
        select(column)
        .where(
            TicketEvent.project_id == Code.project_id,
            TicketEvent.ticket == Code.ticket,
            TicketEvent.step == Step.RESOLVED,
        )
        .order_by(TicketEvent.seq.desc())
        .limit(1)
        .scalar_subquery()
    )


_IS_OWED = or_(*(CallbackOwed.stage == stage for stage in STILL_OWED))
_CALL_UNTIL = (
    # A filter, not a condition: SQLite would rather read the project's whole list of calls to come.
    select(func.max(CallbackOwed.closes_on).filter(_IS_OWED))
    .where(CallbackOwed.project_id == Code.project_id, CallbackOwed.ticket == Code.ticket)
    .scalar_subquery()
)


def _latest_formula(column: Any) -> ColumnElement[Any]:
    return (
        select(column)
        .where(FormulaVersion.project_id == Code.project_id)
        .order_by(FormulaVersion.version.desc())
        .limit(1)
        .scalar_subquery()
    )


_JOB = (
    Ticket.number,
    Ticket.subject,
    Ticket.stage,
    _resolution(TicketEvent.round),
    _resolution(TicketEvent.at),
    Ticket.closed_at,
    _CALL_UNTIL,
)
_WINDOW = (Campaign.opens_at, Campaign.closes_at)
_IS_ANSWERED = or_(
    exists().where(Response.project_id == Code.project_id, Response.token == Code.token),
    exists().where(Response.project_id == Code.project_id, Response.ticket == Code.ticket),
    # A household that lost its letter got another code, and still has one response.
    exists().where(
        Response.project_id == Code.project_id,
        Response.campaign == Code.campaign,
        Response.household == Code.place_id,
    ),
)
_HOUSE = (
    *(Project.id, Project.name, Project.zone, Project.language, Project.contact, Project.is_sample),
    # As text, so that what was read before is known again.
    cast(Project.contacts, Text),
    cast(Project.policy, Text),
    _latest_formula(FormulaVersion.version),
    _latest_formula(cast(FormulaVersion.definition, Text)),
)
_ALL = with_building(
    select(*_CODE, *_JOB, *ABOUT, *_WINDOW, _IS_ANSWERED, *_HOUSE)
    .select_from(Code)
    .join(Project, Project.id == Code.project_id)
    .outerjoin(Ticket, (Ticket.project_id == Code.project_id) & (Ticket.number == Code.ticket))
    .outerjoin(Campaign, (Campaign.project_id == Code.project_id) & (Campaign.id == Code.campaign))
).where(Project.removed_at.is_(None))
_WANTED = Prepared(_ALL.where(Code.token == bindparam("token")))
# However many they are, one statement: their tokens come as one text of JSON.
_TOKENS = bindparam("tokens", type_=String)
_AMONG = {
    "sqlite": Code.token.in_(select(func.json_each(_TOKENS).table_valued("value").c.value)),
    "postgresql": Code.token
    == any_(
        func.array(select(func.json_array_elements_text(cast(_TOKENS, JSON))).scalar_subquery())
    ),
}
_ALL_WANTED = {name: Prepared(_ALL.where(among)) for name, among in _AMONG.items()}
_FORESEEN = "openings foreseen"
_TOKEN = CodeCard.__slots__.index("token")
_JOB_FROM = len(_CODE)
_ABOUT_FROM = _JOB_FROM + len(_JOB)
_WINDOW_FROM = _ABOUT_FROM + len(ABOUT)
_ANSWERED = _WINDOW_FROM + len(_WINDOW)


def foresee(session: Session, tokens: Sequence[str]) -> None:
    """Ask at once what these codes open, for the next who looks for each of them."""
    wanted = _ALL_WANTED[session.get_bind().dialect.name]
    rows = wanted.carry_out(session, {"tokens": json.dumps(tokens)})
    session.info[_FORESEEN] = {row[_TOKEN]: row for row in rows}


def find(session: Session, token: str) -> Opening | None:
    # Whoever comes second may find what the first one changed.
    foreseen = session.info.get(_FORESEEN, {}).pop(token, None)
    if foreseen is not None:
        return _opening(foreseen)
    rows = _WANTED.carry_out(session, {"token": token})
    return _opening(*rows) if rows else None


def _opening(row: Row) -> Opening:
    code = CodeCard(*row[:_JOB_FROM])
    return Opening(
        house=_house(*row[_ANSWERED + 1 :]),
        code=code,
        job=Job(*row[_JOB_FROM:_ABOUT_FROM]) if code.ticket else None,
        about=About(*row[_ABOUT_FROM:_WINDOW_FROM]),
        window=Window(*row[_WINDOW_FROM:_ANSWERED]) if code.campaign else None,
        is_answered=row[_ANSWERED],
    )


@lru_cache(maxsize=512)
def _house(
    project_id: int,
    name: str,
    zone: str,
    language: str,
    contact: str,
    is_sample: bool,  # noqa: FBT001  a column among columns
    contacts: str | None,
    override: str,
    version: int | None,
    definition: str | None,
) -> House:
    policy, reached = policy_with(override), Contacts(**json.loads(contacts or "{}"))
    is_stored = definition is not None and is_defined_by(policy.formula, definition)
    return House(
        ProjectCard(project_id, name, zone, language, contact, is_sample, reached),
        policy,
        version if is_stored else None,
    )
