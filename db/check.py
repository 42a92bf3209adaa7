"""Whether the database itself is sound."""

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session


def damage(session: Session) -> str | None:
    """What SQLite finds broken in the file, None when it is whole. PostgreSQL checks by itself."""
    if session.get_bind().dialect.name != "sqlite":
        return None
    try:
        found = session.scalar(text("PRAGMA quick_check(1)"))
    except DatabaseError as failed:
        return str(failed.orig)
    return None if found == "ok" else " ".join(str(found).split())
