"""Guard (把门): which form is one of ours, and how long it has been in a resident's hands."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from itsdangerous import BadData

from web import keys

FORM_LASTS = timedelta(hours=24)


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
    opened = int(blank.opened_at.timestamp()) if blank.opened_at else ""
    return keys.seal(f"form {code}", f"{blank.number}.{opened}.{int(now.timestamp())}")


def unseal(code: str, token: str, now: datetime) -> tuple[Blank, bool]:
    """The blank behind the token, and whether it is still fresh; a new blank if it is not ours."""
    try:
        number, opened, sealed = keys.unseal(f"form {code}", token).split(".")
    except (BadData, ValueError):
        return Blank.fresh(None), False
    opened_at = datetime.fromtimestamp(int(opened), UTC) if opened else None
    return Blank(number, opened_at), now.timestamp() - int(sealed) < FORM_LASTS.total_seconds()
