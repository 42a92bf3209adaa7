"""Words (文字): what somebody typed becomes harmless text."""

import re
import unicodedata

# Emoji are held together by these; every other invisible character goes, bidi overrides first.
_JOINERS = "\u200c\u200d"
_INVISIBLE = {"Cc", "Cf", "Cs"}


def tidy_words(typed: str) -> str:
    """Free text as harmless text: one kind of line break, nothing invisible, no ragged ends."""
    lines = re.split(r"\r\n|[\r\n\u2028\u2029]", unicodedata.normalize("NFC", typed))
    kept = "\n".join(_visible(line.replace("\t", " ")).rstrip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def _visible(line: str) -> str:
    return "".join(
        letter
        for letter in line
        if letter in _JOINERS or unicodedata.category(letter) not in _INVISIBLE
    )
