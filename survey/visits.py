"""Visits (来访): one request at the residents' door, read once and bounded."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.types import Receive, Scope

import settings
from lang import LANGUAGES, negotiate
from survey.devices import COOKIE, NOBODYS, Device
from survey.uploads import PHOTO_TYPE, Upload, unpack
from web import forms
from web.forms import Fields

_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request as the views see it.

    `code` is as typed or scanned; `entrance` the relative address of the page to type one in;
    `body` what was sent, cut one byte above the limit, or `upload` where a photo may come along;
    `sid` what a colleague's browser brings.
    """

    method: str
    code: str
    entrance: str
    asked_language: str
    asked_type: str
    accept_language: str
    takes_gzip: bool
    content_type: str
    body: bytes
    sid: str
    device: Device
    now: datetime
    upload: Upload | None = None

    @property
    def is_sending(self) -> bool:
        return self.method == "POST"

    @property
    def is_big(self) -> bool:
        """Whether the page is to be set in large type."""
        return self.asked_type == "big"

    def language(self, default: str) -> str:
        """The one chosen on the page, else the browser's, else `default`."""
        if self.asked_language in LANGUAGES:
            return self.asked_language
        return negotiate(self.accept_language, default)

    def leave(self) -> None:
        """Put away what was brought along."""
        if self.upload is not None:
            self.upload.close()

    def fields(self) -> Fields:
        """What was filled in. Raises NotAForm, BodyTooLarge."""
        if self.upload is not None:
            self.upload.must_be_ours()
            return self.upload.fields
        return forms.fields(self.content_type, self.body)


def _type(content_type: str) -> str:
    return content_type.split(";")[0].strip().lower()


async def arrive(scope: Scope, receive: Receive, *, takes_photo: bool = False) -> Visit:
    """The request with as much of its body as the limit allows. Raises ClientDisconnect."""
    told = _Told(scope)
    content_type, is_sending = told.header(b"content-type"), scope["method"] == "POST"
    brings_photo = takes_photo and _type(content_type) == PHOTO_TYPE
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    return Visit(
        method=scope["method"],
        code=scope.get("path_params", {}).get("code", "") or told.asked("code"),
        entrance="../" * (path.count("/") - 1) + "s",
        asked_language=told.asked("lang"),
        asked_type=told.asked("type"),
        accept_language=told.header(b"accept-language"),
        takes_gzip=bool(_GZIP.search(told.header(b"accept-encoding"))),
        content_type=content_type,
        upload=await unpack(Request(scope, receive)) if brings_photo else None,
        body=await forms.bounded_body(receive) if is_sending and not brings_photo else b"",
        sid=told.cookies.get(settings.session_cookie(), "") if told.cookies else "",
        device=Device.with_cookie(told.cookies.get(COOKIE, "")) if is_sending else NOBODYS,
        now=datetime.now(UTC),
    )


class _Told:
    """What a browser says with its request, unwrapped no further than anybody asks."""

    def __init__(self, scope: Scope) -> None:
        # Of a header that came twice the first counts.
        self._headers = dict(reversed(scope["headers"]))
        self._asked = QueryParams(scope["query_string"]) if scope["query_string"] else {}
        self.cookies = Request(scope).cookies if b"cookie" in self._headers else {}

    def header(self, name: bytes) -> str:
        return str(self._headers.get(name, b"").decode("latin-1"))

    def asked(self, name: str) -> str:
        return str(self._asked.get(name, ""))
