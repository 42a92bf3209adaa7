"""Devices (设备): a random number per phone and day, to tell a flood and a burst from a building.

It comes with the answer to a first sending, never before, and serves nothing else: what is stored
of it tells the devices of one project and day apart, and cannot be followed to another.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from hmac import digest
from typing import Self

import settings
from web.keys import key

COOKIE = "device"
LASTS = timedelta(days=1)
MARK_LENGTH = 16
_OURS = re.compile(r"[A-Za-z0-9_-]{16}")


@dataclass(frozen=True, slots=True)
class Device:
    """One browser; `is_new` when it brought no number of ours along."""

    number: str
    is_new: bool

    @classmethod
    def with_cookie(cls, cookie: str) -> Self:
        if _OURS.fullmatch(cookie):
            return cls(cookie, is_new=False)
        return cls(secrets.token_urlsafe(12), is_new=True)

    def mark(self, project_id: int, day: date) -> str:
        """What is stored with an answer."""
        about = f"device {project_id} {day} {self.number}"
        return digest(key(settings.SECRET_FILE()), about.encode(), "sha256").hex()[:MARK_LENGTH]

    def cookie(self, root: str) -> str:
        """The header that lets the browser keep the number; `root` is where the door hangs."""
        secure = "; Secure" if settings.PUBLIC_URL().startswith("https:") else ""
        lasts = int(LASTS.total_seconds())
        return (
            f"{COOKIE}={self.number}; Path={root}/s; Max-Age={lasts}; HttpOnly; SameSite=Lax"
            f"{secure}"
        )


# Whoever only looks is given no number.
NOBODYS = Device("", is_new=True)
