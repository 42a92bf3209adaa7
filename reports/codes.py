"""Codes (二维码) on paper: a code's address, and the picture of it that a phone reads."""

from io import BytesIO

import qrcode
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.base import BaseImage
from qrcode.image.pil import PilImage
from qrcode.image.svg import SvgPathFillImage

# Q still reads when a quarter of the picture is gone; readers need four modules of quiet around it.
MARGIN = 4
PIXELS = 12


def address(base_url: str, token: str) -> str:
    """Where a resident's phone goes."""
    return f"{base_url.rstrip('/')}/s/{token}"


def svg(address: str) -> str:
    """A picture of any size, on white of its own: no reader finds black on a dark page."""
    return _bytes(_picture(address, SvgPathFillImage)).decode()


def png(address: str) -> bytes:
    """A picture for screens and messages, PIXELS to a module, black on white."""
    return _bytes(_picture(address, PilImage))


def _picture(address: str, kind: type[BaseImage]) -> BaseImage:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=MARGIN, box_size=PIXELS)
    code.add_data(address)
    code.make(fit=True)
    return code.make_image(image_factory=kind)


def _bytes(picture: BaseImage) -> bytes:
    file = BytesIO()
    picture.save(file)
    return file.getvalue()
