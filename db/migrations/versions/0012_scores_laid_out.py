"""What each response says under a version of the formula, laid out to be counted."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

MARKS = ("d1", "d2", "d3", "c", "e1", "e2", "e3", "e4")
PARTS = ("from_e1", "from_e2", "from_e3", "from_e4", "from_d1", "from_d2", "from_d3")


def upgrade() -> None:
    op.create_table(
        "scores",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("slot", sa.String(length=60), nullable=False),
        sa.Column("formula", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("household", sa.String(length=80), nullable=False),
        sa.Column("building", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("team", sa.String(length=60), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=True),
        sa.Column("verdict", sa.String(length=32), nullable=True),
        sa.Column("excluded", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Double()) for name in ("expectation", "delivered", "gap")),
        *(sa.Column(name, sa.Integer()) for name in MARKS),
        *(sa.Column(name, sa.Double()) for name in PARTS),
        sa.Column("chips", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "formula"],
            ["formulas.project_id", "formulas.version"],
            name=op.f("fk_scores_project_id_formula"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "token", "slot", "version"],
            [f"responses.{name}" for name in ("project_id", "token", "slot", "version")],
            name=op.f("fk_scores_project_id_token_slot_version"),
        ),
        sa.PrimaryKeyConstraint("project_id", "token", "slot", "formula", name=op.f("pk_scores")),
    )
    op.create_index(
        "ix_scores_counted",
        "scores",
        [
            *("project_id", "day", "is_given", "formula", "method", "excluded", "household"),
            *("building", "kind", "team", "channel", "code", "month"),
            *("gap", "expectation", "delivered"),
        ],
    )
