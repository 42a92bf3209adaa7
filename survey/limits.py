"""Limits (限流): how fast answers are taken in, so that a flood is slowed and a building is not.

Token buckets by code and by device, and one for codes that nobody knows; never by address, for a
building shares one. In memory, bounded, each process its own. Numbers: policy.toml, [limits].
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from domain.errors import HuifangError
from domain.limits import Limits, Pace

MOST_BUCKETS = 20_000
MOST_KNOWN = 50_000


class TooMany(HuifangError):
    """More is coming in than is taken in; `seconds` until it is worth trying again."""

    code = "survey.too_many"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


@dataclass(slots=True)
class Bucket:
    """What was `left` of a pace at a moment."""

    left: float
    since: datetime


class Buckets:
    """One bucket for each key; the keys used last are remembered, the others start afresh."""

    def __init__(self, pace: Pace, most: int = MOST_BUCKETS) -> None:
        self._pace, self._most = pace, most
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, key: str, now: datetime) -> float:
        """Seconds until there is room for one; 0.0 when there is now."""
        lacking = 1 - self._bucket(key, now).left
        return lacking * 60 / self._pace.per_minute if lacking > 0 else 0.0

    def take(self, key: str, now: datetime) -> None:
        self._bucket(key, now).left -= 1

    def _bucket(self, key: str, now: datetime) -> Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(self._pace.at_once, now)
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        # A clock that was set back fills nothing.
        passed = max(0.0, (now - bucket.since).total_seconds())
        bucket.left = min(self._pace.at_once, bucket.left + passed * self._pace.per_minute / 60)
        bucket.since = now
        return bucket


class Gatekeeper:
    """Who is let in, at the pace of `limits`. Used from one thread."""

    def __init__(self, limits: Limits) -> None:
        self._codes, self._devices = Buckets(limits.code), Buckets(limits.device)
        self._guesses = Buckets(limits.unknown)
        self._known: OrderedDict[str, None] = OrderedDict()

    def let_in(self, code: str, device: str, now: datetime) -> None:
        """Count one sending; `device` is empty for a new one. Raises TooMany, and counts none."""
        wait = 0.0 if code in self._known else self._guesses.wait("", now)
        if device:
            wait = max(wait, self._devices.wait(device, now))
        wait = max(wait, self._codes.wait(code, now))
        if wait:
            raise TooMany(ceil(wait))
        self._codes.take(code, now)
        if device:
            self._devices.take(device, now)

    def knows(self, code: str) -> None:
        """The code led somewhere: who comes with it is not guessing."""
        self._known[code] = None
        self._known.move_to_end(code)
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    def guessed(self, now: datetime) -> None:
        """Somebody sent to a code that leads nowhere."""
        self._guesses.take("", now)
