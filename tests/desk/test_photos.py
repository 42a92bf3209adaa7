"""A photo is drawn anew: upright, no larger than needed, and nothing in it but the picture."""

import struct
import zlib
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from db import photos as photos_db
from db.engine import reading, writing
from db.photos import PhotoRow
from desk import photos, tickets
from desk.photos import LONGEST_SIDE, MOST_WAITING, WAITS, NotAPhoto, PhotoTooLarge, redraw
from domain.access import Role
from domain.errors import NotAllowed
from tests.builders import (
    MOMENT,
    MONDAY_MORNING,
    a_colleague,
    a_project,
    a_ticket,
)
from tests.photos import SECRET, SIDEWAYS, a_heic, a_photo, opened

DRAWN = PhotoRow(b"picture", 4, 3)


def drawn(sent: bytes) -> Image.Image:
    return opened(redraw(BytesIO(sent)).image)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_nothing_but_the_picture_is_kept(kind):
    sent = a_photo(kind)
    assert SECRET.encode() in sent

    image = redraw(BytesIO(sent)).image

    for trace in (SECRET.encode(), b"Exif", b"http://ns.adobe.com", b"ICC_PROFILE", b"xmpmeta"):
        assert trace not in image
    kept = opened(image)
    kept.load()
    assert kept.format == "JPEG"
    assert not kept.getexif()
    assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("kind", ["JPEG", "HEIF"])
def test_a_photo_taken_sideways_stands_upright(kind):
    kept = drawn(a_photo(kind, turned=SIDEWAYS))

    assert kept.size == (300, 400)
    red_above, blue_below = kept.getpixel((150, 50)), kept.getpixel((150, 350))
    assert red_above[0] > red_above[2]
    assert blue_below[2] > blue_below[0]


@pytest.mark.parametrize(("sent", "kept"), [(2000, 2000), (2001, 2000), (5000, 2000), (40, 40)])
def test_a_photo_is_at_most_so_long(sent, kept):
    row = redraw(BytesIO(a_photo(size=(sent, 20))))

    assert row.width == kept <= LONGEST_SIDE
    assert opened(row.image).size == (row.width, row.height)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1", "LA", "I;16"])
def test_every_kind_of_png_becomes_a_photo(mode):
    stored = BytesIO()
    Image.new(mode, (30, 20)).save(stored, "PNG")

    assert drawn(stored.getvalue()).size == (30, 20)


def test_what_is_transparent_is_white():
    stored = BytesIO()
    Image.new("RGBA", (30, 20), (0, 0, 0, 0)).save(stored, "PNG")

    assert drawn(stored.getvalue()).getpixel((5, 5)) == (255, 255, 255)


def a_gif() -> bytes:
    stored = BytesIO()
    Image.new("RGB", (30, 20)).save(stored, "GIF")
    return stored.getvalue()


def a_bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is so large."""

    def chunk(name: bytes, told: bytes) -> bytes:
        return (
            struct.pack(">I", len(told)) + name + told + struct.pack(">I", zlib.crc32(name + told))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"not a photo",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0",
        a_photo()[:2000],
        a_photo("PNG")[:200],
        a_photo("HEIF")[:200],
        a_gif(),
        a_bomb(10, 10),
        # One pixel more than there are, and a picture that is larger than it says.
        a_heic(says=(401, 300)),
        a_heic(says=(40, 30)),
    ],
)
def test_what_is_no_photo_of_ours_is_refused(sent):
    with pytest.raises(NotAPhoto):
        redraw(BytesIO(sent))


def test_a_small_file_that_unfolds_without_end_is_refused():
    for sides in ((7_072, 7_072), (9_000, 9_000)):
        with pytest.raises(PhotoTooLarge):
            redraw(BytesIO(a_bomb(*sides)))
    with pytest.raises(NotAPhoto):
        redraw(BytesIO(a_bomb(60_000, 60_000)))


def test_a_picture_of_an_iphone_is_measured_before_it_is_unfolded():
    with pytest.raises(PhotoTooLarge):
        redraw(BytesIO(a_heic(says=(9_000, 9_000))))


def waiting(project: int, form: str) -> bool:
    with reading() as session:
        return photos_db.is_waiting(session, project, form)


def keep(project: int, form: str, at=MONDAY_MORNING, photo: PhotoRow = DRAWN) -> None:
    with writing() as session:
        photos.keep(session, project, form, photo, at)


def test_another_photo_of_the_same_form_replaces_the_first(database):
    project = a_project()
    number = a_ticket(project)
    keep(project, "form")
    keep(project, "form", photo=PhotoRow(b"better", 4, 3))

    with writing() as session:
        assert photos_db.attach(session, project, "form", number)

    with reading() as session:
        assert photos_db.of_ticket(session, project, number) == [PhotoRow(b"better", 4, 3)]


@pytest.mark.parametrize(("after", "waits"), [(WAITS, True), (WAITS + MOMENT, False)])
def test_a_photo_waits_as_long_as_its_form_is_good(database, after, waits):
    project = a_project()
    keep(project, "old")

    keep(project, "new", MONDAY_MORNING + after)

    assert waiting(project, "old") is waits
    assert waiting(project, "new")


def test_no_more_photos_wait_than_there_is_room_for(database):
    project, other = a_project(), a_project()
    keep(other, "elsewhere")

    for place in range(MOST_WAITING + 2):
        keep(project, f"form {place}", MONDAY_MORNING + place * timedelta(seconds=1))

    assert [waiting(project, f"form {place}") for place in (0, 1, MOST_WAITING)] == [
        False,
        True,
        True,
    ]
    assert waiting(other, "elsewhere")


def test_a_photo_is_seen_by_whoever_may_see_its_ticket_and_by_nobody_else(database):
    project = a_project()
    number = a_ticket(project)
    keep(project, "form")
    with writing() as session:
        photos_db.attach(session, project, "form", number)

    with reading() as session:
        dossier = tickets.open_dossier(session, project, number)
        assert photos.of_ticket(session, a_colleague(project), dossier) == [DRAWN]
        for stranger in (
            a_colleague(a_project()),
            a_colleague(project, Role.WALL),
            a_colleague(project, Role.TECHNICIAN),
        ):
            with pytest.raises(NotAllowed):
                photos.of_ticket(session, stranger, dossier)
