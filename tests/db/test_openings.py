"""Openings: what a scanned code leads to is found without reading anybody else's."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from db import openings, projects
from db.engine import reading, writing
from desk import surveys as desk
from domain.formula import Formula
from domain.surveys import CodeKind
from tests.builders import (
    CONTENT,
    MONDAY_MORNING,
    WEDNESDAY_MORNING,
    a_campaign,
    a_code,
    a_filled_form,
    a_project,
    a_resolved_ticket,
    letters_of,
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


def steps_to_foresee(codes: list[str]) -> int:
    with reading() as session, steps_of_sqlite(session) as steps:
        openings.foresee(session, codes)
        assert None not in [openings.find(session, code) for code in codes]
    return len(steps)


def formula_of(code: str) -> int | None:
    with reading() as session:
        return openings.find(session, code).house.formula


def a_job(project: int) -> str:
    return a_code(project, a_resolved_ticket(project))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", [CodeKind.TICKET, CodeKind.CAMPAIGN])
def test_a_code_is_found_among_many_as_among_few(database, kind):
    project = a_project()
    jobs = [a_job(project)]
    letters = list(letters_of(project, a_campaign(project, households=20)).values())
    code = letters.pop() if kind is CodeKind.CAMPAIGN else jobs.pop()
    among_few = steps_to_open(code)

    jobs += [a_job(project) for _ in range(20)]
    for other in (*jobs, *letters):
        receive(other, a_filled_form(CONTENT), WEDNESDAY_MORNING)

    # To look for the formula and in a fuller index takes some steps more; a list takes hundreds.
    assert steps_to_open(code) <= among_few + 20


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_statistics_of_codes_without_a_campaign_lead_nobody_through_all_of_them(database):
    project = a_project()
    code, *others = [a_job(project) for _ in range(60)]
    for other in others[:20]:
        receive(other, a_filled_form(CONTENT), WEDNESDAY_MORNING)
    before = steps_to_open(code)

    with writing() as session:
        session.execute(text("ANALYZE"))
    # What was counted is read with the first question.
    steps_to_open(code)

    assert steps_to_open(code) <= before + 20


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_codes_are_found_together_among_many_as_among_few(database):
    project = a_project()
    codes = [a_job(project) for _ in range(4)]
    letters = list(letters_of(project, a_campaign(project, households=20)).values())
    codes += letters[:2]
    among_few = steps_to_foresee(codes)

    for other in (*(a_job(project) for _ in range(40)), *letters[2:]):
        receive(other, a_filled_form(CONTENT), WEDNESDAY_MORNING)
    with writing() as session:
        session.execute(text("ANALYZE"))
    steps_to_foresee(codes)

    assert steps_to_foresee(codes) <= among_few + 20 * len(codes)


def test_what_was_foreseen_is_what_is_found(database):
    project = a_project()
    codes = [a_job(project), *letters_of(project, a_campaign(project, households=1)).values()]
    receive(codes[0], a_filled_form(CONTENT), WEDNESDAY_MORNING)

    with reading() as session:
        alone = [openings.find(session, code) for code in codes]
        openings.foresee(session, [*codes, "UNKNOWN"])
        together = [openings.find(session, code) for code in codes]
        unknown = openings.find(session, "UNKNOWN")

    assert together == alone
    assert unknown is None


def test_whoever_comes_second_finds_what_the_first_one_changed(database):
    code = a_job(a_project())

    with writing() as session:
        openings.foresee(session, [code])
        first = desk.receive(session, code, a_filled_form(CONTENT), WEDNESDAY_MORNING)
        second = openings.find(session, code)

    assert first.version == 1
    assert second.is_answered


def test_the_formula_has_no_number_before_the_first_answer(database):
    project = a_project()
    code = a_job(project)

    assert formula_of(code) is None
    receive(code, a_filled_form(CONTENT), WEDNESDAY_MORNING)
    assert formula_of(code) == 1


def test_a_changed_formula_has_no_number_yet(database):
    project = a_project()
    code = a_job(project)
    receive(code, a_filled_form(CONTENT), WEDNESDAY_MORNING)

    with writing() as session:
        projects.override_policy(session, project, {"formula": {"tolerance": 10}})

    assert formula_of(code) is None


def test_a_formula_that_was_left_and_came_back_has_no_number_yet(database):
    project = a_project()
    code = a_job(project)

    with writing() as session:
        for tolerance in (12.5, 10.0):
            formula = Formula(tolerance=tolerance)
            projects.formula_version(session, project, formula, MONDAY_MORNING)

    assert formula_of(code) is None
