"""Codes, the campaigns they are given out for, their responses, and the formula of each."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, part
from domain.satisfaction import Method, Verdict
from domain.surveys import Block, CodeKind, Form


class FormulaVersion(Base):
    """The weights, tolerance and ladder that scored a response, numbered per project."""

    __tablename__ = "formulas"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    definition: Mapped[dict[str, Any]]
    since: Mapped[datetime]


class Campaign(Base):
    """One annual survey (普查): every household once, inside its window."""

    __tablename__ = "campaigns"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


def _one_live(kind: CodeKind, *thing: str) -> Index:
    """No two codes of this kind that were not withdrawn stand for the same thing."""
    live = f"kind = '{kind}' AND revoked_at IS NULL"
    return part(f"uq_codes_live_{kind}", "project_id", *thing, unique=True, where=live)


class Code(Base):
    """A printed code; the resident's address holds nothing but its `token`.

    A campaign's code stands for the household at `place_id`.
    """

    __tablename__ = "codes"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "ticket"], ["tickets.project_id", "tickets.number"]),
        ForeignKeyConstraint(["project_id", "place_id"], ["places.project_id", "places.id"]),
        ForeignKeyConstraint(["project_id", "campaign"], ["campaigns.project_id", "campaigns.id"]),
        Index(None, "token"),
        Index(None, "project_id", "ticket"),
        Index(None, "project_id", "issued_at"),
        Index(None, "project_id", "campaign", "place_id"),
        _one_live(CodeKind.TICKET, "ticket"),
        _one_live(CodeKind.PLACE, "place_id"),
        _one_live(CodeKind.CARD),
        _one_live(CodeKind.CAMPAIGN, "campaign", "place_id"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[CodeKind]
    form: Mapped[Form]
    ticket: Mapped[int | None]
    place_id: Mapped[int | None]
    campaign: Mapped[int | None]
    issued_at: Mapped[datetime]
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class Response(Base):
    """One version of one answer: marks are 1–5 or null, `not_applicable` says which were n/a.

    The score beside it is the one given at the time, under formula `formula`; so are the doubts.
    `device` tells apart the devices of one project and day, and no more; empty where unknown.
    `household` is the place of the home that answers a campaign.
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
        # And one per household and campaign; a letter that was lost is replaced by another code.
        part(
            "uq_responses_household",
            *("project_id", "campaign", "household", "version"),
            unique=True,
            where="campaign IS NOT NULL",
        ),
        part("ix_responses_complaint", "project_id", "complaint", where="complaint IS NOT NULL"),
        # What comes in by a poster over the years; a ticket's own answers are few.
        part(
            "ix_responses_standing",
            *("project_id", "token", "answered_at", "version"),
            where="ticket IS NULL",
        ),
        Index(None, "project_id", "device"),
        part("ix_responses_written", "project_id", "answered_at", where="words != ''"),
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
    doubts: Mapped[list[str]]
    excluded: Mapped[bool]
    device: Mapped[str] = mapped_column(String(16), default="")
    complaint: Mapped[int | None]
    call_ticket: Mapped[int | None]
    campaign: Mapped[int | None]
    household: Mapped[int | None]


class StaffAttempt(Base):
    """An answer or a request that was refused, for the browser it came from was a colleague's.

    Whose, and what it said, is not kept; rows are only ever added, `number` by code.
    """

    __tablename__ = "staff_attempts"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "token"], ["codes.project_id", "codes.token"]),
        Index(None, "project_id", "at"),
    )

    project_id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(16), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
