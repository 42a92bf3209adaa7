"""Photos (照片): drawn anew from what a phone sends, so that only the picture itself is kept.

Where it was taken, by whose phone and when stands in a photo's metadata; none of it is copied.
"""

from datetime import datetime, timedelta
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener
from sqlalchemy.orm import Session

from db import photos as photos_db
from db.photos import PhotoRow
from desk.tickets import Dossier, must_see
from domain.access import Actor
from domain.errors import HuifangError

# What phones take: iPhones, and more and more others, HEIC.
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
LONGEST_SIDE = 2_000
MOST_PIXELS = 50_000_000
QUALITY = 82
# A form is good for a day; photos of forms that were never sent go with it.
WAITS = timedelta(hours=24)
MOST_WAITING = 100
PAPER = (255, 255, 255)

# The picture itself and nothing that hides beside it; threads are for those who wait.
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


class NotAPhoto(HuifangError):
    """It cannot be read as a JPEG, PNG, WebP or HEIC picture."""

    code = "photo.unreadable"


class PhotoTooLarge(HuifangError):
    """More bytes than are taken in, or more than MOST_PIXELS to be drawn."""

    code = "photo.too_large"


def redraw(file: BinaryIO) -> PhotoRow:
    """The picture upright, at most LONGEST_SIDE long, as a new JPEG. Raises NotAPhoto,
    PhotoTooLarge.
    """
    try:
        with Image.open(file, formats=FORMATS) as sent:
            _must_be_drawable(sent.size)
            drawn = _drawn(sent)
    except HuifangError:
        raise
    except Exception as refused:
        # Whatever a decoder trips over, it is the file's fault and not the resident's.
        raise NotAPhoto from refused
    stored = BytesIO()
    drawn.save(stored, "JPEG", quality=QUALITY)
    return PhotoRow(stored.getvalue(), *drawn.size)


def _must_be_drawable(size: tuple[int, int]) -> None:
    """A small file can unfold into a picture that no memory holds."""
    if size[0] * size[1] > MOST_PIXELS:
        raise PhotoTooLarge


def _drawn(sent: Image.Image) -> Image.Image:
    sent.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    sent.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(sent).convert("RGBA")
    # On a canvas of our own: a copy would carry comments and profiles along.
    canvas = Image.new("RGB", upright.size, PAPER)
    canvas.paste(upright, mask=upright)
    return canvas


def keep(session: Session, project_id: int, form: str, photo: PhotoRow, now: datetime) -> None:
    """Let it wait for the ticket that the form will open; those that wait in vain are removed."""
    photos_db.clear(session, project_id, now - WAITS, most=MOST_WAITING)
    photos_db.keep(session, project_id, form, photo, now)


def add(
    session: Session, project_id: int, ticket: int, seq: int, photo: PhotoRow, now: datetime
) -> None:
    """A colleague's photo, taken with the step `seq` of the ticket."""
    id = f"{ticket}-{seq}"
    photos_db.keep(session, project_id, id, photo, now)
    photos_db.attach(session, project_id, id, ticket)


def of_ticket(session: Session, actor: Actor, dossier: Dossier) -> list[PhotoRow]:
    """What was sent along with the ticket. Raises NotAllowed."""
    must_see(actor, dossier)
    return photos_db.of_ticket(session, dossier.project.id, dossier.number)
