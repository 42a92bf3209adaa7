"""Reports as they were made, and fee-collection rates; both are only ever added."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name="fk_reports_project_id"),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name="fk_reports_made_by"),
        sa.PrimaryKeyConstraint("project_id", "kind", "period", "edition", name="pk_reports"),
    )
    op.create_index(
        "ix_reports_project_id_kind_last_on", "reports", ["project_id", "kind", "last_on"]
    )
    op.create_table(
        "fee_rates",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rate", sa.Double(), nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("typed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name="fk_fee_rates_project_id"),
        sa.ForeignKeyConstraint(["typed_by"], ["staff.id"], name="fk_fee_rates_typed_by"),
        sa.PrimaryKeyConstraint("project_id", "month", "version", name="pk_fee_rates"),
    )
    for table in ("reports", "fee_rates"):
        for verb in ("UPDATE", "DELETE"):
            _refuse(table, verb)


def _refuse(table: str, verb: str) -> None:
    before = f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"{before} BEGIN SELECT RAISE(ABORT, '{table} are only ever added'); END")
        return
    op.execute(f"{before} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
