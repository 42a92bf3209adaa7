"""Clients (外部系统): programs of others that come with a key, what it opens, and how often.

A key belongs to one project and says so itself, so that it is looked up within the project.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import HuifangError, WrongValue

LONGEST_NAME = 60
USUAL_PER_MINUTE, MOST_PER_MINUTE = 60, 6_000
_KEY = re.compile(r"huifang-(?P<project>[1-9]\d{0,8})-[\w-]{43}", re.ASCII)


class Scope(StrEnum):
    """What a key opens; none opens names or telephone numbers."""

    READ_TICKETS = "read_tickets"
    READ_WORDS = "read_words"
    FILE_TICKETS = "file_tickets"
    READ_FEED = "read_feed"


class Deed(StrEnum):
    """What the audit list tells of keys."""

    KEY_GIVEN = "key_given"
    KEY_REVOKED = "key_revoked"


class NoKey(HuifangError):
    """No key came with the call, or it opens nothing; which of the two is not told."""

    code = "client.no_key"


class OutOfScope(HuifangError):
    """The key is good, and does not open this: it lacks `scope`."""

    code = "client.out_of_scope"

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self.scope = scope


class TooManyCalls(HuifangError):
    """More calls than the key may make; `seconds` until the next."""

    code = "client.too_many_calls"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Asked:
    """The key somebody asks for: who is to have it, what it opens, how many calls a minute."""

    name: str
    scopes: tuple[Scope, ...]
    per_minute: int = USUAL_PER_MINUTE


def checked(name: str, scopes: Iterable[Scope], per_minute: int) -> Asked:
    """Tidied. Raises WrongValue."""
    name, chosen = " ".join(name.split()), frozenset(scopes)
    if not name or len(name) > LONGEST_NAME:
        raise WrongValue("client_name", "too_long" if name else "empty")
    if not chosen:
        raise WrongValue("scopes", "empty")
    if not 1 <= per_minute <= MOST_PER_MINUTE:
        raise WrongValue("per_minute", "not_a_pace")
    return Asked(name, tuple(scope for scope in Scope if scope in chosen), per_minute)


def key_of(project_id: int, chance: str) -> str:
    """The key as it is handed over; `chance` are 32 random bytes in URL-safe letters."""
    return f"huifang-{project_id}-{chance}"


def project_in(key: str) -> int | None:
    """The project that a key names; None for what cannot be a key."""
    found = _KEY.fullmatch(key)
    return int(found["project"]) if found else None
