"""Reading cannot write, writing happens whole or not at all, moments are UTC."""

import sqlite3
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from db import engine, projects
from db.engine import DatabaseUnreachable, reading, unless_taken, writing
from db.faults import DatabaseBusy
from db.schema import Code, Place, Project, Staff
from domain.errors import ChangedMeanwhile
from domain.policy import WrongPolicy
from domain.surveys import CodeKind, Form
from tests.builders import MONDAY_MORNING, a_project

WRITES = (
    "INSERT INTO staff (id, name, login) VALUES (1, 'x', 'x')",
    "UPDATE projects SET name = 'x'",
    "DELETE FROM projects",
    "CREATE TABLE x (id INTEGER)",
)


class PowerCut(Exception):
    pass


def count(session, table=Project) -> int:
    return int(session.scalar(select(func.count()).select_from(table)) or 0)


@pytest.mark.parametrize("write", WRITES)
def test_a_reading_cannot_write(database, write):
    a_project()

    with pytest.raises(DBAPIError), reading() as session:
        session.execute(text(write))

    with reading() as session:
        assert count(session) == 1


def test_a_reading_sees_one_moment_throughout(database):
    with reading() as session:
        before = count(session)
        a_project()

        assert count(session) == before

    with reading() as session:
        assert count(session) == before + 1


def test_a_writing_is_undone_by_any_error(database):
    with suppress(PowerCut), writing() as session:
        session.execute(insert(Staff).values(name="王芳", login="wang"))
        raise PowerCut

    with reading() as session:
        assert count(session, Staff) == 0


@pytest.fixture
def other_writer(database):
    """Somebody of another process who is in the middle of writing."""
    other = sqlite3.connect(database.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_whoever_waits_to_write_looks_again_at_once(other_writer, monkeypatch):
    naps = []

    def nap(seconds):
        naps.append(seconds)
        if len(naps) == 8:
            other_writer.execute("COMMIT")

    monkeypatch.setattr(engine, "sleep", nap)

    a_project()

    assert naps == [engine.NAP_SECONDS] * 8


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nobody_waits_to_write_for_ever(other_writer, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0)

    with pytest.raises(DatabaseBusy):
        a_project()


def test_a_key_that_is_taken_means_changed_meanwhile(database):
    a_project("翠湖花园")

    with pytest.raises(ChangedMeanwhile):
        a_project("翠湖花园")


def test_a_missing_parent_is_no_change_meanwhile(database):
    with pytest.raises(IntegrityError), writing() as session:
        session.execute(insert(Place).values(project_id=404, id=1, building="", unit="", name=""))


def test_a_code_for_a_ticket_that_is_not_there_is_refused_by_the_schema(database):
    project = a_project()

    with pytest.raises(IntegrityError), writing() as session:
        session.execute(
            insert(Code).values(
                project_id=project,
                token="A",
                kind=CodeKind.TICKET,
                form=Form.PULSE,
                ticket=404,
                issued_at=MONDAY_MORNING,
            )
        )


def test_what_somebody_else_was_quicker_to_write_is_left_alone(database):
    a_project("翠湖花园")

    with writing() as session:
        session.execute(insert(Staff).values(name="王芳", login="wang"))
        with unless_taken(session):
            session.execute(insert(Staff).values(name="王方", login="wang"))

    with reading() as session:
        assert session.scalars(select(Staff.name)).all() == ["王芳"]


def test_other_refusals_are_not_hushed_up(database):
    with pytest.raises(IntegrityError), writing() as session, unless_taken(session):
        session.execute(insert(Place).values(project_id=404, id=1, building="", unit="", name=""))


def test_a_moment_without_a_zone_is_refused(database):
    with pytest.raises(StatementError, match="without a zone"):
        a_project(now=datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001  # that is the point


@pytest.mark.parametrize("hours", [0, 8, -5])
def test_a_moment_comes_back_as_the_same_moment_in_utc(database, hours):
    told = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=hours)))
    a_project(now=told)

    with reading() as session:
        stored = session.scalar(select(Project.created_at))

    assert stored == told
    assert stored.tzinfo is UTC


def test_a_removed_project_frees_its_name(database):
    first = a_project("翠湖花园")
    with writing() as session:
        projects.remove(session, first, MONDAY_MORNING)

    second = a_project("翠湖花园")

    with reading() as session:
        assert [card.id for card in projects.every(session)] == [second]
        assert projects.named(session, "翠湖花园").id == second


def test_a_policy_that_cannot_be_used_is_not_stored(database):
    project = a_project(policy={"standards": {"reply": "4h"}})

    with pytest.raises(WrongPolicy), writing() as session:
        projects.override_policy(session, project, {"standards": {"reply": "soon"}})

    with reading() as session:
        assert projects.policy(session, project).standards.reply == timedelta(hours=4)


@pytest.mark.parametrize(
    "pragma", [("foreign_keys", 1), ("synchronous", 2), ("journal_mode", "wal")]
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_keeps_its_promises(database, pragma):
    name, value = pragma

    with writing() as session:
        assert session.scalar(text(f"PRAGMA {name}")) == value


def test_a_database_that_does_not_answer_says_so():
    engine.use("postgresql://nobody@127.0.0.1:1/nothing")

    with pytest.raises(DatabaseUnreachable) as refused:
        engine.must_answer()

    engine.current().dispose()
    engine._current = None
    assert refused.value.reason
