"""Paper (纸面): what every printed sheet shares: its words, its codes, and type that fits its box.

A sheet is one page of HTML with everything inside it, sized in millimetres. No rule, no database.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from domain.surveys import CODE_LENGTH
from lang import say
from reports import codes

TEMPLATES = Path(__file__).parent / "templates"
MM_PER_POINT = 25.4 / 72
LINE = 1.35
FILLED = 0.8
GROUP = 4

Languages = Sequence[str]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in words, and the address that its code says."""

    place: str
    address: str


def sheet(template: str, languages: Languages, **facts: object) -> str:
    """The page, in one language or with the second below the first."""
    return _environment.get_template(template).render(
        facts, _=partial(spoken, languages), languages=[_tag(one) for one in languages]
    )


def part(template: str, **facts: object) -> str:
    """A piece of a sheet, to stand in another page."""
    return _environment.get_template(template).render(facts)


def spoken(languages: Languages, message: str, **facts: object) -> Markup:
    """The sentence in each language, each marked with its own."""
    return Markup("").join(
        Markup('<span lang="{}">{}</span>').format(_tag(one), say(one, message, **facts))
        for one in languages
    )


def _tag(language: str) -> str:
    return language.replace("_", "-")


def picture(address: str) -> Markup:
    """The code as part of the page; the style sheet gives it its size."""
    drawn = codes.svg(address)
    return Markup(drawn[drawn.index("<svg") :])  # noqa: S704  our own drawing


def typed(address: str) -> Markup:
    """The address as one types it: without scheme, the code in groups of four."""
    door, _, token = re.sub(r"^https?://", "", address).rpartition("/")
    groups = [token[at : at + GROUP] for at in range(0, len(token), GROUP)]
    code = "-".join(groups) if len(token) == CODE_LENGTH else token
    return Markup("{}/<wbr><b>{}</b>").format(door, code)


def fitting(words: str, width: float, height: float, largest: float, smallest: float = 5) -> float:
    """The size in points, at most `largest`, at which `words` fit into a box of millimetres."""
    size = largest
    while size > smallest and _height(words, width, size) > height:
        size -= 0.5
    return size


def _height(words: str, width: float, size: float) -> float:
    """In millimetres, at most, of words set at `size` points in lines of `width` millimetres."""
    em = size * MM_PER_POINT
    return LINE * em * sum(_lines(line, width / em) for line in words.splitlines())


def _lines(line: str, ems: float) -> int:
    length = sum(map(_width, line))
    # A long word that moves to the next line leaves up to a fifth of this one empty.
    return 1 if length <= ems else ceil(length / (ems * FILLED))


def _width(letter: str) -> float:
    """Of one letter in ems; generous, since nobody knows the printer's own type."""
    if unicodedata.east_asian_width(letter) in "WFA":
        return 1.0
    if letter in "MWmw@%":
        return 0.95
    return 0.78 if letter.isupper() else 0.58


_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_environment.filters |= {"picture": picture, "typed": typed}
_environment.globals |= {"fitting": fitting}
