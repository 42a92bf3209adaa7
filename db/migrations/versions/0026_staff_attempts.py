"""Answers refused because a colleague's browser sent them, counted by code."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "staff_attempts",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "token"],
            ["codes.project_id", "codes.token"],
            name=op.f("fk_staff_attempts_project_id_token"),
        ),
        sa.PrimaryKeyConstraint("project_id", "token", "number", name=op.f("pk_staff_attempts")),
    )
    op.create_index(op.f("ix_staff_attempts_project_id_at"), "staff_attempts", ["project_id", "at"])
