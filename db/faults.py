"""Faults (故障): what the database's own word means for whoever waits for it."""

import sqlite3

from sqlalchemy.exc import DBAPIError

from domain.errors import HuifangError


class DatabaseUnreachable(HuifangError):
    """The database does not answer; `reason` is its own word."""

    code = "database.unreachable"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DatabaseBroken(DatabaseUnreachable):
    """The file is there and cannot be read as a database."""

    code = "database.broken"


class DatabaseBusy(DatabaseUnreachable):
    """Somebody else has been writing for longer than one waits; to try again helps."""

    code = "database.busy"


class DatabaseFull(DatabaseUnreachable):
    """Nothing more fits on its disk; what is stored can be read."""

    code = "database.full"


class DatabaseReadOnly(DatabaseUnreachable):
    """It can be read and not written: a file without the right to, or a server that stands by."""

    code = "database.read_only"


# By the driver's own code; of SQLite's, the last byte is the family.
_OF_SQLITE: dict[int, type[DatabaseUnreachable]] = {
    sqlite3.SQLITE_BUSY: DatabaseBusy,
    sqlite3.SQLITE_LOCKED: DatabaseBusy,
    sqlite3.SQLITE_FULL: DatabaseFull,
    # A limit on the file's size, or a disk too full for the index of the log.
    sqlite3.SQLITE_IOERR_WRITE: DatabaseFull,
    sqlite3.SQLITE_IOERR_SHMSIZE: DatabaseFull,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_CANTOPEN: DatabaseUnreachable,
    sqlite3.SQLITE_IOERR: DatabaseUnreachable,
    sqlite3.SQLITE_CORRUPT: DatabaseBroken,
    sqlite3.SQLITE_NOTADB: DatabaseBroken,
}
_FAMILY = 0xFF
_OF_POSTGRESQL: dict[str, type[DatabaseUnreachable]] = {
    "55P03": DatabaseBusy,  # a lock was not to be had in time
    "57014": DatabaseBusy,  # cancelled, by a limit or by hand
    "40P01": DatabaseBusy,  # two writers waited for each other
    "40001": DatabaseBusy,
    "53100": DatabaseFull,
    "25006": DatabaseReadOnly,
    "57P01": DatabaseUnreachable,  # shut down, crashed, or starting just now
    "57P02": DatabaseUnreachable,
    "57P03": DatabaseUnreachable,
    "58030": DatabaseUnreachable,
}


def named(failed: DBAPIError | sqlite3.Error) -> DatabaseUnreachable | None:
    """The fault in our words; None for a mistake in what was asked."""
    own = failed.orig if isinstance(failed, DBAPIError) else failed
    number = getattr(own, "sqlite_errorcode", 0)
    kind = (
        _OF_SQLITE.get(number)
        or _OF_SQLITE.get(number & _FAMILY)
        or _OF_POSTGRESQL.get(getattr(own, "sqlstate", None) or "")
    )
    if kind is None and isinstance(failed, DBAPIError):
        # Without a statement it failed while connecting.
        gone = failed.statement is None or failed.connection_invalidated
        kind = DatabaseUnreachable if gone else None
    # SQLite's own words quote nothing that is stored; a server's may.
    reason = str(own) if number else type(own).__name__
    return kind(reason) if kind else None
