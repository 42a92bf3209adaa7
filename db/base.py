"""What all tables have in common: how keys are named, parts indexed, and types become columns."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, MetaData, text
from sqlalchemy.orm import DeclarativeBase

from db.types import ContactsColumn, UtcDateTime, coded
from domain.access import Role
from domain.callbacks import CallbackStage
from domain.contacts import Contacts
from domain.fairness import Segment
from domain.handling import Need
from domain.need_sheets import Feasibility
from domain.notices import Channel as NoticeChannel
from domain.notices import NoticeKind
from domain.outages import Condition, Supply
from domain.policy import CallbackRow
from domain.reports import ReportKind
from domain.residents import Criterion, Importance, Mindset, Party, PropertyType, Tenure
from domain.satisfaction import Method, Verdict
from domain.screens import Ground, Speech
from domain.surveys import Block, CodeKind, Form
from domain.tickets import Category, Channel, Kind, Rung, Severity, Stage, Step


def part(name: str, *columns: Any, where: str, unique: bool = False) -> Index:
    """An index of those rows only that a question asks for, on either database."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy reads it as a class attribute
        datetime: UtcDateTime,
        dict[str, Any]: JSON(none_as_null=True),
        list[str]: JSON,
        Contacts: ContactsColumn,
        Role: coded(Role),
        Kind: coded(Kind),
        Category: coded(Category),
        Severity: coded(Severity),
        Channel: coded(Channel),
        Stage: coded(Stage),
        Step: coded(Step),
        Rung: coded(Rung),
        CallbackStage: coded(CallbackStage),
        CallbackRow: coded(CallbackRow),
        CodeKind: coded(CodeKind),
        Form: coded(Form),
        Block: coded(Block),
        Verdict: coded(Verdict),
        Method: coded(Method),
        Tenure: coded(Tenure),
        Party: coded(Party),
        Importance: coded(Importance),
        Mindset: coded(Mindset),
        PropertyType: coded(PropertyType),
        Criterion: coded(Criterion),
        Supply: coded(Supply),
        Condition: coded(Condition),
        Ground: coded(Ground),
        Speech: coded(Speech),
        NoticeChannel: coded(NoticeChannel),
        NoticeKind: coded(NoticeKind),
        Need: coded(Need),
        Segment: coded(Segment),
        Feasibility: coded(Feasibility),
        ReportKind: coded(ReportKind),
    }
