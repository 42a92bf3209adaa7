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
    """The copy could not be made; `reason` says why, as a code or in the database's own words."""

    code = "backup.failed"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def back_up(to: Path) -> None:
    """Copy everything to the file `to`: a SQLite database, or a PostgreSQL dump for pg_restore.

    Readers and writers go on meanwhile. Raises BackupFailed; an existing file is not replaced.
    """
    if to.exists():
        raise BackupFailed("place_taken")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        _whole_or_not_at_all(to)
    except (OSError, sqlite3.Error, subprocess.CalledProcessError) as failed:
        raise BackupFailed(_reason(failed)) from failed


def _whole_or_not_at_all(to: Path) -> None:
    unfinished = to.with_name(to.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    # Residents' names are in it: for nobody else to read, from the first byte on.
    unfinished.touch(mode=0o600)
    try:
        _copy(unfinished)
        unfinished.rename(to)
    finally:
        unfinished.unlink(missing_ok=True)


def _copy(to: Path) -> None:
    file = engine.current().file
    if file is None:
        _dump_postgresql(to)
    else:
        _copy_sqlite(file, to)


def _copy_sqlite(file: Path, to: Path) -> None:
    # "rw" does not make up an empty database where there is none.
    with (
        closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True)) as here,
        closing(sqlite3.connect(to)) as there,
    ):
        # In one go: in pieces it would begin anew with every commit of a writer, and never end.
        here.backup(there)
        (verdict,) = there.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)


def _dump_postgresql(to: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupFailed("no_pg_dump")
    url = make_url(engine.current().url)
    # The password goes through the environment, so that no list of processes shows it.
    password = url.password or url.query.get("password")
    address = url.set(drivername="postgresql").difference_update_query(["password"])
    shown = address._replace(password=None).render_as_string()
    subprocess.run(  # noqa: S603  # our own arguments, no shell
        [program, "--format=custom", f"--file={to}", f"--dbname={shown}"],
        env=os.environ | ({"PGPASSWORD": str(password)} if password else {}),
        check=True,
        capture_output=True,
        text=True,
    )


def _reason(failed: Exception) -> str:
    told = failed.stderr if isinstance(failed, subprocess.CalledProcessError) else failed
    return " ".join(str(told).split())
