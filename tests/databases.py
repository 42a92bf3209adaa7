"""Databases in distress, for whoever must not be."""

from sqlalchemy import event

from db import engine


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
