"""Visits (来访): one request at the residents' door, read once and bounded."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request

import settings
from lang import LANGUAGES, negotiate
from survey.devices import COOKIE, Device
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


async def arrive(request: Request, *, takes_photo: bool = False) -> Visit:
    """The request with as much of its body as the limit allows."""
    content_type = request.headers.get("content-type", "")
    brings_photo = takes_photo and _type(content_type) == PHOTO_TYPE
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return Visit(
        method=request.method,
        code=request.path_params.get("code", "") or request.query_params.get("code", ""),
        entrance="../" * (path.count("/") - 1) + "s",
        asked_language=request.query_params.get("lang", ""),
        asked_type=request.query_params.get("type", ""),
        accept_language=request.headers.get("accept-language", ""),
        takes_gzip=bool(_GZIP.search(request.headers.get("accept-encoding", ""))),
        content_type=content_type,
        upload=await unpack(request) if brings_photo else None,
        body=b"" if brings_photo else await forms.bounded_body(request),
        sid=request.cookies.get(settings.session_cookie(), ""),
        device=Device.with_cookie(request.cookies.get(COOKIE, "")),
        now=datetime.now(UTC),
    )
