"""What happened, in the order in which it became true: for systems that read on from a position.

Triggers write it down, so that no verb can forget. On SQLite there is one writer at a time, so the
next number is the next to be seen. On PostgreSQL numbers are taken in one order and seen in
another: each transaction first holds, by a shared lock, the number from which its own begin
(db.feeds).
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

# ruff: noqa: S608  # every word of these statements is our own
# Columns of a callback that others are told of; anything else changes nothing for them.
TOLD = (
    *("stage", "opens_on", "closes_on", "attempts", "call_again_at"),
    *("made_on", "withdrawn_on", "satisfied"),
)
# Of each noun, by its table: what finds the row again.
KEYS = {
    "event": ("events", "ticket, seq", "at, project_id, ticket, seq"),
    "callback": ("callbacks", "ticket, round", "project_id, ticket, round"),
    "response": ("responses", "token, slot, version", "answered_at, project_id, token, version"),
}
COLUMNS = {
    "event": "ticket, part",
    "callback": "ticket, part",
    "response": "token, slot, part",
}
# A resident's report or another system's filing carries its own number; for that it was taken for
# an old ticket of a register, which nobody is told of. The clockwork looks at these once.
CLIMB = """
UPDATE tickets SET raise_at = due_at
WHERE raise_at IS NULL AND due_at IS NOT NULL AND source_ref LIKE 'qr:%'
  AND stage IN ('received', 'dispatched', 'on_site', 'resolved')
"""
NOTE = """
CREATE FUNCTION note_happening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('huifang.notes_happenings', true), '') = '' THEN
    PERFORM pg_advisory_xact_lock_shared(-last_value) FROM happening_numbers;
    PERFORM set_config('huifang.notes_happenings', 'yes', true);
  END IF;
  IF TG_ARGV[0] = 'event' THEN
    INSERT INTO happenings (project_id, noun, id, ticket, part)
    VALUES (NEW.project_id, 'event', nextval('happening_numbers'), NEW.ticket, NEW.seq);
  ELSIF TG_ARGV[0] = 'callback' THEN
    INSERT INTO happenings (project_id, noun, id, ticket, part)
    VALUES (NEW.project_id, 'callback', nextval('happening_numbers'), NEW.ticket, NEW.round);
  ELSE
    INSERT INTO happenings (project_id, noun, id, token, slot, part)
    VALUES (NEW.project_id, 'response', nextval('happening_numbers'), NEW.token, NEW.slot,
            NEW.version);
  END IF;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "happenings",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(length=8), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=True),
        sa.Column("token", sa.String(length=16), nullable=True),
        sa.Column("slot", sa.String(length=60), nullable=True),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "noun", "id", name=op.f("pk_happenings")),
        sqlite_with_rowid=False,
    )
    for noun in KEYS:
        op.execute(_what_was(noun))
    if op.get_bind().dialect.name == "sqlite":
        for noun in KEYS:
            _watch_on_sqlite(noun)
    else:
        _watch_on_postgresql()
    op.execute(CLIMB)


def _what_was(noun: str) -> str:
    """What happened before anybody could read on, in the order of its own clock."""
    table, keys, order = KEYS[noun]
    return (
        f"INSERT INTO happenings (project_id, noun, id, {COLUMNS[noun]}) "
        f"SELECT project_id, '{noun}', row_number() OVER (ORDER BY {order}), {keys} FROM {table}"
    )


def _watch_on_sqlite(noun: str) -> None:
    table, keys, _order = KEYS[noun]
    new = ", ".join(f"NEW.{key}" for key in keys.split(", "))
    note = (
        f"INSERT INTO happenings (project_id, noun, id, {COLUMNS[noun]}) SELECT NEW.project_id, "
        f"'{noun}', (SELECT coalesce(max(id), 0) + 1 FROM happenings "
        f"WHERE project_id = NEW.project_id AND noun = '{noun}'), {new};"
    )
    op.execute(f"CREATE TRIGGER {table}_note_added AFTER INSERT ON {table} BEGIN {note} END")
    if noun == "callback":
        differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in TOLD)
        op.execute(
            f"CREATE TRIGGER {table}_note_happeningd AFTER UPDATE OF {', '.join(TOLD)} ON {table} "
            f"WHEN {differs} BEGIN {note} END"
        )


def _watch_on_postgresql() -> None:
    op.execute("CREATE SEQUENCE happening_numbers")
    op.execute(
        "SELECT setval('happening_numbers', (SELECT coalesce(max(id), 0) + 1 FROM happenings))"
    )
    op.execute(NOTE)
    for noun, (table, _keys, _order) in KEYS.items():
        note = f"FOR EACH ROW EXECUTE FUNCTION note_happening('{noun}')"
        op.execute(f"CREATE TRIGGER {table}_note_added AFTER INSERT ON {table} {note}")
    old, new = (", ".join(f"{when}.{column}" for column in TOLD) for when in ("OLD", "NEW"))
    op.execute(
        f"CREATE TRIGGER callbacks_note_happeningd AFTER UPDATE OF {', '.join(TOLD)} ON callbacks "
        "FOR EACH ROW WHEN "
        f"(ROW({old}) IS DISTINCT FROM ROW({new})) EXECUTE FUNCTION note_happening('callback')"
    )
