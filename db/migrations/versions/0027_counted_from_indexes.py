"""Waits and answers are counted from indexes that hold all they are counted from."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

FIRST_REACHED = sa.text("round = 1 AND step IN ('dispatched', 'arrived', 'resolved')")
COUNTED = (
    *("project_id", "day", "is_given", "formula", "method", "excluded", "household"),
    *("building", "kind", "team", "channel", "code", "month"),
    *("gap", "expectation", "delivered", "verdict", "c", "e3", "d2", "chips", "doubts"),
)


def upgrade() -> None:
    op.create_index(
        "ix_events_reached",
        "events",
        ["project_id", "ticket", "step", "round", "at"],
        sqlite_where=FIRST_REACHED,
        postgresql_where=FIRST_REACHED,
    )
    op.drop_index("ix_scores_counted", table_name="scores")
    op.create_index("ix_scores_counted", "scores", list(COUNTED))
