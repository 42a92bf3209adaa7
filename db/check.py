"""Whether the database itself is sound, and takes anything in."""

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from db.engine import rehearsing
from db.faults import DatabaseUnreachable


def damage(session: Session) -> str | None:
    """What SQLite finds broken in the file, None when it is whole. PostgreSQL checks by itself."""
    if session.get_bind().dialect.name != "sqlite":
        return None
    try:
        found = session.scalar(text("PRAGMA quick_check(1)"))
    except DatabaseError as failed:
        return str(failed.orig)
    return None if found == "ok" else " ".join(str(found).split())


def refusal() -> DatabaseUnreachable | None:
    """Why nothing can be written just now; what is tried for it is undone."""
    try:
        with rehearsing() as session:
            session.execute(text("UPDATE alembic_version SET version_num = version_num"))
    except DatabaseUnreachable as refused:
        return refused
    return None
