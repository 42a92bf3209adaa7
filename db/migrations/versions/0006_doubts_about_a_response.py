"""What speaks against a response, whether it is counted, and the device it came from."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

# A response's words may be emptied (they can name a person); its answers stay as given.
RESPONSE_FACTS = (
    "project_id, token, slot, version, answered_at, seconds, form, block, language, send_key, "
    "ticket, d1, d2, d3, c, e1, e2, e3, e4, not_applicable, chips, call_me, formula, expectation, "
    "delivered, gap, verdict, method, flags, doubts, excluded, device, complaint"
)


def upgrade() -> None:
    for column in (
        sa.Column("doubts", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("excluded", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("device", sa.String(length=16), nullable=False, server_default=""),
    ):
        op.add_column("responses", column)
    op.create_index(
        op.f("ix_responses_project_id_device"), "responses", ["project_id", "device"], unique=False
    )
    _refuse_changes()


def _refuse_changes() -> None:
    """The trigger names its columns, so the new ones are facts only once it is made anew."""
    trigger = "responses_refuse_update"
    before = f"CREATE TRIGGER {trigger} BEFORE UPDATE OF {RESPONSE_FACTS} ON responses"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {trigger}")
        op.execute(f"{before} BEGIN SELECT RAISE(ABORT, 'responses are only ever added'); END")
        return
    op.execute(f"DROP TRIGGER {trigger} ON responses")
    op.execute(f"{before} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
