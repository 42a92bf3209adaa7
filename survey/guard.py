"""Guard (把门): what every answer carries, how much is taken in, and which form is one of ours."""

import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Self

from itsdangerous import BadData

from domain.errors import HuifangError
from web.keys import signer

LONGEST_BODY = 64 * 1024
FORM_LASTS = timedelta(hours=24)


class BodyTooLarge(HuifangError):
    """More than LONGEST_BODY bytes were sent."""

    code = "survey.body_too_large"


class NotAForm(HuifangError):
    """What was sent is not what a browser sends for our form."""

    code = "survey.not_a_form"


class WrongMethod(HuifangError):
    """This address takes only the methods in `allowed`."""

    code = "survey.wrong_method"

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(", ".join(allowed))
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Blank:
    """One copy of the form (空白表) in one resident's hands.

    `number` is random and stands for the visitor where the code has no household of its own;
    `opened_at` is None for a copy that came back without its seal, so nobody knows.
    """

    number: str
    opened_at: datetime | None

    @classmethod
    def fresh(cls, opened_at: datetime | None) -> Self:
        return cls(secrets.token_urlsafe(8), opened_at)

    def seconds(self, now: datetime) -> float | None:
        """How long it has been open; None when that is not known."""
        if self.opened_at is None or now < self.opened_at:
            return None
        return (now - self.opened_at).total_seconds()


def seal(code: str, blank: Blank, now: datetime) -> str:
    """The blank as a token that only this installation can make, for this code only."""
    opened = int(blank.opened_at.timestamp()) if blank.opened_at else None
    return signer(f"form {code}").dumps([blank.number, opened, int(now.timestamp())])


def unseal(code: str, token: str, now: datetime) -> tuple[Blank, bool]:
    """The blank behind the token, and whether it is still fresh; a new blank if it is not ours."""
    try:
        number, opened, sealed = signer(f"form {code}").loads(token)
    except (BadData, ValueError):
        return Blank.fresh(None), False
    opened_at = datetime.fromtimestamp(opened, UTC) if opened is not None else None
    return Blank(number, opened_at), now.timestamp() - sealed < FORM_LASTS.total_seconds()


def headers(css: str) -> dict[str, str]:
    """For every answer, errors included; of all styles only `css` inline is applied."""
    fingerprint = b64encode(sha256(css.encode()).digest()).decode()
    policy = (
        "default-src 'none'",
        f"style-src 'sha256-{fingerprint}'",
        "img-src data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    return {
        "Content-Security-Policy": "; ".join(policy),
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
