"""A closed ticket whose words were kept long enough is marked, and its events give way."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

FACTS = (
    *("project_id", "ticket", "seq", "step", "at", "round", "actor_id", "assignee_id"),
    *("department", "rung", "promised_at", "satisfied", "amount", "missed"),
)
WORDS = ("shortcomings", "suggestions")
ERASED = (
    "EXISTS (SELECT 1 FROM tickets LEFT JOIN erasures "
    "ON erasures.project_id = tickets.project_id "
    "AND erasures.resident_id = tickets.resident_id "
    "WHERE tickets.project_id = OLD.project_id AND tickets.number = OLD.ticket "
    "AND (tickets.emptied_at IS NOT NULL OR erasures.at IS NOT NULL))"
)
# The mark says that a closed ticket's words are gone, and stays.
MARK = "OLD.emptied_at IS NOT NULL OR NEW.closed_at IS NULL"
INDEXES = (
    (
        "ix_tickets_kept",
        "tickets",
        ["project_id", "closed_at", "number"],
        "closed_at IS NOT NULL AND emptied_at IS NULL",
    ),
    ("ix_responses_written", "responses", ["project_id", "answered_at"], "words != ''"),
    (
        "ix_residents_left",
        "residents",
        ["project_id", "moved_out_at", "id"],
        "moved_out_at IS NOT NULL",
    ),
)


def upgrade() -> None:
    op.add_column("tickets", sa.Column("emptied_at", sa.DateTime(timezone=True), nullable=True))
    for name, table, columns, where in INDEXES:
        told = sa.text(where)
        op.create_index(name, table, columns, sqlite_where=told, postgresql_where=told)
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
        return
    _on_postgresql()


def _on_sqlite() -> None:
    op.execute("DROP TRIGGER events_refuse_update")
    op.execute(
        "CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events "
        f"WHEN NOT ({_only_words_go(_sheet_on_sqlite)} AND {ERASED}) "
        "BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END"
    )
    op.execute(
        "CREATE TRIGGER tickets_keep_mark BEFORE UPDATE OF emptied_at ON tickets "
        f"WHEN {MARK} BEGIN SELECT RAISE(ABORT, 'a closed ticket is emptied once'); END"
    )


def _on_postgresql() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_unless_erased() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {_only_words_go(_sheet_on_postgresql)} AND {ERASED} THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION 'events are only ever added'; END $$"
    )
    op.execute(
        "CREATE FUNCTION keep_mark() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'a closed ticket is emptied once'; END $$"
    )
    op.execute(
        "CREATE TRIGGER tickets_keep_mark BEFORE UPDATE OF emptied_at ON tickets "
        f"FOR EACH ROW WHEN ({MARK}) EXECUTE FUNCTION keep_mark()"
    )


def _only_words_go(kept: Callable[[str], str]) -> str:
    same = [f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in FACTS]
    same.append(f"{kept('NEW')} IS NOT DISTINCT FROM {kept('OLD')}")
    gone = [f"coalesce(NEW.sheet ->> '{word}', '') = ''" for word in WORDS]
    return " AND ".join((*same, "NEW.note = ''", *gone))


def _sheet_on_sqlite(row: str) -> str:
    paths = ", ".join(f"'$.{word}'" for word in WORDS)
    return f"json_remove({row}.sheet, {paths})"


def _sheet_on_postgresql(row: str) -> str:
    return f"({row}.sheet::jsonb - '{{{','.join(WORDS)}}}'::text[])"
