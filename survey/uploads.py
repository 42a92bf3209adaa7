"""Uploads (附件): a form with a photo, taken in piece by piece; a large one lies on the disk.

What is longer than allowed is read to its end and thrown away, so that the resident sees our page
about it instead of a broken line; whoever sends without end is not listened to any more.
"""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from web.forms import LONGEST_BODY, BodyTooLarge, Fields, NotAForm

LONGEST_PHOTO = 10 * 1024 * 1024
LISTENS_FOR = 40 * 1024 * 1024
MOST_FIELDS = 40
PHOTO_TYPE = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Upload:
    """The fields in front of the photo, and the photo unless it `is_cut` for being too large.

    `is_ours` is False for what no browser sends for our form.
    """

    fields: Fields = field(default_factory=dict)
    photo: BinaryIO | None = None
    is_cut: bool = False
    is_ours: bool = True

    def must_be_ours(self) -> None:
        """Raises NotAForm."""
        if not self.is_ours:
            raise NotAForm

    def close(self) -> None:
        if self.photo is not None:
            self.photo.close()


async def unpack(request: Request) -> Upload:
    """The form, however it was sent; never raises for what is in it."""
    parser = MultiPartParser(
        request.headers,
        _bounded(request),  # type: ignore[arg-type]  # an iterator is all it needs
        max_files=1,
        max_fields=MOST_FIELDS,
        max_part_size=LONGEST_BODY,
    )
    try:
        await parser.parse()
    except BodyTooLarge:
        # The fields stand before the photo, so they have come through.
        return Upload(_fields(parser), is_cut=True)
    except MultiPartException:
        return Upload(is_ours=False)
    return Upload(_fields(parser), _photo(parser))


async def _bounded(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes in. Raises BodyTooLarge at its end, or when there is no end in sight."""
    left = LONGEST_PHOTO + LONGEST_BODY
    async for chunk in request.stream():
        if left > 0:
            yield chunk[:left]
        left -= len(chunk)
        if left < -LISTENS_FOR:
            break
    if left < 0:
        raise BodyTooLarge


def _fields(parser: MultiPartParser) -> Fields:
    found: Fields = {}
    for name, value in parser.items:
        if isinstance(value, str) and value:
            found.setdefault(name, []).append(value)
    return found


def _photo(parser: MultiPartParser) -> BinaryIO | None:
    """The one file, if it is our photo and has anything in it."""
    for name, value in parser.items:
        if not isinstance(value, UploadFile):
            continue
        if name == "photo" and value.size:
            return value.file
        with suppress(OSError):
            value.file.close()
    return None
