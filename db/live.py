"""One reader per process: notices that something was committed, and keeps each board ready.

However many screens look, the database is asked once per change. SQLite tells by data_version,
PostgreSQL by the snapshot of its transactions; neither needs a trigger or a second write.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from db import engine
from db.board import Board, board
from db.engine import DatabaseUnreachable
from domain.errors import HuifangError, NotFound

POLL_SECONDS = 0.25
# Waiting grows on its own; figures that depend on the clock are counted again at least this often.
REBUILD_SECONDS = 10
# A board that nobody has looked at for so long is no longer kept ready.
FORGET_SECONDS = 30
# While the database neither answers nor refuses, a screen waits so long and shows what it has.
PATIENCE_SECONDS = 1.0
SILENCE_SECONDS = 2.0

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A board, the change number it shows, and when the database last answered."""

    board: Board
    version: int
    seen_at: datetime


class Reader:
    """Watches one database. `start` for a program that runs; without it, each look asks."""

    def __init__(self, clock: Clock) -> None:
        self.version = 0
        self.seen_at = clock()
        self._clock = clock
        self._token: str | None = None
        self._connection: Connection | None = None
        self._boards: dict[int, Sighting] = {}
        self._looked_at: dict[int, datetime] = {}
        self._lock = threading.RLock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="huifang-live", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=2)
        self._hang_up()

    def hurry(self) -> None:
        """Notice now what was just committed, so that its author sees it at once."""
        if self._lock.acquire(timeout=PATIENCE_SECONDS):
            try:
                self._notice_if_it_answers()
            finally:
                self._lock.release()

    def look(self, project_id: int) -> Sighting:
        """The newest board of the project; while the database is silent, the last one known.

        Raises NotFound when the project was removed, DatabaseUnreachable when nothing is known yet.
        """
        if not self._lock.acquire(timeout=PATIENCE_SECONDS):
            return self._last_known(project_id)
        try:
            if self._thread is None:
                self._notice_if_it_answers()
            known = self._boards.get(project_id)
            if known is None or known.version != self.version or self._is_old(known):
                known = self._renewed(project_id, known)
            self._looked_at[project_id] = self._clock()
        finally:
            self._lock.release()
        return Sighting(known.board, known.version, self.seen_at)

    def _last_known(self, project_id: int) -> Sighting:
        known = self._boards.get(project_id)
        if known is None:
            raise DatabaseUnreachable("TimeoutError")
        return Sighting(known.board, known.version, self.seen_at)

    def _renewed(self, project_id: int, known: Sighting | None) -> Sighting:
        try:
            return self._build(project_id)
        except NotFound:
            self._boards.pop(project_id, None)
            raise
        except (SQLAlchemyError, DatabaseUnreachable) as failed:
            if known is None:
                raise DatabaseUnreachable(type(failed).__name__) from failed
            return known

    def _is_old(self, known: Sighting) -> bool:
        return self._age(known.board.as_of) >= REBUILD_SECONDS

    def _age(self, moment: datetime) -> float:
        return (self._clock() - moment).total_seconds()

    def _build(self, project_id: int) -> Sighting:
        version, now = self.version, self._clock()
        with engine.reading() as session:
            built = Sighting(board(session, project_id, now), version, now)
        self._boards[project_id] = built
        return built

    def _run(self) -> None:
        self._watch()
        # Whoever stopped it may not have waited to the end.
        with self._lock:
            self._hang_up()

    def _watch(self) -> None:
        is_silent = False
        while not self._stopping.wait(SILENCE_SECONDS if is_silent else POLL_SECONDS):
            try:
                if self._notice():
                    self._refresh()
                is_silent = False
            except Exception as failed:  # noqa: BLE001  # every screen hangs on this one thread
                if not is_silent:
                    log.warning("boards stand still: %s", type(failed).__name__)
                is_silent = True
                with self._lock:
                    self._hang_up()

    def _notice(self) -> bool:
        """Whether anything was committed since the last time."""
        with self._lock:
            token = self._ask()
            changed, self._token = token != self._token, token
            self.version += changed
            self.seen_at = self._clock()
        return changed

    def _notice_if_it_answers(self) -> None:
        try:
            self._notice()
        except SQLAlchemyError:
            self._hang_up()

    def _refresh(self) -> None:
        for project_id in list(self._boards):
            # A project that is gone, or whose policy is wrong, says so to whoever looks at it.
            with self._lock, suppress(HuifangError):
                self._keep_ready(project_id)

    def _keep_ready(self, project_id: int) -> None:
        known = self._boards.get(project_id)
        if known is None:
            return
        if self._age(self._looked_at[project_id]) >= FORGET_SECONDS:
            del self._boards[project_id], self._looked_at[project_id]
            return
        self._renewed(project_id, known)

    def _ask(self) -> str:
        # SQLite's data_version speaks of other connections only, so this one is kept for asking.
        if self._connection is None:
            self._connection = engine.current().reader.connect()
        question = _QUESTIONS[self._connection.dialect.name]
        answer = str(self._connection.scalar(text(question)))
        self._connection.rollback()
        return answer

    def _hang_up(self) -> None:
        # What one connection said cannot be compared with what the next one says.
        connection, self._connection, self._token = self._connection, None, None
        if connection is not None:
            with suppress(Exception):
                connection.close()


_QUESTIONS = {
    "sqlite": "PRAGMA data_version",
    "postgresql": "SELECT pg_current_snapshot()",
}
