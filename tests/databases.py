"""Databases in distress, for whoever must not be."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
from sqlalchemy import event, make_url

from db import engine
from db.schema import Base


class Silence:
    """A database that can be sent away and called back."""

    def __init__(self, database: engine.Database) -> None:
        self.lasts = False
        event.listen(database.reader, "do_connect", self._connect)
        event.listen(database.reader, "do_execute", self._execute)
        event.listen(database.reader, "do_execute_no_params", self._execute)

    def _connect(self, dialect, *_rest):
        if self.lasts:
            raise dialect.loaded_dbapi.OperationalError("gone")

    def _execute(self, cursor, statement, *rest):
        if self.lasts:
            raise rest[-1].dialect.loaded_dbapi.OperationalError("gone")


@contextmanager
def locked(database: engine.Database) -> Iterator[None]:
    """Somebody of another process is in the middle of writing, and stays there."""
    if database.is_sqlite:
        with closing(sqlite3.connect(str(database.file), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    tables = ", ".join(["alembic_version", *Base.metadata.tables])
    with psycopg.connect(database.url) as holder:
        holder.execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE".encode())
        yield


@contextmanager
def full(database: engine.Database) -> Iterator[None]:
    """Not one page more: SQLite's own limit; on PostgreSQL the word that a full disk is told by."""
    if database.is_sqlite:
        with closing(sqlite3.connect(str(database.file))) as tidying:
            tidying.execute("VACUUM")
        with _from_the_first(database, "PRAGMA max_page_count = 1"):
            yield
        return
    with psycopg.connect(database.url, autocommit=True) as administrator:
        administrator.execute(FULL_DISK)
        yield
        administrator.execute("DROP FUNCTION full_disk CASCADE")


FULL_DISK = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON responses EXECUTE FUNCTION full_disk();
CREATE TRIGGER full_disk BEFORE INSERT ON tickets EXECUTE FUNCTION full_disk();
"""


@contextmanager
def read_only(database: engine.Database) -> Iterator[None]:
    """As a copy that stands by, or a file without the right to write; root has every right."""
    if database.is_sqlite:
        with _from_the_first(database, "PRAGMA query_only = ON"):
            yield
        return
    name = make_url(database.url).database
    with psycopg.connect(database.url, autocommit=True) as administrator:
        administrator.execute(
            f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode()
        )
        database.dispose()
        yield
        administrator.execute("SET default_transaction_read_only = off")
        administrator.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only".encode())
        database.dispose()


@contextmanager
def _from_the_first(database: engine.Database, statement: str) -> Iterator[None]:
    """Each line to the database begins with this, until they are all hung up."""

    def begin(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(statement)

    database.dispose()
    event.listen(database.writer, "connect", begin)
    yield
    event.remove(database.writer, "connect", begin)
    database.dispose()
