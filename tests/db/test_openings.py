"""Openings: what a scanned code leads to is found without reading anybody else's."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.orm import Session

from db import openings
from db.engine import reading
from tests.builders import a_code, a_project, a_resolved_ticket


@contextmanager
def steps_of_sqlite(session: Session) -> Iterator[list[int]]:
    """Every step that SQLite takes for this session."""
    steps: list[int] = []
    driver = session.connection().connection.driver_connection
    driver.set_progress_handler(lambda: steps.append(1), 1)
    yield steps
    driver.set_progress_handler(None, 1)


def steps_to_open(code: str) -> int:
    with reading() as session, steps_of_sqlite(session) as steps:
        openings.find(session, code)
    return len(steps)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_code_is_found_among_many_jobs_as_among_few(database):
    project = a_project()
    code = a_code(project, a_resolved_ticket(project))
    among_few = steps_to_open(code)

    for _ in range(20):
        a_code(project, a_resolved_ticket(project))

    # A level more in an index may be a step or two; a list would be hundreds.
    assert steps_to_open(code) <= among_few + 20
