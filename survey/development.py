"""Development (冲洗): photos are drawn anew away from the event loop, a few at a time."""

import threading
from asyncio import wrap_future
from concurrent.futures import ThreadPoolExecutor

from db.photos import PhotoRow
from desk.photos import PhotoTooLarge, redraw
from domain.errors import HuifangError
from survey.uploads import Upload

AT_ONCE = 2
MOST_WAITING = 20

_room = ThreadPoolExecutor(AT_ONCE, "huifang-photos")
_places = threading.BoundedSemaphore(MOST_WAITING)


class PhotosWait(HuifangError):
    """More photos arrive than can be drawn."""

    code = "photo.busy"


async def develop(upload: Upload) -> PhotoRow | None:
    """The photo of a form, None without one. Raises NotAPhoto, PhotoTooLarge, PhotosWait."""
    if upload.is_cut:
        raise PhotoTooLarge
    if upload.photo is None:
        return None
    if not _places.acquire(blocking=False):
        raise PhotosWait
    try:
        return await wrap_future(_room.submit(redraw, upload.photo))
    finally:
        _places.release()
