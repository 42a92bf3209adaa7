"""Seals (封签): a form is this browser's, a browser is one that was signed in before.

What the code of a waiting screen follows from is of the same kind.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest, digest

from itsdangerous import BadData

import settings
from domain.errors import HuifangError
from web.keys import key, signer

FORM_LASTS = timedelta(hours=12)


class StaleForm(HuifangError):
    """The form lay open too long, or was not handed out to this browser."""

    code = "gate.stale_form"


def fresh_number() -> str:
    """What a form and the browser it was handed out to have in common."""
    return secrets.token_urlsafe(16)


def seal_form(number: str, now: datetime) -> str:
    return str(signer("gate form").dumps([number, int(now.timestamp())]))


def must_be_ours(sealed: str, number: str, now: datetime) -> None:
    """Raise StaleForm unless the form was sealed for the browser with this number, of late."""
    try:
        sealed_for, at = signer("gate form").loads(sealed)
    except (BadData, ValueError, TypeError) as broken:
        raise StaleForm from broken
    is_theirs = compare_digest(str(sealed_for).encode(), number.encode("utf-8", "replace"))
    # A browser that brought no number was handed out no form.
    if not number or not is_theirs or not 0 <= now.timestamp() - at < FORM_LASTS.total_seconds():
        raise StaleForm


def seal_device(login: str) -> str:
    """A cookie for a browser in which `login` has signed in; it opens nothing."""
    return str(signer("gate device").dumps([_fingerprint(login), secrets.token_urlsafe(8)]))


def device(sealed: str, login: str) -> str | None:
    """The number of the browser, if `login` has signed in there before."""
    try:
        known, number = signer("gate device").loads(sealed)
    except (BadData, ValueError, TypeError):
        return None
    return str(number) if known == _fingerprint(login) else None


def draw(device: str, turn: int) -> bytes:
    """What the code of a waiting screen follows from; without the secret nobody can tell it."""
    return digest(key(settings.SECRET_FILE()), f"screen {turn} {device}".encode(), "sha256")


def _fingerprint(login: str) -> str:
    return sha256(login.encode()).hexdigest()[:24]
