"""Brings the schema up to date at start, once, whoever starts first (Alembic under a lock)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

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


class UpgradeFailed(HuifangError):
    """The schema stays what it was, `found`; `reason` is the database's own word."""

    code = "database.upgrade_failed"

    def __init__(self, found: str, reason: str) -> None:
        super().__init__(f"from {found}: {reason}")
        self.found = found
        self.reason = reason


def config(connection: Connection | None = None) -> Config:
    configured = Config()
    configured.set_main_option("script_location", str(MIGRATIONS))
    configured.attributes["connection"] = connection
    return configured


def upgrade() -> None:
    """Apply every migration that is missing; a second process waits, then finds nothing to do.

    All of them or none. Raises SchemaUnknown, UpgradeFailed, and then nothing has changed.
    """
    database = engine.current()
    if database.is_sqlite:
        _write_ahead(database)
    with _locked(database) as connection:
        found = _found(connection)
        if found is not None and not is_known(found):
            raise SchemaUnknown(found)
        try:
            command.upgrade(config(connection), "head")
        except SQLAlchemyError as failed:
            raise UpgradeFailed(found or "–", _reason(failed)) from failed


def take_turn(session: Session) -> None:
    """Whoever starts at the same moment goes on once this transaction is over."""
    if session.get_bind().dialect.name != "sqlite":
        _wait_for_turn(session.connection())


def _wait_for_turn(connection: Connection) -> None:
    # Whoever starts second waits as long as the first one takes.
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _reason(failed: SQLAlchemyError) -> str:
    """The first line alone: what follows it may quote what is stored."""
    told = str(failed.orig if isinstance(failed, DBAPIError) else failed).strip()
    return told.splitlines()[0] if told else type(failed).__name__


def versions() -> tuple[str | None, str | None]:
    """The schema version found in the database, and the one this program wants."""
    with engine.reading() as session:
        return _found(session.connection()), wanted()


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
            _wait_for_turn(connection)
        yield connection
