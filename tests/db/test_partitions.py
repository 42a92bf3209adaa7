"""PostgreSQL with its large tables in partitions by project: nothing else changes."""

import re
from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import event

import settings
from bench import grown
from bench.grown import Volume
from bench.questions import QUESTIONS, office
from db import engine
from db.engine import Database, reading
from db.schema import Base
from desk import doctor
from desk.doctor import Grade
from tests.builders import a_project, a_unit
from tests.desk import test_imports, test_tickets

pytestmark = pytest.mark.postgres

LAY_OUT = (settings.ROOT / "deploy" / "partitions.sql").read_text("utf-8")
PARTITIONS = 3
VOLUME = Volume(140, projects=2, largest=0.9, until=date(2026, 3, 9))
# From intake to callback and back again, an import, history that cannot be changed.
LOOPS = (
    test_tickets.test_a_repair_goes_from_intake_to_the_callback_that_is_owed,
    test_tickets.test_not_satisfied_is_raised_and_worked_on_in_a_new_round,
    test_tickets.test_two_people_who_act_on_what_they_saw_do_not_overwrite_each_other,
    test_imports.test_a_later_export_closes_what_has_been_closed_meanwhile,
)
# These two are asked about all projects at once, by the clockwork and by whoever scans a code.
ABOUT_ALL = {"limits to be raised", "survey, a code opened"}


def lay_out(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"SET huifang.partitions = {PARTITIONS}".encode())
        connection.execute(LAY_OUT.encode())


@pytest.fixture
def partitioned(postgresql, migrated_postgresql) -> Iterator[Database]:
    url = postgresql.create(migrated_postgresql)
    lay_out(url)
    yield engine.use(url)
    engine.current().dispose()
    engine._current = None
    postgresql.drop(url)


def is_no_partition(name: str | None, _kind: str, _parents: object) -> bool:
    return name is None or not re.search(r"_\d+$", name)


def test_the_tables_are_still_what_the_models_say(partitioned):
    with partitioned.reader.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_no_partition}
        )

        assert compare_metadata(context, Base.metadata) == []


def test_each_question_reads_the_partition_of_its_project_and_no_other(partitioned):
    grown.fill(VOLUME, partitioned.url)
    engine.use(partitioned.url)

    found = {finding.code: finding.grade for finding in doctor.examine()}
    read = partitions_read(1)

    assert {found[code] for code in ("schema", "policy", "mirrors", "scores")} == {Grade.GOOD}
    assert {name for name, partitions in read.items() if len(partitions) > 1} <= ABOUT_ALL
    assert len(read["queue"]) == len(read["fairness, dispatch by tenure"]) == 1


def partitions_read(project: int) -> dict[str, set[str]]:
    """The numbers of the partitions that each question reads."""
    told: list[tuple[str, object]] = []
    with reading() as session:
        here = office(session, project, VOLUME.now)
        event.listen(
            session.connection(),
            "before_cursor_execute",
            lambda _connection, _cursor, statement, values, *_rest: told.append(
                (statement, values)
            ),
        )
        found = {}
        for name, ask in QUESTIONS.items():
            told.clear()
            ask(session, here)
            found[name] = set(numbers(session.connection(), list(told)))
    return found


def numbers(connection, told) -> Iterator[str]:
    for statement, values in told:
        plan = connection.exec_driver_sql(f"EXPLAIN ANALYZE {statement}", values)
        done = (line for (line,) in plan if "never executed" not in line)
        yield from (number for line in done for number in re.findall(r" on [a-z]+_(\d+)", line))


@pytest.mark.parametrize("loop", LOOPS, ids=lambda loop: loop.__name__.removeprefix("test_"))
def test_what_is_tested_elsewhere_goes_as_well_there(partitioned, loop):
    loop()


def test_a_database_that_is_in_use_is_left_as_it_is(partitioned):
    a_unit(a_project())

    with pytest.raises(psycopg.errors.RaiseException, match="places has rows"):
        lay_out(partitioned.url)
