"""The tables. Every table leads with its project; every "one per …" rule is a key.

Events and responses are history: triggers refuse to change or delete them (db.migrations).
`tickets` and `callbacks` also carry what their events amount to, so that a queue can be asked for
by index; desk writes both in one transaction and `huifang doctor` compares them.
Names, phones and addresses of residents live in `residents` alone.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base as Base
from domain.access import Role
from domain.callbacks import CallbackStage
from domain.policy import CallbackRow
from domain.satisfaction import Method, Verdict
from domain.surveys import Block, CodeKind, Form
from domain.tickets import Category, Channel, Kind, Rung, Severity, Stage, Step


class Project(Base):
    """A project (项目 / 小区). `policy` overrides policy.toml; a removed one opens nothing."""

    __tablename__ = "projects"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    zone: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    contact: Mapped[str] = mapped_column(String(200), default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    policy: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Number(Base):
    """The last number given out in a project for one noun (tickets, residents …)."""

    __tablename__ = "numbers"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    noun: Mapped[str] = mapped_column(String(20), primary_key=True)
    last: Mapped[int]


class Staff(Base):
    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    login: Mapped[str] = mapped_column(String(60), unique=True)


class Membership(Base):
    __tablename__ = "memberships"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True, index=True)
    role: Mapped[Role]


class Place(Base):
    """A building's unit (房号) or a common place; `building` and `unit` may be empty."""

    __tablename__ = "places"
    __table_args__ = (UniqueConstraint("project_id", "building", "unit", "name"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    building: Mapped[str] = mapped_column(String(40), default="")
    unit: Mapped[str] = mapped_column(String(40), default="")
    name: Mapped[str] = mapped_column(String(120), default="")


class Resident(Base):
    """The only table with a resident's name and phone; an erasure empties the row."""

    __tablename__ = "residents"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "place_id"], ["places.project_id", "places.id"]),
        Index(None, "project_id", "phone"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    place_id: Mapped[int | None]


class Ticket(Base):
    """The intake record, then what the events amount to (from `stage` on)."""

    __tablename__ = "tickets"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "place_id"], ["places.project_id", "places.id"]),
        ForeignKeyConstraint(
            ["project_id", "resident_id"], ["residents.project_id", "residents.id"]
        ),
        UniqueConstraint("project_id", "source_ref"),
        Index(None, "project_id", "stage", "due_at"),
        Index(None, "project_id", "received_at"),
        Index(None, "project_id", "resolved_at"),
        Index(None, "project_id", "parent"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[Kind]
    severity: Mapped[Severity]
    channel: Mapped[Channel]
    category: Mapped[Category | None]
    topic: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text, default="")
    complained_of: Mapped[str] = mapped_column(String(200), default="")
    asks: Mapped[str] = mapped_column(Text, default="")
    place_words: Mapped[str] = mapped_column(String(200), default="")
    place_id: Mapped[int | None]
    resident_id: Mapped[int | None]
    occurred_at: Mapped[datetime | None]
    own_deadline: Mapped[datetime | None]
    term_starts: Mapped[date | None]
    term_ends: Mapped[date | None]
    parent: Mapped[int | None]
    source_ref: Mapped[str | None] = mapped_column(String(80))

    stage: Mapped[Stage]
    stage_since: Mapped[datetime]
    round: Mapped[int]
    received_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    due_step: Mapped[Step | None]
    waits_until: Mapped[datetime | None]
    rung: Mapped[Rung | None]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    department: Mapped[str | None] = mapped_column(String(60))


class TicketEvent(Base):
    """One step of a ticket, or of its callback; only ever added."""

    __tablename__ = "events"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "ticket"], ["tickets.project_id", "tickets.number"]),
        Index(None, "project_id", "at"),
    )

    project_id: Mapped[int] = mapped_column(primary_key=True)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[Step]
    at: Mapped[datetime]
    round: Mapped[int]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    department: Mapped[str | None] = mapped_column(String(60))
    rung: Mapped[Rung | None]
    promised_at: Mapped[datetime | None]
    satisfied: Mapped[bool | None]
    amount: Mapped[float | None]
    sheet: Mapped[dict[str, Any] | None]


class CallbackOwed(Base):
    """A callback owed for one round of a ticket: its window, and what its events amount to."""

    __tablename__ = "callbacks"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "ticket"], ["tickets.project_id", "tickets.number"]),
        Index(None, "project_id", "closes_on"),
        Index(None, "project_id", "stage", "closes_on"),
    )

    project_id: Mapped[int] = mapped_column(primary_key=True)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    row: Mapped[CallbackRow]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    stage: Mapped[CallbackStage] = mapped_column(default=CallbackStage.OWED)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    attempts: Mapped[int] = mapped_column(default=0)
    call_again_at: Mapped[datetime | None]
    made_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    satisfied: Mapped[bool | None]


class FormulaVersion(Base):
    """The weights, tolerance and ladder that scored a response, numbered per project."""

    __tablename__ = "formulas"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    definition: Mapped[dict[str, Any]]
    since: Mapped[datetime]


class Code(Base):
    """A printed code; the resident's address holds nothing but its `token`."""

    __tablename__ = "codes"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "ticket"], ["tickets.project_id", "tickets.number"]),
        ForeignKeyConstraint(["project_id", "place_id"], ["places.project_id", "places.id"]),
        Index(None, "token"),
        Index(None, "project_id", "ticket"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[CodeKind]
    form: Mapped[Form]
    ticket: Mapped[int | None]
    place_id: Mapped[int | None]
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Response(Base):
    """One version of one answer: marks are 1–5 or null, `not_applicable` says which were n/a.

    The score beside it is the one given at the time, under formula `formula`.
    """

    __tablename__ = "responses"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "token"], ["codes.project_id", "codes.token"]),
        ForeignKeyConstraint(
            ["project_id", "formula"], ["formulas.project_id", "formulas.version"]
        ),
        Index(None, "project_id", "answered_at"),
        # One response per ticket and round, whichever of the ticket's codes was scanned.
        UniqueConstraint("project_id", "ticket", "slot", "version"),
        Index(None, "project_id", "complaint"),
    )

    project_id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(16), primary_key=True)
    slot: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answered_at: Mapped[datetime]
    seconds: Mapped[float | None]
    form: Mapped[Form]
    block: Mapped[Block]
    language: Mapped[str] = mapped_column(String(8))
    send_key: Mapped[str] = mapped_column(String(40), default="")
    ticket: Mapped[int | None]
    d1: Mapped[int | None]
    d2: Mapped[int | None]
    d3: Mapped[int | None]
    c: Mapped[int | None]
    e1: Mapped[int | None]
    e2: Mapped[int | None]
    e3: Mapped[int | None]
    e4: Mapped[int | None]
    not_applicable: Mapped[list[str]]
    chips: Mapped[list[str]]
    words: Mapped[str] = mapped_column(Text, default="")
    call_me: Mapped[bool]
    formula: Mapped[int]
    expectation: Mapped[float | None]
    delivered: Mapped[float | None]
    gap: Mapped[float | None]
    verdict: Mapped[Verdict | None]
    method: Mapped[Method | None]
    flags: Mapped[list[str]]
    complaint: Mapped[int | None]


class Import(Base):
    """One file that was read in, known by its fingerprint."""

    __tablename__ = "imports"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int]
    added: Mapped[int]
    updated: Mapped[int]
    unchanged: Mapped[int]
    rejected: Mapped[int]
