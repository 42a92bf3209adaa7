"""Codes are found by the day they were given out, however many a project has given out before."""

from alembic import op

revision = "0013"
down_revision = "0012"

NAME = "ix_codes_project_id_issued_at"


def upgrade() -> None:
    op.create_index(NAME, "codes", ["project_id", "issued_at"])
