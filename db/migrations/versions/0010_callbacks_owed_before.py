"""Callbacks that were owed before the clockwork was wound are looked at by it, too."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

# Early on purpose: the clockwork judges each anew when it gets there, and puts the moment right.
LOOK = """
    UPDATE callbacks SET raise_at = (
        SELECT tickets.resolved_at FROM tickets
        WHERE tickets.project_id = callbacks.project_id AND tickets.number = callbacks.ticket
        AND tickets.source_ref IS NULL
    )
    WHERE raise_at IS NULL AND stage IN ('owed', 'planned', 'assigned')
"""


def upgrade() -> None:
    op.execute(sa.text(LOOK))
