"""Feeds: what happened, in the order in which it became true; written by triggers (db.feeds)."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Happening(Base):
    """One row that was added, or one callback that came to something else.

    `noun` says which table, the rest finds the row again: `part` is an event's seq, a callback's
    round or a response's version. On PostgreSQL `id` counts over all projects.
    """

    __tablename__ = "happenings"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  # SQLAlchemy reads it so

    project_id: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[str] = mapped_column(String(8), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    ticket: Mapped[int | None]
    token: Mapped[str | None] = mapped_column(String(16))
    slot: Mapped[str | None] = mapped_column(String(60))
    part: Mapped[int]
