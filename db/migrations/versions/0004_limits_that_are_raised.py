"""From when on a missed limit is raised, and the events that say it was, each rung once."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

RUNGS = "UPDATE tickets SET raise_at = due_at WHERE source_ref IS NULL"


def upgrade() -> None:
    op.add_column("events", sa.Column("missed", sa.String(32), nullable=True))
    op.create_index(
        "uq_events_missed",
        "events",
        ["project_id", "ticket", "round", "missed", "rung"],
        unique=True,
        sqlite_where=sa.text("missed IS NOT NULL"),
        postgresql_where=sa.text("missed IS NOT NULL"),
    )
    for table in ("tickets", "callbacks"):
        op.add_column(table, sa.Column("raise_at", sa.DateTime(timezone=True), nullable=True))
        op.create_index(f"ix_{table}_raise_at", table, ["raise_at"])
    # The clockwork judges each ticket again when it gets there; until then this is early enough.
    op.execute(RUNGS)
