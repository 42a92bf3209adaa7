"""The board costs what is open and what this month brought, however long the history is."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from db.board import board
from db.engine import reading, writing
from desk.callbacks import Which
from tests.builders import (
    CONTENT,
    DAY,
    MONDAY_MORNING,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_resolved_ticket,
    a_ticket,
    make_callback,
    receive,
)

YEAR = timedelta(days=365)
STEPS = 20
# Every row of the one that was lived through, with another number and another code.
TABLES = {"tickets": "number", "callbacks": "ticket", "codes": "ticket", "responses": "ticket"}


def a_year_ago(project: int) -> int:
    """A ticket from its intake to the resident's answer and the callback."""
    then = MONDAY_MORNING - YEAR
    ticket = a_resolved_ticket(project, replied=True, now=then, resolved_at=then + DAY)
    make_callback(Which(project, ticket, 1), a_colleague(project), then + DAY)
    code = a_code(project, ticket, now=then + DAY)
    receive(code, a_filled_form(CONTENT), then + 2 * DAY)
    return ticket


def multiply(ticket: int, times: int) -> None:
    """The same ticket again and again, as years would have brought it."""
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :times)"
    with writing() as session:
        for table, number in TABLES.items():
            columns = [row[1] for row in session.execute(text(f"PRAGMA table_info({table})"))]
            taken = {number: f"{number} + 1000 + i", "token": "'h' || i"}
            values = ", ".join(taken.get(column, column) for column in columns)
            session.execute(
                text(
                    f"INSERT INTO {table} {numbers} SELECT {values} FROM {table}, n "  # noqa: S608
                    f"WHERE {number} = :ticket"
                ),
                {"ticket": ticket, "times": times},
            )


def steps_of_a_board(database, project: int) -> int:
    """How far SQLite's machine runs for one board, in STEPS; the same on every computer."""
    done: list[int] = []
    with reading() as session:
        driver = session.connection().connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(lambda: done.append(1), STEPS)
        board(session, project, MONDAY_MORNING)
        driver.set_progress_handler(None, 0)
    return len(done)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_board_costs_the_same_after_many_years(database):
    project = a_project()
    for _open in range(20):
        a_ticket(project)
    long_ago = a_year_ago(project)
    before = steps_of_a_board(database, project)

    multiply(long_ago, 2_000)

    assert before <= steps_of_a_board(database, project) <= 1.5 * before
