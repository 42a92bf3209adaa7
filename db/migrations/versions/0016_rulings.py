"""What colleagues decided about single answers, kept as it was decided."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "rulings",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("slot", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("excluded", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_rulings_by")),
        sa.ForeignKeyConstraint(
            ["project_id", "token"],
            ["codes.project_id", "codes.token"],
            name=op.f("fk_rulings_project_id_token"),
        ),
        sa.PrimaryKeyConstraint("project_id", "token", "slot", "number", name=op.f("pk_rulings")),
    )
    for verb in ("UPDATE", "DELETE"):
        _refuse(verb)


def _refuse(verb: str) -> None:
    before = f"CREATE TRIGGER rulings_refuse_{verb.lower()} BEFORE {verb} ON rulings"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"{before} BEGIN SELECT RAISE(ABORT, 'rulings are only ever added'); END")
        return
    op.execute(f"{before} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
