"""Where notices go, and the outbox they wait in."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def moment(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "notice_targets",
        sa.Column(
            "project_id",
            sa.Integer,
            sa.ForeignKey("projects.id", name="fk_notice_targets_project_id"),
            nullable=False,
        ),
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("address", sa.String(500), nullable=False),
        sa.Column("secret", sa.String(60), nullable=False),
        sa.Column("kinds", sa.JSON, nullable=False),
        moment("removed_at"),
        sa.PrimaryKeyConstraint("project_id", "id", name="pk_notice_targets"),
    )
    op.create_table(
        "outbox",
        sa.Column("project_id", sa.Integer, nullable=False),
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("target", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("gathered", sa.Boolean, nullable=False),
        moment("created_at", nullable=False),
        moment("try_at"),
        sa.Column("attempts", sa.Integer, nullable=False),
        moment("sent_at"),
        moment("failed_at"),
        sa.Column("last_error", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "target"],
            ["notice_targets.project_id", "notice_targets.id"],
            name="fk_outbox_project_id_target",
        ),
        sa.PrimaryKeyConstraint("project_id", "id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_try_at", "outbox", ["try_at"])
    op.create_index("ix_outbox_project_id_created_at", "outbox", ["project_id", "created_at"])
