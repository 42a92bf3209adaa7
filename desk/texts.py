"""Texts (文本): the bytes of a file become characters, whichever encoding they arrived in."""

import codecs
import gzip
import zlib
from dataclasses import dataclass
from io import BytesIO

from domain.errors import HuifangError

MOST_BYTES = 400_000_000
BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
LOST = "\ufffd"
# A file cut or patched somewhere has a few lost characters; a wrong encoding loses most of them.
TOLERATED_LOSS = 0.01


class FileUnreadable(HuifangError):
    """No table can be read from the file; `reason` is a code."""

    code = "import.unreadable"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CellTooLong(HuifangError):
    """The row at `line` holds more than any real text: a quotation mark does not close."""

    code = "import.cell_too_long"

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


class NotWritable(HuifangError):
    """The file at `path` cannot be written."""

    code = "import.not_writable"

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class Text:
    """`is_damaged`: characters that could not be read stand as U+FFFD."""

    words: str
    encoding: str
    is_damaged: bool = False


def unpacked(content: bytes) -> bytes:
    """The file inside a .gz, known by its first bytes; anything else as it is."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with gzip.GzipFile(fileobj=BytesIO(content)) as file:
            inside = file.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as failed:
        raise FileUnreadable("damaged") from failed
    if len(inside) > MOST_BYTES:
        raise FileUnreadable("too_large")
    return inside


def read_text(content: bytes, encoding: str = "") -> Text:
    """The text, in `encoding` when it is given. Raises FileUnreadable."""
    encoding = encoding or _named_by_mark(content)
    if encoding:
        return Text(_strictly(content, encoding), encoding)
    if b"\0" in content:
        raise FileUnreadable("binary")
    return _tried(content)


def _named_by_mark(content: bytes) -> str:
    return next((name for mark, name in BOMS.items() if content.startswith(mark)), "")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError) as failed:
        raise FileUnreadable("encoding") from failed


def _tried(content: bytes) -> Text:
    # GB18030 reads every GBK file, and the ones that a strict GBK reader breaks on. It also reads
    # most damaged UTF-8, as nonsense: so UTF-8 has the first and the third word.
    for encoding in ("utf-8", "gb18030"):
        text = Text(content.decode(encoding, errors="replace"), encoding)
        lost, foreign = _lost(content, text)
        if lost <= foreign * TOLERATED_LOSS:
            return Text(text.words, encoding, is_damaged=lost > 0)
    raise FileUnreadable("encoding")


def _lost(content: bytes, text: Text) -> tuple[int, int]:
    """How many characters could not be read, and how many are not plain ASCII."""
    try:
        content.decode(text.encoding)
    except UnicodeDecodeError:
        plain = len(text.words.encode("ascii", errors="ignore"))
        return text.words.count(LOST), len(text.words) - plain
    return 0, 0
