"""No list and no figure reads a table from end to end, nor all that a project ever had in it.

What the doors ask is in bench.questions. SQLite plans by the schema alone, so its plans are those
of every installation; PostgreSQL is told to avoid what a small table would tempt it to.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from bench import grown
from bench.grown import Volume
from bench.questions import QUESTIONS, Office, Question, office
from db import engine
from db.engine import reading

LARGE = "tickets|events|callbacks|responses|codes|scores|happenings"
# Indexes of few rows of very many: these may be read whole.
FEW = ("ix_tickets_open", "ix_callbacks_owed", "ix_responses_complaint")
VOLUME = Volume(120, projects=1, until=date(2026, 3, 9))


@pytest.fixture
def plans(database) -> Iterator[dict[str, list[str]]]:
    """How the database goes about each question, line by line."""
    grown.fill(VOLUME, database.url)
    engine.use(database.url)
    with reading() as session:
        if not engine.current().is_sqlite:
            session.execute(text("SET LOCAL enable_seqscan = off"))
        here = office(session, 1, VOLUME.now)
        yield {name: list(_plan(session, ask, here)) for name, ask in QUESTIONS.items()}


def _plan(session: Session, ask: Question, here: Office) -> Iterator[str]:
    told: list[tuple[str, Any]] = []
    connection = session.connection()

    def note(_connection, _cursor, statement, values, *_rest) -> None:
        told.append((statement, values))

    event.listen(connection, "before_cursor_execute", note)
    ask(session, here)
    event.remove(connection, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN " if engine.current().is_sqlite else "EXPLAIN "
    for statement, values in told:
        for row in connection.exec_driver_sql(explain + statement, values):
            yield str(row[-1])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_reads_no_more_of_a_large_table_than_was_asked_for(plans):
    whole = re.compile(rf"SCAN ({LARGE})|SEARCH ({LARGE})\S* USING .*\(project_id=\?\)$")

    found = {
        name: line
        for name, plan in plans.items()
        for line in plan
        if whole.match(line) and not any(index in line for index in FEW)
    }

    assert found == {}
    assert "SEARCH tickets USING INDEX ix_tickets_open (project_id=?)" in plans["queue"]


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgresql_has_an_index_for_every_question(plans):
    whole = re.compile(rf"Seq Scan on ({LARGE}|places|residents)\b")

    found = {name: line for name, plan in plans.items() for line in plan if whole.search(line)}

    assert found == {}
    assert any("ix_tickets_open" in line for line in plans["queue"])
