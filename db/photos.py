"""Photos: kept under the number of the form they came with, then under their ticket."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from db.rows import fetch
from db.schema import Photo

# A ticket has one; the limit is for whatever may come.
MOST = 12


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A picture as it is stored: JPEG bytes, and its size in pixels."""

    image: bytes
    width: int
    height: int


_ROW = (Photo.image, Photo.width, Photo.height)


def keep(session: Session, project_id: int, id: str, photo: PhotoRow, now: datetime) -> None:
    """Store it without a ticket, in the place of an earlier one of the same form."""
    _forget(session, project_id, id)
    session.execute(
        insert(Photo).values(
            project_id=project_id,
            id=id,
            ticket=None,
            at=now,
            image=photo.image,
            width=photo.width,
            height=photo.height,
        )
    )


def _forget(session: Session, project_id: int, id: str) -> None:
    session.execute(
        delete(Photo).where(Photo.project_id == project_id, Photo.id == id, Photo.ticket.is_(None))
    )


def is_waiting(session: Session, project_id: int, id: str) -> bool:
    """Whether a photo of this form waits for its ticket."""
    wanted = select(Photo.id).where(
        Photo.project_id == project_id, Photo.id == id, Photo.ticket.is_(None)
    )
    return session.scalar(wanted) is not None


def attach(session: Session, project_id: int, id: str, ticket: int) -> bool:
    """Give the form's photo to its ticket; False when there is none."""
    done = session.execute(
        update(Photo)
        .where(Photo.project_id == project_id, Photo.id == id, Photo.ticket.is_(None))
        .values(ticket=ticket)
        .returning(Photo.id)
    )
    return done.one_or_none() is not None


def clear(session: Session, project_id: int, before: datetime, *, most: int) -> None:
    """Remove what waits since before then, and of the rest all but the newest `most`."""
    waiting = (Photo.project_id == project_id, Photo.ticket.is_(None))
    newest = select(Photo.id).where(*waiting).order_by(Photo.at.desc(), Photo.id).limit(most)
    kept = list(session.scalars(newest))
    session.execute(delete(Photo).where(*waiting, (Photo.at < before) | Photo.id.not_in(kept)))


def has_any(session: Session, project_id: int, ticket: int) -> bool:
    wanted = select(Photo.id).where(Photo.project_id == project_id, Photo.ticket == ticket)
    return session.scalar(wanted.limit(1)) is not None


def of_ticket(session: Session, project_id: int, ticket: int) -> list[PhotoRow]:
    """The ticket's photos, the first first."""
    wanted = (
        select(*_ROW)
        .where(Photo.project_id == project_id, Photo.ticket == ticket)
        .order_by(Photo.at, Photo.id)
        .limit(MOST)
    )
    return fetch(session, wanted, PhotoRow)
