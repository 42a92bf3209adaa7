"""Screens that somebody approved, and the projects they show."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "screens",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("layouts", sa.JSON(), nullable=False),
        sa.Column("turn_seconds", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=32), nullable=False),
        sa.Column("speech", sa.String(length=32), nullable=False),
        sa.Column("sounds", sa.Boolean(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", MOMENT, nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("browser", sa.String(length=60), nullable=False),
        sa.Column("paired_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_screens_project_id")
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_screens_approved_by")),
        sa.PrimaryKeyConstraint("project_id", "id", name=op.f("pk_screens")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_screens_code_digest")),
        sa.UniqueConstraint("digest", name=op.f("uq_screens_digest")),
    )
    op.create_table(
        "screen_projects",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("screen", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shown_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "screen"],
            ["screens.project_id", "screens.id"],
            name=op.f("fk_screen_projects_project_id_screen"),
        ),
        sa.ForeignKeyConstraint(
            ["shown_id"], ["projects.id"], name=op.f("fk_screen_projects_shown_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "screen", "place", name=op.f("pk_screen_projects")),
        sa.UniqueConstraint(
            "project_id",
            "screen",
            "shown_id",
            name=op.f("uq_screen_projects_project_id_screen_shown_id"),
        ),
    )
    op.create_index(op.f("ix_screen_projects_shown_id"), "screen_projects", ["shown_id"])
