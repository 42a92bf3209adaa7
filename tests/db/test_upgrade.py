"""A database that an older program wrote, with people's data in it, comes up whole, and goes back.

`schema_0021.json` holds every row of a small project as the program of that schema stored it.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import JSON, Date, DateTime, LargeBinary, MetaData, Table, func, select, table, text
from sqlalchemy.exc import DBAPIError

import clockwork
from db import engine, upgrade
from db import residents as residents_db
from db.backup import back_up
from db.engine import reading, writing
from desk import doctor, retention, tickets
from desk.doctor import Grade
from domain.retention import RetentionRule
from domain.tickets import Stage
from tests.builders import MONDAY_MORNING, a_ticket
from tests.db.test_backup import move, postgresqls_own_programs  # noqa: F401  fixtures

OLD = Path(__file__).with_name("schema_0021.json")
WRITTEN: dict[str, list[dict[str, Any]]] = json.loads(OLD.read_text("utf-8"))
# Numbers are counted on, whoever writes.
COUNTED_ON = {"alembic_version", "numbers"}
ROWS = {name: len(rows) for name, rows in WRITTEN.items() if name not in COUNTED_ON}
PROJECT, CLOSED = 1, 1
YEARS_LATER = datetime(2031, 1, 1, tzinfo=UTC)


@pytest.fixture
def old(empty_url: str) -> Iterator[engine.Database]:
    """As the older program left it."""
    database = engine.use(empty_url)
    with database.writer.begin() as connection:
        command.upgrade(upgrade.config(connection), "0021")
    tables = MetaData()
    tables.reflect(database.writer)
    with database.writer.begin() as connection:
        for known in tables.sorted_tables:
            # One by one: what is not known of a row is left out of it.
            for row in WRITTEN.get(known.name, ()) if known.name != "alembic_version" else ():
                connection.execute(known.insert().values(_as_stored(known, row)))
        if not database.is_sqlite:
            for name in ("projects", "staff"):
                connection.execute(text(NEXT_ID.format(table=name)))
    yield database
    engine.current().dispose()
    engine._current = None


NEXT_ID = "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"


def _as_stored(known: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(known.columns[name].type, told) for name, told in row.items()}


def _value(kind: Any, told: Any) -> Any:
    match kind:
        case DateTime():
            moment = datetime.fromisoformat(told)
            return moment.replace(tzinfo=UTC) if kind.timezone else moment
        case Date():
            return date.fromisoformat(told)
        case JSON():
            return json.loads(told)
        case LargeBinary():
            return base64.b64decode(told["base64"])
        case _ if kind.python_type is bool:
            return bool(told)
    return told


def counted() -> dict[str, int]:
    """How many rows each table of the older program has."""
    with reading() as session:
        counts = {name: select(func.count()).select_from(table(name)) for name in ROWS}
        return {name: session.scalar(count) or 0 for name, count in counts.items()}


def bad() -> list[str]:
    return [one.code for one in doctor.examine() if one.grade is Grade.BAD]


def test_what_an_older_program_wrote_comes_up_with_every_row_and_can_be_worked_with(old):
    upgrade.upgrade()

    assert counted() == ROWS
    assert bad() == []
    with reading() as session:
        dossier = tickets.open_dossier(session, PROJECT, CLOSED)
        assert residents_db.known(session, PROJECT, 1).person.name == "李强"
    assert dossier.progress.stage is Stage.CLOSED
    assert dossier.intake.words == "请打 13800000000"
    assert a_ticket(PROJECT, now=MONDAY_MORNING) == len(WRITTEN["tickets"]) + 1


def test_history_written_by_an_older_program_is_guarded_and_may_be_emptied_as_any(old):
    upgrade.upgrade()
    rule = RetentionRule(on=True, words_months=36, photos_months=12, people_months=36)

    with pytest.raises(DBAPIError, match="only ever added"), writing() as session:
        session.execute(text("UPDATE events SET note = 'x'"))
    with writing() as session:
        retention.set_rule(session, None, PROJECT, rule, MONDAY_MORNING)
    clockwork.keep_no_longer(YEARS_LATER)

    with reading() as session:
        dossier = tickets.open_dossier(session, PROJECT, CLOSED)
    assert dossier.intake.words == ""
    assert {event.note for event in dossier.history} == {""}
    assert bad() == []


def test_the_way_back_is_the_copy_made_before(old, move, tmp_path):  # noqa: F811  a fixture
    back_up(tmp_path / "before")
    upgrade.upgrade()
    a_ticket(PROJECT, now=MONDAY_MORNING)

    move(tmp_path / "before")

    assert upgrade.versions()[0] == "0021"
    assert counted() == ROWS
