"""Visits (来访): one request at the gate, read once and bounded."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request

import settings
from lang import LANGUAGES, negotiate
from web import forms

# Where one may be led after signing in: a page of ours, never another host.
_OURS = re.compile(r"/[a-z]{0,40}(\?[A-Za-z0-9_=&%.,+-]{0,300})?")
FIRST_PAGE = "/"


def cookie_name(noun: str) -> str:
    """The cookie's name as settings.session_cookie would have it for another noun."""
    return settings.session_cookie().replace("sid", noun)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request as the views see it; `source` is where it comes from, as far as can be told."""

    method: str
    token: str
    next: str
    asked_language: str
    accept_language: str
    user_agent: str
    if_none_match: str
    source: str
    sid: str
    form: str
    device: str
    trip: str
    pairing: str
    content_type: str
    body: bytes
    now: datetime
    query: dict[str, str]

    @property
    def is_sending(self) -> bool:
        return self.method == "POST"

    def language(self) -> str:
        """The one chosen on the page, else the browser's, else the installation's."""
        if self.asked_language in LANGUAGES:
            return self.asked_language
        return negotiate(self.accept_language, settings.LANGUAGE())

    def filled(self) -> dict[str, str]:
        """What was filled in, the last word of each field. Raises NotAForm, BodyTooLarge."""
        sent = forms.fields(self.content_type, self.body)
        return {name: values[-1] for name, values in sent.items()}

    def onward(self) -> str:
        """Where to go after signing in, in the language chosen at the gate."""
        target = self.next if _OURS.fullmatch(self.next) else FIRST_PAGE
        if not self.asked_language or "lang=" in target:
            return target
        return f"{target}{'&' if urlsplit(target).query else '?'}lang={self.language()}"

    def here(self, **changed: str) -> str:
        """The query of this page with something changed."""
        asked = {"next": self.next, "lang": self.asked_language} | changed
        return "?" + urlencode({name: value for name, value in asked.items() if value})


async def arrive(request: Request) -> Visit:
    query, cookies, headers = request.query_params, request.cookies, request.headers
    return Visit(
        method=request.method,
        token=str(request.path_params.get("token", "")),
        next=query.get("next", ""),
        asked_language=query.get("lang", ""),
        accept_language=headers.get("accept-language", ""),
        user_agent=headers.get("user-agent", "")[:400],
        if_none_match=headers.get("if-none-match", "")[:400],
        source=source(request.client),
        sid=cookies.get(settings.session_cookie(), ""),
        form=cookies.get(cookie_name("form"), ""),
        device=cookies.get(cookie_name("known"), ""),
        trip=cookies.get(cookie_name("trip"), ""),
        pairing=cookies.get(cookie_name("pairing"), ""),
        content_type=headers.get("content-type", ""),
        body=await forms.bounded_body(request.receive),
        now=now(),
        query=dict(query),
    )


def now() -> datetime:
    """The gate's one clock."""
    return datetime.now(UTC)


def source(client: Any) -> str:
    """The address a visitor is counted under; of IPv6 the network, which one person fills alone."""
    try:
        address = ip_address(client.host)
    except (AttributeError, ValueError):
        return ""
    if isinstance(address, IPv6Address):
        return str(int(address) >> 64)
    return str(address)
