"""One reader per process: notices that something was committed, and keeps each board ready.

However many screens look, the database is asked once per change, by one thread; nobody who looks
waits for a lock that it holds. SQLite tells by data_version, PostgreSQL by the snapshot of its
transactions, that anything happened at all; whose board it was, the numbers of db.changes.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from db import changes, engine
from db.board import Board, board
from db.engine import DatabaseUnreachable
from domain.errors import HuifangError

POLL_SECONDS = 0.25
# After each round it rests so many times as long as that took: a quarter of a processor at most.
REST = 3
# Waiting grows on its own; figures that depend on the clock are counted again at least this often.
REBUILD_SECONDS = 10
# A board that nobody has looked at for so long is no longer kept ready.
FORGET_SECONDS = 30
# Whoever looks waits so long for the newest board, and then takes the one before.
PATIENCE_SECONDS = 1.0
# The first board of a project has none before it.
FIRST_SECONDS = 10.0
SILENCE_SECONDS = 2.0
# Whoever stops it waits for the board at hand, so that no connection outlives its database.
FAREWELL_SECONDS = 10

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A board, the number of its project's change that it shows, and when the database last
    answered.
    """

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
        self._newest: dict[int, int] = {}
        self._connection: Connection | None = None
        self._boards: dict[int, Sighting] = {}
        self._refusals: dict[int, HuifangError] = {}
        self._looked_at: dict[int, datetime] = {}
        self._asking = threading.RLock()
        self._built = threading.Condition()
        self._wanted = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="huifang-live", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._wanted.set()
        if self._thread is not None:
            self._thread.join(timeout=FAREWELL_SECONDS)
        self._hang_up()

    def hurry(self) -> None:
        """Notice now what was just committed, so that its author sees it at once."""
        self._notice_in_time()
        self._wanted.set()

    def changes(self) -> int:
        """The number of the newest change anybody committed."""
        if self._thread is None:
            self._notice_in_time()
        return self.version

    def look(self, project_id: int, *, at_once: bool = False) -> Sighting:
        """The newest board of the project; while the database is silent, the last one known.

        `at_once` is for whoever asks again soon: one that is being built is not waited for.
        Raises NotFound when the project was removed, DatabaseUnreachable when nothing is known yet.
        """
        self._looked_at[project_id] = self._clock()
        if self._thread is None:
            if self._notice_in_time():
                self._keep_ready(project_id)
        elif at_once:
            if project_id not in self._boards:
                self._wanted.set()
        elif not self._is_current(project_id):
            self._wait_for(project_id)
        found = self._boards.get(project_id)
        if found is None:
            refused = self._refusals.get(project_id, DatabaseUnreachable("TimeoutError"))
            # The same one is raised at every look: without this it would grow by each of them.
            raise refused.with_traceback(None)
        return Sighting(found.board, found.version, self.seen_at)

    def _wait_for(self, project_id: int) -> None:
        patience = PATIENCE_SECONDS
        if project_id not in self._boards:
            patience = FIRST_SECONDS
            self._wanted.set()
        with self._built:
            self._built.wait_for(lambda: self._is_current(project_id), patience)

    def _is_current(self, project_id: int) -> bool:
        known = self._boards.get(project_id)
        if known is None:
            return project_id in self._refusals
        return known.version == self._newest.get(project_id, 0)

    def _keep_ready(self, project_id: int) -> None:
        known = self._boards.get(project_id)
        is_fresh = known is not None and self._age(known.board.as_of) < REBUILD_SECONDS
        if not is_fresh or not self._is_current(project_id):
            self._build(project_id)

    def _build(self, project_id: int) -> None:
        now = self._clock()
        try:
            with engine.reading() as session:
                # Whatever the board shows, it shows no less than the change of this number.
                version = changes.newest(session.connection(), [project_id]).get(project_id, 0)
                self._boards[project_id] = Sighting(board(session, project_id, now), version, now)
            self._newest.setdefault(project_id, version)
            self._refusals.pop(project_id, None)
        except (SQLAlchemyError, DatabaseUnreachable) as failed:
            # A board that is known stays.
            self._refusals[project_id] = DatabaseUnreachable(type(failed).__name__)
        except HuifangError as refused:
            # A project that is gone, or whose policy is wrong, says so to whoever looks at it.
            self._refusals[project_id] = refused
            self._boards.pop(project_id, None)
        with self._built:
            self._built.notify_all()

    def _age(self, moment: datetime) -> float:
        # A clock that was set back makes what was seen lie ahead: that is no fresher for it.
        return abs((self._clock() - moment).total_seconds())

    def _run(self) -> None:
        self._watch()
        # Whoever stopped it may not have waited to the end.
        with self._asking:
            self._hang_up()

    def _watch(self) -> None:
        rest, is_silent = POLL_SECONDS, False
        while not self._is_stopped_within(rest):
            began = monotonic()
            try:
                self._notice()
                self._refresh()
                rest, is_silent = max(POLL_SECONDS, REST * (monotonic() - began)), False
            except Exception as failed:  # noqa: BLE001  # every screen hangs on this one thread
                if not is_silent:
                    log.warning("boards stand still: %s", type(failed).__name__)
                rest, is_silent = SILENCE_SECONDS, True
                with self._asking:
                    self._hang_up()

    def _is_stopped_within(self, seconds: float) -> bool:
        self._wanted.wait(seconds)
        self._wanted.clear()
        return self._stopping.is_set()

    def _notice(self) -> None:
        """Find out whether anything was committed since the last time."""
        with self._asking:
            if self._connection is None:
                # SQLite's data_version speaks of other connections only: this one is for asking.
                self._connection = engine.current().reader.connect()
            token = self._ask(self._connection)
            if token != self._token:
                self._newest = self._ask_whose(self._connection)
                self.version += 1
            self._token = token
            self._connection.rollback()
            self.seen_at = self._clock()

    def _notice_in_time(self) -> bool:
        """Whether there was a chance to ask; what a silent database has to say comes later."""
        if not self._asking.acquire(timeout=PATIENCE_SECONDS):
            return False
        try:
            self._notice()
        except SQLAlchemyError:
            self._hang_up()
        finally:
            self._asking.release()
        return True

    def _refresh(self) -> None:
        for project_id, looked_at in list(self._looked_at.items()):
            if self._age(looked_at) < FORGET_SECONDS:
                self._keep_ready(project_id)
                continue
            del self._looked_at[project_id]
            self._boards.pop(project_id, None)
            self._refusals.pop(project_id, None)

    def _ask(self, connection: Connection) -> str:
        return str(connection.scalar(text(_QUESTIONS[connection.dialect.name])))

    def _ask_whose(self, connection: Connection) -> dict[int, int]:
        watched = list(self._looked_at)
        return dict.fromkeys(watched, 0) | changes.newest(connection, watched)

    def _hang_up(self) -> None:
        # What one connection said cannot be compared with what the next one says.
        connection, self._connection, self._token = self._connection, None, None
        if connection is not None:
            # Closed for good: given back, it would lie in a pool that may be gone by now.
            with suppress(Exception):
                connection.invalidate()
                connection.close()


_QUESTIONS = {
    "sqlite": "PRAGMA data_version",
    "postgresql": "SELECT pg_current_snapshot()",
}
