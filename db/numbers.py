"""Numbers given out one after the other, per project and noun, so that people can say them."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from db.schema import Number


def take(session: Session, project_id: int, noun: str, count: int = 1) -> int:
    """The first of `count` new numbers, from 1; two writers never get the same."""
    raised = (
        update(Number)
        .where(Number.project_id == project_id, Number.noun == noun)
        .values(last=Number.last + count)
        .returning(Number.last)
    )
    last = session.scalar(raised)
    if last is None:
        session.add(Number(project_id=project_id, noun=noun, last=count))
        session.flush()
        last = count
    return last - count + 1
