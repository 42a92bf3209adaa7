"""Pairing (配对): the short code by which a waiting screen is told from every other.

It changes every ten minutes and may be typed for ten minutes more, so that whoever reads it has the
time to walk to the desk. Seven letters follow from what the device alone holds and the program's
own secret; two follow from the seven and the clock, so that a slip of the finger or an old code is
noticed where it is typed, by any process, without anything stored about who waits.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from domain.errors import HuifangError
from domain.surveys import tidy_code

CHANGES_EVERY = timedelta(minutes=10)
# Read at five metres and typed by hand: no two of these look alike.
LETTERS = "34679ACEFHJKMNPRTUWXY"
DRAWN, CHECKING, IN_A_GROUP = 7, 2, 3

# Bytes that follow from the device and the number of a turn, and that nobody else can tell.
Draw = Callable[[int], bytes]


class Deed(StrEnum):
    """What the audit list tells of screens."""

    SCREEN_APPROVED = "screen_approved"
    SCREEN_CHANGED = "screen_changed"
    SCREEN_REVOKED = "screen_revoked"


class WrongCode(HuifangError):
    """No screen shows this code, or not any more."""

    code = "screen.wrong_code"


class ApprovedAlready(HuifangError):
    """The screen with this code was approved a moment ago, and is about to come on."""

    code = "screen.approved_already"


class NotApproved(HuifangError):
    """Nobody has approved this device, or another one was quicker."""

    code = "screen.not_approved"


def codes(draw: Draw, now: datetime) -> tuple[str, ...]:
    """The code that a device shows, and the two before it, which may have been approved just now.

    One that is approved in its last second is still the device's for a whole turn.
    """
    turn = _turn(now)
    return tuple(_code(draw(one), one) for one in (turn, turn - 1, turn - 2))


def is_awaited(approved_at: datetime, now: datetime) -> bool:
    """Whether a device that was approved then could still come."""
    return now - approved_at < 3 * CHANGES_EVERY


def checked(typed: str, now: datetime) -> str:
    """The code that was typed, tidied. Raises WrongCode for one that no screen can be showing."""
    code, turn = tidy_code(typed), _turn(now)
    letters = code[:DRAWN]
    if code not in {letters + _check(letters, one) for one in (turn, turn - 1)}:
        raise WrongCode
    return code


def spaced(code: str) -> str:
    """In groups, as it is shown."""
    return " ".join(code[at : at + IN_A_GROUP] for at in range(0, len(code), IN_A_GROUP))


def _turn(now: datetime) -> int:
    return int(now.timestamp() // CHANGES_EVERY.total_seconds())


def _code(drawn: bytes, turn: int) -> str:
    letters = _letters(drawn, DRAWN)
    return letters + _check(letters, turn)


def _check(letters: str, turn: int) -> str:
    return _letters(sha256(f"{letters} {turn}".encode()).digest(), CHECKING)


def _letters(drawn: bytes, count: int) -> str:
    number = int.from_bytes(drawn)
    return "".join(
        LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(count)
    )
