"""Targets of notices that take nothing for days are switched off; webhooks get one at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

MOMENT = sa.DateTime(timezone=True)
ONE_AT_A_TIME = """
UPDATE outbox SET gathered = false WHERE try_at IS NOT NULL AND EXISTS (
  SELECT 1 FROM notice_targets
  WHERE notice_targets.project_id = outbox.project_id AND notice_targets.id = outbox.target
    AND notice_targets.channel = 'webhook')
"""


def upgrade() -> None:
    for column in ("accepted_at", "failing_since", "switched_off_at"):
        op.add_column("notice_targets", sa.Column(column, MOMENT, nullable=True))
    op.execute(ONE_AT_A_TIME)
