"""A household answers a campaign once, whichever of its codes it has: the database says so too."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
# A response's words may be emptied (they can name a person); its answers stay as given.
MAY_BE_EMPTIED = {"words"}
# Should a household have come by two codes before this was refused, its first answer is the one.
FILL = """
UPDATE responses SET
  campaign = (SELECT campaign FROM codes AS mine
    WHERE mine.project_id = responses.project_id AND mine.token = responses.token),
  household = (SELECT place_id FROM codes AS mine
    WHERE mine.project_id = responses.project_id AND mine.token = responses.token)
WHERE EXISTS (SELECT 1 FROM codes AS mine
    WHERE mine.project_id = responses.project_id AND mine.token = responses.token
      AND mine.campaign IS NOT NULL AND mine.place_id IS NOT NULL
      AND mine.token = (SELECT first.token FROM responses AS first JOIN codes AS its
          ON its.project_id = first.project_id AND its.token = first.token
        WHERE its.project_id = mine.project_id AND its.campaign = mine.campaign
          AND its.place_id = mine.place_id
        ORDER BY first.answered_at, first.token LIMIT 1))
"""


def upgrade() -> None:
    for column in ("campaign", "household"):
        op.add_column("responses", sa.Column(column, sa.Integer(), nullable=True))
    op.execute(FILL)
    condition = sa.text("campaign IS NOT NULL")
    op.create_index(
        "uq_responses_household",
        "responses",
        ["project_id", "campaign", "household", "version"],
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )
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
