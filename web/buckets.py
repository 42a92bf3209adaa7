"""Buckets (令牌桶): how fast whoever comes is let in; in memory, bounded, each process its own."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from domain.limits import Pace

MOST_BUCKETS = 20_000


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
