"""Sentences (句子): which language to speak, and the sentence in it."""

import gettext
import re
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("zh_CN", "en")
CATALOGUES = Path(__file__).parent

# One language range of RFC 9110 §12.5.4 with its weight; anything else in a header is skipped.
_RANGE = re.compile(
    r"\s*(?P<primary>\*|[a-z]{1,8})(-[a-z0-9]{1,8})*"
    r"(\s*;\s*q=(?P<weight>0(\.[0-9]{0,3})?|1(\.0{0,3})?))?\s*",
    re.ASCII | re.IGNORECASE,
)
_SPOKEN = {"zh": "zh_CN", "en": "en"}


@cache
def words(language: str) -> gettext.NullTranslations:
    """The catalogue of one of LANGUAGES, read from its .po file once; KeyError for any other."""
    if language not in LANGUAGES:
        raise KeyError(language)
    compiled = BytesIO()
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def say(language: str, message: str, /, **facts: object) -> str:
    """The sentence for `message`, its {places} filled from the facts."""
    sentence = words(language).gettext(message)
    return sentence.format(**facts) if facts else sentence


def N_(message: str) -> str:  # noqa: N802  gettext's customary name for "collect, speak later"
    """Marks a sentence for the catalogues where it is written but not yet spoken."""
    return message


@lru_cache(maxsize=128)
def negotiate(accept_language: str | None, default: str = "zh_CN") -> str:
    """The language a browser likes best, by weight, then by place; `default` when it names none."""
    weights = _weights(accept_language or "")
    others = weights.pop("*", 0.0)
    candidates = dict(weights)
    if others:
        for language in (default, *LANGUAGES):
            candidates.setdefault(language, others)
    best = max(candidates, key=candidates.__getitem__, default=default)
    return best if candidates.get(best) else default


def _weights(header: str) -> dict[str, float]:
    """Best weight of each language we speak, and of "*", in the header's order."""
    found: dict[str, float] = {}
    for part in header.split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            continue
        primary = match["primary"].lower()
        language = _SPOKEN.get(primary, primary)
        if language in (*LANGUAGES, "*"):
            found[language] = max(found.get(language, 0.0), float(match["weight"] or 1))
    return found
