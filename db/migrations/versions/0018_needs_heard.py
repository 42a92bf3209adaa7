"""The needs that colleagues hear in residents' words."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "heard_needs",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("slot", sa.String(length=60), nullable=False),
        sa.Column("need", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_heard_needs_by")),
        sa.ForeignKeyConstraint(
            ["project_id", "token"],
            ["codes.project_id", "codes.token"],
            name=op.f("fk_heard_needs_project_id_token"),
        ),
        sa.PrimaryKeyConstraint("project_id", "token", "slot", "need", name=op.f("pk_heard_needs")),
    )
