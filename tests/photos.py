"""Photos as phones send them: upright or not, with everything in them that nobody should keep."""

import struct
from io import BytesIO

from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener()
RED, BLUE = (200, 30, 30), (30, 30, 200)
SECRET = "GPS 30.2741 120.1551 Li Qiang"
SIDEWAYS = 6
ORIENTATION, DESCRIPTION, GPS = 0x0112, 0x010E, 0x8825


def a_photo(
    kind: str = "JPEG", size: tuple[int, int] = (400, 300), *, turned: int = 1, mode: str = "RGB"
) -> bytes:
    """Red on the left, blue on the right, and a secret in every kind of metadata."""
    picture = Image.new(mode, size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    exif = picture.getexif()
    exif[ORIENTATION], exif[DESCRIPTION] = turned, SECRET
    exif.get_ifd(GPS)[29] = SECRET
    stored = BytesIO()
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()
    extra = {
        "exif": exif.tobytes(),
        "icc_profile": SECRET.encode(),
        "xmp": xmp,
        "comment": SECRET.encode(),
    }
    picture.save(stored, kind, **extra)
    return stored.getvalue()


def a_heic(*, says: tuple[int, int]) -> bytes:
    """As an iPhone sends it, of 400 × 300 pixels, which says of itself to be so large."""
    size, whole = struct.Struct(">4s4xII"), a_photo("HEIF")
    assert whole.count(size.pack(b"ispe", 400, 300)) == 1
    return whole.replace(size.pack(b"ispe", 400, 300), size.pack(b"ispe", *says))


def opened(image: bytes) -> Image.Image:
    return Image.open(BytesIO(image))
