"""Catalogues (词条): collect the sentences that the code speaks, and find what a catalogue lacks.

`make words` writes new sentences into the .po files: as they are into English, empty into Chinese
for the translator. `make check` refuses a catalogue with anything missing.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from lang.sentences import CATALOGUES, LANGUAGES

ROOT = CATALOGUES.parent
DOORS = ("survey", "gate", "api", "pages", "commands")
ROOMS = ("domain", "lang", "db", "desk", "reports", "web", *DOORS)
KEYWORDS = {"_": None, "N_": None, "say": (2,), "gettext": None, "ngettext": (1, 2)}
PLACES = re.compile(r"\{(\w*)[^{}]*\}|%\((\w+)\)s")
SOURCE = "en"

Sentence = str | tuple[str, ...]


def from_python(
    file: IO[bytes], keywords: Iterable[str], _tags: object, options: object
) -> Iterator[tuple[int, str, list[str | None], list[str]]]:
    """Babel's own reader misses calls inside f-strings and stumbles over calls in arguments."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and node.args and _called(node) in keywords:
            yield node.lineno, _called(node), [_literal(argument) for argument in node.args], []


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _literal(argument: ast.expr) -> str | None:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    return None


METHODS: dict[str, Any] = {".py": from_python, ".html": "jinja2"}


def spoken(root: Path = ROOT) -> set[Sentence]:
    """Every sentence marked in the rooms under `root`; a plural is a tuple."""
    return {sentence for file in _files(root) for sentence in _marked(file)}


def _files(root: Path) -> Iterator[Path]:
    yield from root.glob("*.py")
    for room in ROOMS:
        yield from (file for file in (root / room).rglob("*") if file.suffix in METHODS)


def _marked(file: Path) -> Iterator[Sentence]:
    for _, sentence, _, _ in extract_from_file(METHODS[file.suffix], file, keywords=KEYWORDS):
        yield tuple(sentence) if isinstance(sentence, list | tuple) else sentence


def load(language: str, folder: Path = CATALOGUES) -> Catalog:
    with (folder / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def update(language: str, sentences: Set[Sentence], folder: Path = CATALOGUES) -> None:
    """Write the catalogue anew: what is spoken stays or comes in, what is not goes out."""
    old = load(language, folder)
    new = Catalog(locale=language)
    for sentence in sentences:
        known = old.get(_key(sentence))
        new.add(sentence, string=known.string if known else _first(language, sentence))
    with (folder / f"{language}.po").open("wb") as file:
        # Neither dates, places nor line breaks, so that a diff shows sentences only.
        write_po(file, new, width=0, no_location=True, omit_header=True, sort_output=True)


def faults(language: str, sentences: Set[Sentence], folder: Path = CATALOGUES) -> list[str]:
    """What keeps this catalogue from being complete, one line each."""
    catalogue = load(language, folder)
    written = {_id(message): message for message in catalogue if message.id}
    return sorted(
        [f"{language}: missing: {one}" for one in sentences - written.keys()]
        + [f"{language}: no longer spoken: {one}" for one in written.keys() - sentences]
        + [f"{language}: no longer spoken: {one}" for one in catalogue.obsolete]
        + [f"{language}: {fault}: {one}" for one in written for fault in _flaws(written[one])]
    )


def _flaws(message: Message) -> Iterator[str]:
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if not all(forms):
        yield "not translated"
    if message.fuzzy:
        yield "unsure (fuzzy)"
    places = set(PLACES.findall(_key(_id(message))))
    if any(form and set(PLACES.findall(form)) != places for form in forms):
        yield "other places in braces"


def _id(message: Message) -> Sentence:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def _key(sentence: Sentence) -> str:
    return sentence if isinstance(sentence, str) else sentence[0]


def _first(language: str, sentence: Sentence) -> Sentence:
    """What a new sentence says before anyone has translated it."""
    if language == SOURCE:
        return sentence
    return "" if isinstance(sentence, str) else ("",) * Catalog(locale=language).num_plurals


def main(arguments: list[str]) -> int:
    """Update the catalogues; with --check, change nothing. Returns 1 when anything is missing."""
    sentences = spoken()
    if "--check" not in arguments:
        for language in LANGUAGES:
            update(language, sentences)
    found = [fault for language in LANGUAGES for fault in faults(language, sentences)]
    for fault in found:
        print(fault)  # noqa: T201  a developer's command speaks to the terminal
    print(f"{len(sentences)} sentences, {len(found)} faults")  # noqa: T201  same
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
