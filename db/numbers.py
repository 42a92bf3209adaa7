"""Numbers given out one after the other, per project and noun, so that people can say them."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from db.engine import unless_taken
from db.schema import Number


def take(session: Session, project_id: int, noun: str, count: int = 1) -> int:
    """The first of `count` new numbers, from 1; two writers never get the same."""
    last = _raise(session, project_id, noun, count)
    if last is None:
        # Two may be the first at once; whoever comes second finds the row after all.
        with unless_taken(session):
            session.add(Number(project_id=project_id, noun=noun, last=0))
        last = _raise(session, project_id, noun, count)
        assert last is not None
    return last - count + 1


def _raise(session: Session, project_id: int, noun: str, count: int) -> int | None:
    return session.scalar(
        update(Number)
        .where(Number.project_id == project_id, Number.noun == noun)
        .values(last=Number.last + count)
        .returning(Number.last)
    )
