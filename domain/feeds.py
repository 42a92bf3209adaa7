"""Feeds (动态): what happened, for systems that read on from where they were.

A position is a number that only grows; whoever remembers the last one they read misses nothing and
reads nothing twice.
"""

from domain.errors import HuifangError

USUAL, MOST = 100, 1_000


class AheadOfUs(HuifangError):
    """The position was not reached here yet: after a backup was laid in, it all begins anew."""

    code = "feed.ahead_of_us"
