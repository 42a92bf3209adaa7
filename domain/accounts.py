"""Accounts (账号): what a login and a password must be, how long a session and a link last.

Source: NIST SP 800-63B for passwords (length before composition, nothing guessable); lifetimes of
links are the house's own, those of sessions are settings.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import HuifangError

LINK_LASTS = timedelta(hours=48)
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
# Noted this coarsely, so that a page in use writes once in a while and not at every touch.
SEEN_EVERY = timedelta(minutes=5)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,58}[a-z0-9]")
_GUESSED_FIRST = ("password", "qwerty", "1234567", "abcdefg", "admin", "huifang", "woaini")
FEWEST_LETTERS = 4


class Deed(StrEnum):
    """What the audit list tells of accounts."""

    INVITED = "invited"
    LINK_GIVEN = "link_given"
    PASSWORD_SET = "password_set"  # noqa: S105  a deed, not a secret
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  same
    LINKED = "linked"
    DISABLED = "disabled"
    ENABLED = "enabled"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    ROLE_CHANGED = "role_changed"
    BROUGHT_IN = "brought_in"
    DISMISSED = "dismissed"
    EXPORTED = "exported"


class NotSignedIn(HuifangError):
    """Nobody is signed in in this browser, or not any more."""

    code = "account.not_signed_in"


class WrongCredentials(HuifangError):
    """No such login, or not its password; which of the two is not told."""

    code = "account.wrong_credentials"


class TooSoon(HuifangError):
    """After failures the next try has to wait for `seconds`."""

    code = "account.too_soon"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


class LinkClosed(HuifangError):
    """The one-time link was used, replaced or has run out, or there never was one."""

    code = "account.link_closed"


class WeakPassword(HuifangError):
    """The password is too easily guessed; `reason` is a code."""

    code = "account.weak_password"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LoginTaken(HuifangError):
    """Somebody has this `login` already."""

    code = "account.login_taken"

    def __init__(self, login: str) -> None:
        super().__init__(login)
        self.login = login


class AboveYou(HuifangError):
    """The role, or the colleague, stands above the actor, here or in another project."""

    code = "account.above_you"


class NotYourself(HuifangError):
    """Nobody takes their own rights away, or gives themselves others."""

    code = "account.not_yourself"


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session lasts unused, and at most."""

    idle: timedelta
    most: timedelta

    def ends(self, created_at: datetime, seen_at: datetime) -> datetime:
        return min(created_at + self.most, seen_at + self.idle)


def tidy_login(typed: str) -> str:
    """A login as it is kept: small letters, digits and . _ @ - inside; "" for anything else."""
    login = unicodedata.normalize("NFKC", typed).strip().lower()
    return login if _LOGIN.fullmatch(login) else ""


def tidy_password(typed: str) -> str:
    """The same password whichever keyboard composed it."""
    return unicodedata.normalize("NFKC", typed)


def must_be_strong(password: str, login: str) -> None:
    """Raise WeakPassword for what is guessed first: short, monotonous, or one's own login."""
    if len(password) < SHORTEST_PASSWORD:
        raise WeakPassword("too_short")
    if len(password) > LONGEST_PASSWORD:
        raise WeakPassword("too_long")
    known = password.lower()
    if login and login in known:
        raise WeakPassword("has_login")
    if len(set(known)) < FEWEST_LETTERS or known.startswith(_GUESSED_FIRST):
        raise WeakPassword("guessable")
