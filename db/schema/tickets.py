"""Tickets with their events, the callbacks owed for them, and the files that were read in."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, part
from domain.callbacks import CallbackStage
from domain.policy import CallbackRow
from domain.tickets import Category, Channel, Kind, Rung, Severity, Stage, Step

# As the questions say it (db.tickets.IS_OPEN, db.callbacks.IS_OWED): SQLite goes by the words.
OPEN = "stage IN ('received', 'dispatched', 'on_site', 'resolved')"
OWED = "stage IN ('owed', 'planned', 'assigned')"
# When work began, was under way and done the first time (db.fairness.FIRST_REACHED).
FIRST_REACHED = "round = 1 AND step IN ('dispatched', 'arrived', 'resolved')"


class Ticket(Base):
    """The intake record, then what the events amount to (from `stage` on)."""

    __tablename__ = "tickets"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "place_id"], ["places.project_id", "places.id"]),
        ForeignKeyConstraint(
            ["project_id", "resident_id"], ["residents.project_id", "residents.id"]
        ),
        UniqueConstraint("project_id", "source_ref"),
        # The queue in its order, with all that it is narrowed to: the open are few of very many.
        part(
            "ix_tickets_open",
            *("project_id", "due_at", "number", "stage", "kind", "severity", "assignee_id"),
            where=OPEN,
        ),
        # What a board counts. By stage, or SQLite would not see that these are the fewest.
        part(
            "ix_tickets_open_by_stage",
            *("project_id", "stage", "due_at", "stage_since", "rung"),
            where=OPEN,
        ),
        part(
            "ix_tickets_over",
            *("project_id", "stage", "number", "kind", "severity", "assignee_id"),
            where="stage IN ('replied', 'closed')",
        ),
        part("ix_tickets_open_at_place", "project_id", "place_id", "number", where=OPEN),
        Index(None, "project_id", "received_at"),
        Index(None, "project_id", "resolved_at"),
        Index(None, "project_id", "place_id", "number"),
        Index(None, "project_id", "resident_id", "number"),
        part("ix_tickets_grown_out", "project_id", "parent", "number", where="parent IS NOT NULL"),
        # Whose words are still kept, the first to be closed first.
        part(
            "ix_tickets_kept",
            *("project_id", "closed_at", "number"),
            where="closed_at IS NOT NULL AND emptied_at IS NULL",
        ),
        # The clockwork asks for what is due in all projects at once.
        part("ix_tickets_raise_at", "raise_at", where="raise_at IS NOT NULL"),
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
    raise_at: Mapped[datetime | None]
    rung: Mapped[Rung | None]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    department: Mapped[str | None] = mapped_column(String(60))
    urges: Mapped[int] = mapped_column(default=0)
    emptied_at: Mapped[datetime | None]


class TicketEvent(Base):
    """One step of a ticket, or of its callback; only ever added."""

    __tablename__ = "events"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "ticket"], ["tickets.project_id", "tickets.number"]),
        # Each rung is told once which limit was missed, whichever process gets there first.
        part(
            "uq_events_missed",
            *("project_id", "ticket", "round", "missed", "rung"),
            unique=True,
            where="missed IS NOT NULL",
        ),
        part(
            "ix_events_reached",
            *("project_id", "ticket", "step", "round", "at"),
            where=FIRST_REACHED,
        ),
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
    missed: Mapped[Step | None]


class CallbackOwed(Base):
    """A callback owed for one round of a ticket: its window, and what its events amount to."""

    __tablename__ = "callbacks"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "ticket"], ["tickets.project_id", "tickets.number"]),
        # Whom to call, the soonest to close first, with all that the list is narrowed to.
        part(
            "ix_callbacks_owed",
            *("project_id", "closes_on", "ticket", "opens_on", "row", "assignee_id"),
            where=OWED,
        ),
        part(
            "ix_callbacks_owed_by_stage",
            *("project_id", "stage", "closes_on", "opens_on"),
            where=OWED,
        ),
        part(
            "ix_callbacks_made",
            *("project_id", "stage", "made_on", "ticket", "row", "assignee_id"),
            where="made_on IS NOT NULL",
        ),
        # Holds all that the rates are counted from, so that nothing else need be read.
        Index(
            "ix_callbacks_counted",
            *("project_id", "closes_on", "made_on", "opens_on", "withdrawn_on"),
            *("row", "assignee_id"),
        ),
        part("ix_callbacks_raise_at", "raise_at", where="raise_at IS NOT NULL"),
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
    raise_at: Mapped[datetime | None]
    made_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    satisfied: Mapped[bool | None]


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
