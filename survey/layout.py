"""Layout (版面): a page of words becomes one small answer with everything inside it."""

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import Response

from lang import LANGUAGES, words
from survey.sheets import Sheet, cut, gap, kept
from survey.visits import Visit
from web.headers import headers

# Seven digits and more, however grouped; opening hours are never that long, mailboxes may be.
PHONE = re.compile(r"\+?\d(?:[ -]?\d){6,14}(?![\d@])")
TEMPLATES = Path(__file__).parent / "templates"
# Each language is named in itself, whatever the page speaks.
NAMES = {"zh_CN": "中文", "en": "English"}


def dial(contact: str) -> Markup:
    """A contact line whose telephone number can be tapped."""
    return Markup(PHONE.sub(_dialled, str(escape(contact))))  # noqa: S704  escaped just before


def _dialled(number: re.Match[str]) -> str:
    return f'<a href="tel:{re.sub("[ -]", "", number[0])}">{number[0]}</a>'


def _stripped(name: str) -> str:
    """A file without its comments, line breaks and indents."""
    return re.sub(r"/\*.*?\*/|\s*\n\s*", "", (TEMPLATES / name).read_text("utf-8"), flags=re.S)


# Every page wears "look"; what only some pages need is a style of its own, named in `style`.
_styles = {file.stem: _stripped(file.name) for file in sorted(TEMPLATES.glob("*.css"))}
_script = _stripped("keep.js")
_headers = headers(*_styles.values(), script=_script) | {"Vary": "Accept-Encoding, Accept-Language"}
_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_environment.filters["dial"] = dial
# Our own files, and fingerprinted as they are.
_environment.globals["styles"] = {name: Markup(css) for name, css in _styles.items()}  # noqa: S704
_environment.globals["script"] = Markup(_script)  # noqa: S704


Facts = dict[str, object]
Written = tuple[bytes, bytes]

# The browser may put a form back as it was left; anything else is asked for again.
MAY_BE_PUT_BACK = {"Cache-Control": "private, no-cache"}


@dataclass(frozen=True, slots=True)
class Page:
    """One answer in words: a template, its language, and what stands in it.

    Pages of one template, language and `alike` differ in `late` only, and are set once; what
    `facts` says must then be told by `alike` alone. `late` is always text.
    """

    template: str
    language: str
    facts: Callable[[], Facts]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    late: dict[str, str] = field(default_factory=dict)
    alike: Hashable = None


class Ready(Response):
    """A page as it goes out, with headers that were written before."""

    def __init__(self, body: bytes, status: int, carried: Iterable[Written]) -> None:
        self.body, self.status_code, self.background = body, status, None
        self.raw_headers = [*carried, (b"content-length", b"%d" % len(body))]


def respond(visit: Visit, page: Page) -> Response:
    """The page as this browser takes it, with the headers every answer carries."""
    sheet = _sheet(visit, page)
    packs = visit.takes_gzip
    body = sheet.filled_and_packed(page.late) if packs else sheet.filled(page.late)
    return Ready(body, page.status, _carried(tuple(page.headers.items()), is_packed=packs))


@lru_cache(maxsize=64)
def _carried(own: tuple[tuple[str, str], ...], *, is_packed: bool) -> tuple[Written, ...]:
    """What a page of ours carries beside its length, as it goes over the line."""
    carried = _headers | {"Content-Type": "text/html; charset=utf-8"} | dict(own)
    if is_packed:
        carried |= {"Content-Encoding": "gzip"}
    return tuple(
        (name.lower().encode("latin-1"), said.encode("latin-1")) for name, said in carried.items()
    )


def _sheet(visit: Visit, page: Page) -> Sheet:
    if page.alike is None:
        return cut(_html(visit, page))
    of_visit = (visit.entrance, visit.is_sending, visit.is_big)
    return kept((page.template, page.language, of_visit, page.alike), partial(_html, visit, page))


def _html(visit: Visit, page: Page) -> str:
    return _environment.get_template(page.template).render(
        page.facts(),
        _=words(page.language).gettext,
        language=page.language,
        entrance=visit.entrance,
        is_sending=visit.is_sending,
        is_big=visit.is_big,
        late={name: gap(name) for name in page.late},
        # After sending, a link would ask for another page and lose this one.
        others={} if visit.is_sending else _others(page.language),
    )


def redirect(address: str) -> Response:
    return Response(status_code=303, headers=_headers | {"Location": address})


def _others(language: str) -> dict[str, str]:
    return {other: NAMES[other] for other in LANGUAGES if other != language}
