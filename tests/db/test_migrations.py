"""The schema comes up by itself, once, whoever starts first; history stays as it was written."""

import runpy
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

import clockwork
import settings
from db import engine, upgrade
from db.engine import reading, writing
from db.schema import Base, CallbackOwed, Response, TicketEvent
from desk import codes, surveys
from domain.errors import ChangedMeanwhile
from domain.tickets import Step
from tests.builders import (
    DAY,
    HOUR,
    LET_DOWN,
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

START = "from db import upgrade; upgrade.upgrade(); print(upgrade.versions())"
WORDS_ONLY = {"words"}
NEWEST = max(file.name[:4] for file in upgrade.MIGRATIONS.glob("versions/0*.py"))


def start(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", START],
        cwd=settings.ROOT,
        env={settings.DATABASE_URL.name: url, "PYTHONPATH": str(settings.ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_processes_that_start_at_once_on_an_empty_database_all_succeed(empty_url):
    processes = [start(empty_url) for _ in range(3)]

    told = [process.communicate(timeout=60) for process in processes]

    assert [process.returncode for process in processes] == [0, 0, 0], told
    assert {said for said, _ in told} == {f"('{NEWEST}', '{NEWEST}')\n"}


def test_an_empty_database_has_no_version_and_a_second_start_changes_nothing(empty_url):
    engine.use(empty_url)
    before = upgrade.versions()

    upgrade.upgrade()
    upgrade.upgrade()

    after = upgrade.versions()
    engine.current().dispose()
    engine._current = None
    assert before == (None, NEWEST)
    assert after == (NEWEST, NEWEST)


def test_the_migrations_build_what_the_models_say(database):
    with database.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


@pytest.fixture
def answered(database) -> int:
    """A project with a ticket, its events, and a response that opened a complaint."""
    project = a_project()
    code = a_code(project, a_resolved_ticket(project))
    receive(code, a_filled_form(LET_DOWN, words="王芳 13800000000"), WEDNESDAY_MORNING)
    return project


@pytest.mark.parametrize("column", [column.name for column in TicketEvent.__table__.columns])
def test_no_column_of_an_event_can_be_changed(answered, column):
    changed = update(TicketEvent).values({column: getattr(TicketEvent, column)})

    with pytest.raises(DBAPIError, match="only ever added"), writing() as session:
        session.execute(changed)


@pytest.mark.parametrize(
    "column", [c.name for c in Response.__table__.columns if c.name not in WORDS_ONLY]
)
def test_no_answer_of_a_response_can_be_changed(answered, column):
    changed = update(Response).values({column: getattr(Response, column)})

    with pytest.raises(DBAPIError, match="only ever added"), writing() as session:
        session.execute(changed)


@pytest.mark.parametrize("table", [TicketEvent, Response])
def test_history_cannot_be_deleted(answered, table):
    with pytest.raises(DBAPIError, match="only ever added"), writing() as session:
        session.execute(delete(table))

    with reading() as session:
        assert session.scalars(select(table)).all()


def test_what_a_resident_wrote_may_be_emptied(answered):
    with writing() as session:
        session.execute(update(Response).values(words=""))

    with reading() as session:
        assert session.scalars(select(Response.words)).all() == [""]


def test_an_event_is_not_written_over_by_one_with_the_same_place(answered):
    again = {
        "project_id": answered,
        "ticket": 1,
        "seq": 1,
        "step": "closed",
        "round": 1,
        "note": "",
        "at": MONDAY_MORNING,
    }

    with pytest.raises(ChangedMeanwhile), writing() as session:
        session.execute(insert(TicketEvent), [again])

    with reading() as session:
        assert session.scalar(text("SELECT step FROM events WHERE ticket = 1 AND seq = 1")) == (
            "received"
        )


def test_a_callback_owed_before_the_clockwork_was_wound_is_followed_up_all_the_same(database):
    migration = runpy.run_path(str(upgrade.MIGRATIONS / "versions/0010_callbacks_owed_before.py"))
    project = a_project()
    unheard = a_resolved_ticket(project, kind="complaint", replied=True)
    # As it was before: nothing said when to look.
    with writing() as session:
        session.execute(update(CallbackOwed).values(raise_at=None))

    with writing() as session:
        session.execute(text(migration["LOOK"]))
    clockwork.raise_due(MONDAY_MORNING + 90 * DAY)

    with reading() as session:
        raised = select(TicketEvent.ticket).where(TicketEvent.missed == Step.CALLBACK_MADE)
        assert session.scalars(raised).all() == [unheard]


def test_of_what_households_answered_before_the_first_is_the_one(database):
    migration = runpy.run_path(
        str(upgrade.MIGRATIONS / "versions/0021_one_answer_per_household.py")
    )
    project = a_project()
    campaign = a_campaign(project, households=2)
    (home, lost), (next_door, other) = letters_of(project, campaign).items()
    with reading() as session:
        seen = surveys.open_code(session, lost, MONDAY_MORNING)
    with writing() as session:
        new = codes.reissue(session, None, project, lost, MONDAY_MORNING)
    receive(a_code(project, a_resolved_ticket(project)), a_filled_form(), WEDNESDAY_MORNING)
    for letter in (new, other):
        receive(letter, a_filled_form(), MONDAY_MORNING)
        receive(letter, a_filled_form(), MONDAY_MORNING + HOUR)

    with engine.rehearsing() as session:
        of_table = "" if database.is_sqlite else " ON responses"
        session.execute(text("DROP INDEX uq_responses_household"))
        surveys.receive(session, lost, a_filled_form(), MONDAY_MORNING + HOUR, opened=seen)
        session.execute(text(f"DROP TRIGGER responses_refuse_update{of_table}"))
        session.execute(update(Response).values(campaign=None, household=None))
        session.execute(text(migration["FILL"]))
        filled = session.execute(
            select(Response.token, Response.version, Response.campaign, Response.household).where(
                Response.campaign.is_not(None)
            )
        ).all()

    assert {tuple(row) for row in filled} == {
        *((new, version, campaign, home) for version in (1, 2)),
        *((other, version, campaign, next_door) for version in (1, 2)),
    }
