"""Openings: what a scanned code leads to is found without reading anybody else's."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.orm import Session

from db import openings, projects
from db.engine import reading, writing
from domain.formula import Formula
from tests.builders import (
    CONTENT,
    MONDAY_MORNING,
    WEDNESDAY_MORNING,
    a_code,
    a_filled_form,
    a_project,
    a_resolved_ticket,
    receive,
)


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


def formula_of(code: str) -> int | None:
    with reading() as session:
        return openings.find(session, code).formula


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_code_is_found_among_many_jobs_as_among_few(database):
    project = a_project()
    code = a_code(project, a_resolved_ticket(project))
    among_few = steps_to_open(code)

    for _ in range(20):
        a_code(project, a_resolved_ticket(project))

    # A level more in an index may be a step or two; a list would be hundreds.
    assert steps_to_open(code) <= among_few + 20


def test_the_formula_has_no_number_before_the_first_answer(database):
    project = a_project()
    code = a_code(project, a_resolved_ticket(project))

    assert formula_of(code) is None
    receive(code, a_filled_form(CONTENT), WEDNESDAY_MORNING)
    assert formula_of(code) == 1


def test_a_changed_formula_has_no_number_yet(database):
    project = a_project()
    code = a_code(project, a_resolved_ticket(project))
    receive(code, a_filled_form(CONTENT), WEDNESDAY_MORNING)

    with writing() as session:
        projects.override_policy(session, project, {"formula": {"tolerance": 10}})

    assert formula_of(code) is None


def test_a_formula_that_was_left_and_came_back_has_no_number_yet(database):
    project = a_project()
    code = a_code(project, a_resolved_ticket(project))

    with writing() as session:
        for tolerance in (12.5, 10.0):
            formula = Formula(tolerance=tolerance)
            projects.formula_version(session, project, formula, MONDAY_MORNING)

    assert formula_of(code) is None
