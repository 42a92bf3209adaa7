"""A copy of the database while it is in use, and whether such a copy can be trusted."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from db import engine
from domain.errors import HuifangError


class BackupFailed(HuifangError):
    """The copy could not be made; `reason` says why, and nothing is left behind at the place."""

    code = "backup.failed"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def back_up(to: Path) -> None:
    """Copy everything to the file `to`: a SQLite database, or a PostgreSQL dump for pg_restore.

    Readers and writers go on meanwhile. Raises BackupFailed; an existing file is not replaced.
    """
    if to.exists():
        raise BackupFailed(f"{to} exists")
    to.parent.mkdir(parents=True, exist_ok=True)
    unfinished = to.with_name(to.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    copy = _copy_sqlite if engine.current().is_sqlite else _dump_postgresql
    try:
        copy(unfinished)
    except (OSError, sqlite3.Error, subprocess.CalledProcessError) as failed:
        unfinished.unlink(missing_ok=True)
        raise BackupFailed(_reason(failed)) from failed
    unfinished.rename(to)


def _copy_sqlite(to: Path) -> None:
    source = make_url(engine.current().url).database or ""
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(to)) as there:
        here.backup(there, pages=1_000)
        (verdict,) = there.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)


def _dump_postgresql(to: Path) -> None:
    url = make_url(engine.current().url)
    program = shutil.which("pg_dump")
    if program is None:
        raise FileNotFoundError("pg_dump")
    # The password goes through the environment, so that no list of processes shows it.
    environment = {**os.environ, "PGPASSWORD": url.password or ""}
    address = url.set(drivername="postgresql", password=None).render_as_string()
    subprocess.run(  # noqa: S603  # our own arguments, no shell
        [program, "--format=custom", f"--file={to}", address],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )


def _reason(failed: Exception) -> str:
    if isinstance(failed, subprocess.CalledProcessError):
        return str(failed.stderr).strip()
    return str(failed)
