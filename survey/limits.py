"""Limits (限流): how fast answers are taken in, so that a flood is slowed and a building is not.

Token buckets by code and by device, and one for codes that nobody knows; never by address, for a
building shares one. In memory, bounded, each process its own. Numbers: policy.toml, [limits].
"""

from collections import OrderedDict
from datetime import datetime
from math import ceil

from domain.errors import HuifangError
from domain.limits import Limits
from web.buckets import Buckets

MOST_KNOWN = 50_000


class TooMany(HuifangError):
    """More is coming in than is taken in; `seconds` until it is worth trying again."""

    code = "survey.too_many"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


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
