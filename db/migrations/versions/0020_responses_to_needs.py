"""What is done about the needs of each segment, and whether that can be."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "need_responses",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("segment", sa.String(length=32), nullable=False),
        sa.Column("group", sa.String(length=32), nullable=False),
        sa.Column("need", sa.String(length=32), nullable=False),
        sa.Column("response", sa.String(length=200), nullable=False),
        sa.Column("feasibility", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_need_responses_by")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_need_responses_project_id")
        ),
        sa.PrimaryKeyConstraint(
            "project_id", "segment", "group", "need", name=op.f("pk_need_responses")
        ),
    )
