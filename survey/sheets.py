"""Sheets (印张): a page set and compressed once; what differs from visit to visit is put in.

A deflate stream may be cut wherever everything was flushed and be joined again from such pieces,
short ones as they are (RFC 1951 §3.2.4); so only the checksum is made anew for each visitor.
"""

import re
import secrets
import zlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from struct import pack

from markupsafe import escape

# Nobody can guess it, so nothing that a resident or a colleague writes is taken for a gap.
_MARK = secrets.token_hex(16)
_GAP = re.compile(f"{_MARK}-([a-z]+)-")
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_LAST_BLOCK = b"\x01\x00\x00\xff\xff"
# For anything longer than 5 kB zlib lets the other threads go first, and waits for them.
_SHORT = 4_096
LONGEST_BLOCK = 65_535
MOST_SHEETS = 500


def gap(name: str) -> str:
    """What to set where `name` is to be put in later."""
    return f"{_MARK}-{name}-"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Pieces set once, as they are and compressed; between each two, the name of what comes in."""

    plain: tuple[bytes, ...]
    packed: tuple[bytes, ...]
    gaps: tuple[str, ...]

    def filled(self, late: Mapping[str, str]) -> bytes:
        return b"".join(self._pieces(self.plain, self._late(late)))

    def filled_and_packed(self, late: Mapping[str, str]) -> bytes:
        """The same as a gzip file."""
        said = self._late(late)
        blocks = self._pieces(self.packed, [_stored(piece) for piece in said])
        end = _checked(self._pieces(self.plain, said))
        return b"".join((_GZIP_HEAD, *blocks, _LAST_BLOCK, end))

    def _late(self, late: Mapping[str, str]) -> list[bytes]:
        return [str(escape(late[name])).encode("utf-8", "replace") for name in self.gaps]

    def _pieces(self, fixed: tuple[bytes, ...], late: list[bytes]) -> list[bytes]:
        pieces = [piece for pair in zip(fixed, late, strict=False) for piece in pair]
        return [*pieces, fixed[-1]]


def _checked(pieces: list[bytes]) -> bytes:
    checksum = 0
    for piece in pieces:
        for begin in range(0, len(piece), _SHORT):
            checksum = zlib.crc32(piece[begin : begin + _SHORT], checksum)
    return pack("<LL", checksum, sum(map(len, pieces)))


def _stored(piece: bytes) -> bytes:
    assert len(piece) <= LONGEST_BLOCK
    return b"\x00" + pack("<HH", len(piece), len(piece) ^ 0xFFFF) + piece


def _packed(piece: bytes) -> bytes:
    packing = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return packing.compress(piece) + packing.flush(zlib.Z_FULL_FLUSH)


def cut(html: str) -> Sheet:
    """The sheet of a page with gaps in it."""
    pieces = _GAP.split(html)
    plain = tuple(piece.encode("utf-8", "replace") for piece in pieces[::2])
    return Sheet(plain, tuple(map(_packed, plain)), tuple(pieces[1::2]))


_sheets: dict[Hashable, Sheet] = {}


def kept(key: Hashable, html: Callable[[], str]) -> Sheet:
    """The sheet known by `key`, set now if it is not yet."""
    known = _sheets.get(key)
    if known is None:
        if len(_sheets) >= MOST_SHEETS:
            _sheets.clear()
        known = _sheets[key] = cut(html())
    return known
