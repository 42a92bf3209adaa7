"""Calls (来电): one request of a program, read once and bounded."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request

from db.clients import Caller
from domain.errors import NotFound
from lang import negotiate
from web import forms
from web.forms import FORM_TYPE, Fields

KEY = "api_key"
# A page that a program turns; nobody needs more of one address.
LONGEST_QUERY = 8_000


@dataclass(frozen=True, slots=True)
class Call:
    """One request as the views see it; `query` holds the last value of each name."""

    method: str
    ending: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    now: datetime

    def fields(self) -> Fields:
        """What was sent. Raises NotAForm, BodyTooLarge."""
        return forms.fields(self.headers.get("content-type", ""), self.body)

    def key(self, *, may_be_sent: bool) -> str:
        """The key that came along: in its header, or with what was sent where that is allowed."""
        scheme, _, key = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return key.strip()
        if scheme.lower() == "basic":
            return _password(key)
        return self._sent_key() if may_be_sent else ""

    def _sent_key(self) -> str:
        is_form = self.headers.get("content-type", "").lower().startswith(FORM_TYPE)
        sent = self.fields().get(KEY, ()) if is_form and self.body else ()
        return sent[-1] if sent else self.query.get(KEY, "")

    def language(self, default: str) -> str:
        return negotiate(self.headers.get("accept-language", ""), default)

    def must_be_about(self, caller: Caller, named: str) -> None:
        """Raise NotFound for any project but the key's own; none named is the key's own."""
        if named not in {"", str(caller.project_id)}:
            raise NotFound("project", named)


def _password(told: str) -> str:
    """Clients that know no keys put one before the host: https://KEY:@host/api/open311/v2."""
    try:
        name, _, password = b64decode(told, validate=True).decode().partition(":")
    except ValueError:
        return ""
    return password or name


async def arrive(request: Request) -> Call:
    """Raises ClientDisconnect."""
    path = {name: str(value) for name, value in request.path_params.items()}
    query = request.query_params if len(request.url.query) <= LONGEST_QUERY else {}
    return Call(
        method=request.method,
        ending=path.pop("ending", ""),
        path=path,
        query=dict(query),
        headers=dict(request.headers),
        body=await forms.bounded_body(request.receive),
        now=datetime.now(UTC),
    )
