"""The clockwork (发条): the door through which time comes in.

It raises limits that were missed. Any number of processes may run it: what one has done, the
database refuses to the next.
"""

import logging
import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from db import escalations as escalations_db
from db.engine import reading, writing
from db.escalations import Due
from desk import escalations
from domain.errors import ChangedMeanwhile, HuifangError

AT_ONCE = 200
EVERY_SECONDS = 15.0
PUT_OFF = timedelta(hours=1)

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


def clock() -> datetime:
    return datetime.now(UTC)


def raise_due(now: datetime) -> int:
    """Raise what is due in all projects, each ticket in a transaction of its own; how many."""
    with reading() as session:
        found = escalations_db.due(session, now, limit=AT_ONCE)
    # In any order: processes that went through the same list in step would meet at every ticket.
    random.shuffle(found)
    return sum(_raise(due, now) for due in found)


def _raise(due: Due, now: datetime) -> int:
    try:
        with writing() as session:
            return escalations.raise_limits(session, due, now)
    except ChangedMeanwhile:
        # Somebody acted on it just now, or another process was quicker: nothing is lost.
        return 0
    except HuifangError as refused:
        log.warning("project %s: limits cannot be raised: %s", due.project_id, refused.code)
        with writing() as session:
            escalations_db.put_off(session, due, now + PUT_OFF)
        return 0


class Wheel:
    """Does one job again and again on a thread of its own; at once again while there is work."""

    def __init__(self, name: str, job: Callable[[datetime], int], every: float) -> None:
        self._job, self._every = job, every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=self._every)

    def _run(self) -> None:
        while not self._stopping.is_set():
            if not self._turn():
                self._stopping.wait(self._every)

    def _turn(self) -> int:
        try:
            return self._job(clock())
        except Exception as failed:  # noqa: BLE001  # one failed turn must not stop the clock
            log.warning("%s: %s", self._thread.name, type(failed).__name__)
            return 0


def wheels() -> list[Wheel]:
    """What a running program keeps turning."""
    return [Wheel("huifang-limits", raise_due, EVERY_SECONDS)]
