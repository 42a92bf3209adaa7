"""Tallies know the rulings that were counted; those kept so far do not, and are counted again."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.drop_table("tallies")
    op.create_table(
        "tallies",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rulings", sa.Integer(), nullable=False),
        sa.Column("seen", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_tallies_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "first", "last", "question", name=op.f("pk_tallies")),
    )
