"""Brings the schema up to date at start, once, whoever starts first (Alembic under a lock)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from db import engine
from domain.errors import HuifangError

MIGRATIONS = Path(__file__).parent / "migrations"
# Any constant will do, as long as every process takes the same one.
LOCK = 7_240_921


class SchemaUnknown(HuifangError):
    """Another version of the program wrote this database; `found` is a schema unheard of here."""

    code = "database.schema_unknown"

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


def config(connection: Connection | None = None) -> Config:
    configured = Config()
    configured.set_main_option("script_location", str(MIGRATIONS))
    configured.attributes["connection"] = connection
    return configured


def upgrade() -> None:
    """Apply every migration that is missing; a second process waits, then finds nothing to do.

    Raises SchemaUnknown, and then changes nothing.
    """
    database = engine.current()
    if database.is_sqlite:
        _write_ahead(database)
    with _locked(database) as connection:
        found = _found(connection)
        if found is not None and not is_known(found):
            raise SchemaUnknown(found)
        command.upgrade(config(connection), "head")


def versions() -> tuple[str | None, str | None]:
    """The schema version found in the database, and the one this program wants."""
    with engine.current().reader.connect() as connection:
        return _found(connection), wanted()


def wanted() -> str | None:
    """The schema version of this program."""
    return _scripts().get_current_head()


def is_known(version: str) -> bool:
    """Whether this program has a migration of that name."""
    return version in {script.revision for script in _scripts().walk_revisions()}


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(config())


def _found(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _write_ahead(database: engine.Database) -> None:
    # WAL is kept in the file and cannot be set inside a transaction; the pool's BEGIN would be one.
    raw = database.writer.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        raw.close()


@contextmanager
def _locked(database: engine.Database) -> Iterator[Connection]:
    with database.writer.begin() as connection:
        if not database.is_sqlite:
            # Whoever starts second waits as long as the first one takes.
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield connection
