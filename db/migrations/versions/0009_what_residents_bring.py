"""Photos sent along, urges counted on the ticket, and the call that an answer asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
# A response's words may be emptied (they can name a person); its answers stay as given.
MAY_BE_EMPTIED = {"words"}


def upgrade() -> None:
    op.create_table(
        "photos",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "ticket"],
            ["tickets.project_id", "tickets.number"],
            name=op.f("fk_photos_project_id_ticket"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_photos_project_id")),
        sa.PrimaryKeyConstraint("project_id", "id", name=op.f("pk_photos")),
    )
    op.create_index(
        op.f("ix_photos_project_id_ticket"), "photos", ["project_id", "ticket"], unique=False
    )
    op.add_column("tickets", sa.Column("urges", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("responses", sa.Column("call_ticket", sa.Integer(), nullable=True))
    _refuse_changes_of_answers()


def _refuse_changes_of_answers() -> None:
    """The trigger names the columns it guards, so that it is set anew whenever one is added."""
    found = sa.inspect(op.get_bind()).get_columns("responses")
    facts = ", ".join(c["name"] for c in found if c["name"] not in MAY_BE_EMPTIED)
    before = f"CREATE TRIGGER responses_refuse_update BEFORE UPDATE OF {facts} ON responses"
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER responses_refuse_update")
        op.execute(f"{before} BEGIN SELECT RAISE(ABORT, 'responses are only ever added'); END")
        return
    op.execute("DROP TRIGGER responses_refuse_update ON responses")
    op.execute(f"{before} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
