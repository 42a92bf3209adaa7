"""Rows by the hundred thousand into the real schema: without indexes, which are built at the end.

SQLite: one transaction that is not synced; foreign keys are looked up when all is written.
PostgreSQL: COPY as a superuser, who may leave keys unchecked: the rows are the same as SQLite's.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Protocol

import psycopg
from sqlalchemy import make_url

from bench.volume.stencil import Row


class Bulk(Protocol):
    def copy(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None: ...


@contextmanager
def bulk(url: str) -> Iterator[Bulk]:
    """Writes until the end of the block, then builds the indexes."""
    address = make_url(url)
    opened = _sqlite if address.get_backend_name() == "sqlite" else _postgresql
    with opened(address.database or "" if opened is _sqlite else url) as found:
        yield found


class _Sqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def copy(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        blanks = ", ".join("?" * len(columns))
        names = ", ".join(f'"{name}"' for name in columns)
        # Names of our own tables.
        told = f"INSERT INTO {table} ({names}) VALUES ({blanks})"  # noqa: S608
        self.connection.executemany(told, rows)


@contextmanager
def _sqlite(file: str) -> Iterator[Bulk]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for setting in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -1000000"):
            connection.execute(f"PRAGMA {setting}")
        wanted = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        indexes = connection.execute(wanted).fetchall()
        connection.execute("BEGIN")
        for name, _made in indexes:
            connection.execute(f'DROP INDEX "{name}"')
        yield _Sqlite(connection)
        for _name, made in indexes:
            connection.execute(made)
        connection.execute("COMMIT")
        assert connection.execute("PRAGMA foreign_key_check").fetchone() is None
        connection.execute("PRAGMA journal_mode = WAL")


class _Postgresql:
    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection

    def copy(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        with (
            self.connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({names}) FROM STDIN".encode()) as lines,
        ):
            for row in rows:
                lines.write_row(row)


INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    JOIN pg_class ON pg_class.oid = format('%I.%I', schemaname, indexname)::regclass
    WHERE schemaname = current_schema() AND NOT relispartition
    AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""


@contextmanager
def _postgresql(url: str) -> Iterator[Bulk]:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET TIME ZONE 'UTC'")
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '512MB'")
        indexes = connection.execute(INDEXES).fetchall()
        for name, _made in indexes:
            connection.execute(f'DROP INDEX "{name}"'.encode())
        with connection.transaction():
            yield _Postgresql(connection)
        for _name, made in indexes:
            connection.execute(made.encode())
        # As the server would by itself, only later.
        connection.execute("VACUUM ANALYZE")
