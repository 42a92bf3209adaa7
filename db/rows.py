"""From columns to frozen rows, in the order of the row's fields."""

from typing import TypeVar

from sqlalchemy import Executable
from sqlalchemy.orm import Session

Row = TypeVar("Row")


def fetch(session: Session, statement: Executable, row: type[Row]) -> list[Row]:
    return [row(*values) for values in session.execute(statement)]


def fetch_one(session: Session, statement: Executable, row: type[Row]) -> Row | None:
    """The only row, or None."""
    values = session.execute(statement).one_or_none()
    return row(*values) if values else None
