"""Patience (限速): after failures the next try has to wait, longer each time; nobody is locked out.

Kept in this process's memory: a failure costs no write, and a restart forgives. Several processes
count each for itself; at the longest wait that is still one try a minute and process.

A stranger is counted by the login tried and by where they come from. A browser in which somebody
has signed in before is counted by itself, so that strangers cannot keep that person out.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from threading import Lock

from domain.accounts import TooSoon

LONGEST_WAIT = timedelta(seconds=60)
FORGOTTEN_AFTER = timedelta(hours=1)
# A whole office shares one address and mistypes on Monday mornings.
FREE_FROM_ONE_PLACE = 10
MOST_COUNTED = 20_000


@dataclass(frozen=True, slots=True)
class Count:
    """What is counted under `key`; the first `free` failures cost no wait."""

    key: tuple[str, str]
    free: int = 1


@dataclass(slots=True)
class Tally:
    failures: int
    last_at: datetime
    open_at: datetime


def wait_after(failures: int, free: int) -> timedelta:
    """0, 1, 2, 4 … 60 seconds."""
    counted = failures - free
    if counted < 1:
        return timedelta()
    return min(timedelta(seconds=2 ** min(counted - 1, 10)), LONGEST_WAIT)


class Patience:
    """The tallies of failures; safe to ask from several threads."""

    def __init__(self) -> None:
        self._tallies: OrderedDict[tuple[str, str], Tally] = OrderedDict()
        self._lock = Lock()

    def begin(self, counts: Sequence[Count], now: datetime) -> None:
        """Let a try begin; it counts as failed until `forgive` says otherwise. Raises TooSoon.

        So of many tries at once only the first is heard. One that came too soon counts for nothing.
        """
        with self._lock:
            known = [self._known(count, now) for count in counts]
            wait = max((tally.open_at - now for tally in known if tally), default=timedelta())
            if wait > timedelta():
                raise TooSoon(ceil(wait.total_seconds()))
            for count, tally in zip(counts, known, strict=True):
                self._fail(count, tally, now)

    def forgive(self, counts: Sequence[Count]) -> None:
        """The try succeeded. A place keeps what others failed from there."""
        with self._lock:
            for count in counts:
                self._forgive(count)

    def _known(self, count: Count, now: datetime) -> Tally | None:
        tally = self._tallies.get(count.key)
        return tally if tally and now - tally.last_at < FORGOTTEN_AFTER else None

    def _fail(self, count: Count, tally: Tally | None, now: datetime) -> None:
        failures = tally.failures + 1 if tally else 1
        self._tallies[count.key] = Tally(failures, now, now + wait_after(failures, count.free))
        self._tallies.move_to_end(count.key)
        if len(self._tallies) > MOST_COUNTED:
            self._tallies.popitem(last=False)

    def _forgive(self, count: Count) -> None:
        tally = self._tallies.get(count.key)
        if tally is None:
            return
        tally.failures -= 1
        tally.open_at = tally.last_at
        if count.free == 1 or tally.failures < 1:
            del self._tallies[count.key]
