"""Layout (版面): a page of words becomes one small answer, with its cookies and headers."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import Response

import settings
from desk.sessions import lifetime
from gate.provider import TRIP_LASTS
from gate.seals import fresh_number, seal_form
from gate.visits import Visit, cookie_name
from lang import LANGUAGES, words
from web.headers import headers

TEMPLATES = Path(__file__).parent / "templates"
# Each language is named in itself, whatever the page speaks.
NAMES = {"zh_CN": "中文", "en": "English"}
DEVICE_LASTS_DAYS = 180
# As long as browsers keep a cookie at most; a screen gets it anew whenever it opens its page.
SCREEN_LASTS_DAYS = 400

_css = re.sub(r"/\*.*?\*/|\s*\n\s*", "", (TEMPLATES / "look.css").read_text("utf-8"), flags=re.S)
_headers = headers(_css) | {"Vary": "Accept-Language, Cookie"}
_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_environment.globals["css"] = Markup(_css)  # noqa: S704  our own file, and fingerprinted as it is


@dataclass(frozen=True, slots=True)
class Page:
    """One answer in words: a template and what stands in it."""

    template: str
    facts: dict[str, object] = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def respond(visit: Visit, page: Page) -> Response:
    """The page; every form on it is sealed for this browser."""
    language = visit.language()
    number = visit.form or fresh_number()
    html = _environment.get_template(page.template).render(
        page.facts,
        _=words(language).gettext,
        language=language,
        form_seal=seal_form(number, visit.now),
        others={visit.here(lang=other): other for other in LANGUAGES if other != language},
        names=NAMES,
    )
    response = Response(html, page.status, _headers | page.headers, media_type="text/html")
    if not visit.form:
        _set(response, "form", number, None, same_site="strict")
    return response


def lead(address: str) -> Response:
    return Response(status_code=303, headers=_headers | {"Location": address})


def keep_session(response: Response, sid: str) -> None:
    _set(response, "sid", sid, int(lifetime().most.total_seconds()))


def keep_screen(response: Response, sid: str) -> None:
    """In the place of a session: a browser is a colleague's or a screen, never both."""
    _set(response, "sid", sid, SCREEN_LASTS_DAYS * 86_400)


def keep_pairing(response: Response, device: str) -> None:
    _set(response, "pairing", device, 86_400)


def forget_pairing(response: Response) -> None:
    _set(response, "pairing", "", 0)


def keep_device(response: Response, sealed: str) -> None:
    _set(response, "known", sealed, DEVICE_LASTS_DAYS * 86_400)


def keep_trip(response: Response, sealed: str) -> None:
    # Lax: the way back is a link on somebody else's page.
    _set(response, "trip", sealed, int(TRIP_LASTS.total_seconds()))


def forget_trip(response: Response) -> None:
    _set(response, "trip", "", 0)


def forget_session(response: Response) -> None:
    _set(response, "sid", "", 0)


def _set(
    response: Response, noun: str, value: str, seconds: int | None, same_site: str = "lax"
) -> None:
    response.set_cookie(
        cookie_name(noun),
        value,
        max_age=seconds,
        path="/",
        secure=settings.is_public_https(),
        httponly=True,
        samesite="strict" if same_site == "strict" else "lax",
    )
