"""Whom a resident reaches for what, published beside each survey."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("projects", sa.Column("contacts", sa.JSON(), nullable=False, server_default="{}"))
