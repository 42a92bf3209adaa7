"""One database per process: `reading()` and `writing()` open it, `migrate()` prepares it.

A reading session cannot write: SQLite is told query_only, PostgreSQL gets READ ONLY.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

import settings
from db import changes, prepared
from db.faults import DatabaseBroken as DatabaseBroken
from db.faults import DatabaseReadOnly, named
from db.faults import DatabaseUnreachable as DatabaseUnreachable
from domain.errors import ChangedMeanwhile, HuifangError

BUSY_SECONDS = 15
NAP_SECONDS = 0.0005
# A failed statement goes to the log without its values: they are people's names and words.
DISCREET: dict[str, Any] = {"hide_parameters": True}


@dataclass(frozen=True, slots=True)
class Database:
    """Two engines on one database."""

    url: str
    reader: Engine
    writer: Engine

    @property
    def is_sqlite(self) -> bool:
        return self.writer.dialect.name == "sqlite"

    @property
    def file(self) -> Path | None:
        """Where SQLite keeps it; None for a server."""
        return Path(self.writer.url.database or "").absolute() if self.is_sqlite else None

    def dispose(self) -> None:
        self.reader.dispose()
        self.writer.dispose()


_current: Database | None = None


def use(url: str) -> Database:
    """Bind this process to the database at `url`."""
    global _current  # noqa: PLW0603  # one database per process is the design
    if _current is not None:
        _current.dispose()
    _current = open_database(url)
    return _current


def current() -> Database:
    return _current or use(settings.DATABASE_URL())


@contextmanager
def reading() -> Iterator[Session]:
    """A consistent view; nothing can be written through it. Raises DatabaseUnreachable."""
    with _answering(but=DatabaseReadOnly), Session(current().reader) as session:
        yield session


@contextmanager
def rehearsing() -> Iterator[Session]:
    """A transaction that is undone at the end: for saying what would happen."""
    with _answering(), Session(current().writer) as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction, committed at the end, undone by any error.

    Raises ChangedMeanwhile when another writer took the same key first, and DatabaseUnreachable or
    one of its kinds (db.faults) when the database took nothing in.
    """
    writer = current().writer
    try:
        with _answering(), Session(writer, expire_on_commit=False) as session, session.begin():
            yield session
    except IntegrityError as refused:
        if _key_was_taken(refused):
            raise ChangedMeanwhile from refused
        raise


@contextmanager
def _answering(but: type[HuifangError] | tuple[()] = ()) -> Iterator[None]:
    """What the database itself is at fault for is told in our words; all `but` this."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as failed:
        fault = named(failed)
        # To write while reading is a mistake of ours and no fault of the database.
        if fault is None or isinstance(fault, but):
            raise
        raise fault from failed


@contextmanager
def unless_taken(session: Session) -> Iterator[None]:
    """Undoes quietly what is done inside when another writer took the same key first."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError as refused:
        if not _key_was_taken(refused):
            raise


def _key_was_taken(refused: IntegrityError) -> bool:
    sqlite_names = {"SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE"}
    if getattr(refused.orig, "sqlite_errorname", "") in sqlite_names:
        return True
    return getattr(refused.orig, "sqlstate", "") == "23505"


def open_database(url: str) -> Database:
    is_file = make_url(url).get_backend_name() == "sqlite"
    database = _open_sqlite(url) if is_file else _open_postgresql(url)
    event.listen(database.writer, "before_cursor_execute", _settle)
    changes.follow(database.writer)
    return database


def _settle(connection: Connection, *_told: Any) -> None:
    prepared.settle(connection)


def _open_postgresql(url: str) -> Database:
    # Several questions of one reading see the same moment, as they do on SQLite.
    options = {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
    reader = create_engine(url, **DISCREET, pool_pre_ping=True, execution_options=options)
    writer = create_engine(url, **DISCREET, pool_pre_ping=True)
    for each in (reader, writer):
        event.listen(each, "connect", _settle_in)
    return Database(url, reader, writer)


def _settle_in(connection: psycopg.Connection, _record: Any) -> None:
    """Wait no longer than on SQLite; left alone, the server would wait for a lock for ever."""
    connection.execute(f"SET lock_timeout = {BUSY_SECONDS * 1000}".encode())
    # To compile a question takes it longer than any question of ours does.
    connection.execute(b"SET jit = off")
    connection.commit()


def _open_sqlite(url: str) -> Database:
    file = make_url(url).database
    if file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    arguments = {"timeout": BUSY_SECONDS}
    reader = create_engine(url, **DISCREET, connect_args=arguments)
    writer = create_engine(url, **DISCREET, connect_args=arguments)
    event.listen(reader, "connect", _prepare_reader)
    event.listen(writer, "connect", _prepare_writer)
    event.listen(reader, "begin", _begin_reading)
    event.listen(writer, "begin", _begin_writing)
    return Database(url, reader, writer)


def _prepare_writer(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own BEGIN comes too late for a consistent read; it is said below instead.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _prepare_reader(connection: sqlite3.Connection, record: Any) -> None:
    _prepare_writer(connection, record)
    connection.execute("PRAGMA query_only = ON")


def _begin_reading(connection: Connection) -> None:
    _driver(connection).execute("BEGIN DEFERRED")


def _begin_writing(connection: Connection) -> None:
    """As soon as nobody else writes; left alone, SQLite sleeps 53 ms within its first six looks."""
    driver, until = _driver(connection), monotonic() + BUSY_SECONDS
    driver.execute("PRAGMA busy_timeout = 0")
    while not _is_let_in(driver) and monotonic() < until:
        sleep(NAP_SECONDS)
    driver.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    if not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _is_let_in(driver: sqlite3.Connection) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as refused:
        if refused.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return False
        raise
    return True


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def must_answer() -> None:
    """Raise DatabaseUnreachable or DatabaseBroken unless the database can be opened and read."""
    try:
        with current().reader.connect() as connection:
            connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, ImportError, OSError) as failed:
        # Whatever keeps a file from being opened has a class of its own; this one is about content.
        refusal = DatabaseBroken if type(failed) is DatabaseError else DatabaseUnreachable
        reason = failed.orig if isinstance(failed, DBAPIError) else failed
        raise refusal(" ".join(str(reason).split())) from failed
