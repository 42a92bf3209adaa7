"""Previews (预览): what the reports of running periods said when the clockwork counted them last.

Only of projects so large that nobody would wait for the count; kept beside their tallies.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.kept import Question, Rows
from db.schema import Tally
from domain.reports import SCHEMA, Document, Period, ReportKind


def noted(kind: ReportKind, period: Period, document: Document) -> tuple[Question, Rows]:
    """The document as it is kept among tallies."""
    question = (period.first, period.last, _question(kind))
    return question, [[SCHEMA, document.as_dict()]]


def preview(
    session: Session, project_id: int, kind: ReportKind, period: Period
) -> tuple[Document, datetime] | None:
    """What was counted, and when; None where the report is made as somebody looks, or
    an older program counted it.
    """
    row: Any = session.execute(
        select(Tally.rows, Tally.counted_at).where(
            Tally.project_id == project_id,
            Tally.first == period.first,
            Tally.last == period.last,
            Tally.question == _question(kind),
        )
    ).one_or_none()
    if row is None:
        return None
    ((schema, stored),) = row.rows["rows"]
    if schema != SCHEMA:
        return None
    return Document.from_dict(schema, stored), row.counted_at


def _question(kind: ReportKind) -> str:
    return f"report {kind}"
