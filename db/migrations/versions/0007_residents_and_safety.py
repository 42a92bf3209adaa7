"""Segments and key criteria of residents, outages with their visits, and what an erasure opens."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

CODE = sa.String(length=32)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _widen_places_and_residents()
    _create_criteria()
    _create_outages()
    _create_erasures()
    for table, verb in REFUSED:
        _refuse(table, verb)
    _let_words_of_the_erased_go()


def _widen_places_and_residents() -> None:
    op.add_column("places", sa.Column("property_type", CODE))
    op.add_column("places", sa.Column("area", sa.Double()))
    op.add_column("places", sa.Column("household_size", sa.Integer()))
    for name in ("tenure", "party", "importance", "mindset"):
        op.add_column("residents", sa.Column(name, CODE))
    note = sa.Column("note", sa.String(length=200), nullable=False, server_default="")
    op.add_column("residents", note)
    op.add_column("residents", sa.Column("moved_out_at", MOMENT))
    op.add_column("residents", sa.Column("merged_into", sa.Integer()))
    columns = ["project_id", "place_id"]
    op.create_index(op.f("ix_residents_project_id_place_id"), "residents", columns)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _belongs(table: str, column: str, to: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["project_id", column],
        [f"{to}.project_id", f"{to}.{key}"],
        name=op.f(f"fk_{table}_project_id_{column}"),
    )


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _create_criteria() -> None:
    table = "resident_criteria"
    op.create_table(
        table,
        _number("project_id"),
        _number("resident_id"),
        sa.Column("criterion", CODE, nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        _belongs(table, "resident_id", "residents"),
        sa.PrimaryKeyConstraint("project_id", "resident_id", "criterion", name=op.f(f"pk_{table}")),
    )
    columns = ["project_id", "criterion"]
    op.create_index(op.f(f"ix_{table}_project_id_criterion"), table, columns)


def _create_outages() -> None:
    op.create_table(
        "outages",
        _number("project_id"),
        _number("id"),
        sa.Column("supply", CODE, nullable=False),
        sa.Column("is_planned", sa.Boolean(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.Integer()),
        sa.Column("over_at", MOMENT),
        sa.Column("over_by", sa.Integer()),
        _points("outages", "project_id", "projects"),
        _points("outages", "recorded_by", "staff"),
        _points("outages", "over_by", "staff"),
        sa.PrimaryKeyConstraint("project_id", "id", name=op.f("pk_outages")),
    )
    columns = ["project_id", "over_at"]
    op.create_index(op.f("ix_outages_project_id_over_at"), "outages", columns)
    op.create_table(
        "outage_areas",
        _number("project_id"),
        _number("outage"),
        sa.Column("building", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        _belongs("outage_areas", "outage", "outages"),
        sa.PrimaryKeyConstraint(
            "project_id", "outage", "building", "unit", name=op.f("pk_outage_areas")
        ),
    )
    op.create_table(
        "outage_visits",
        _number("project_id"),
        _number("outage"),
        _number("resident_id"),
        sa.Column("visited_at", MOMENT, nullable=False),
        sa.Column("visited_by", sa.Integer(), nullable=False),
        sa.Column("condition", CODE, nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        _belongs("outage_visits", "outage", "outages"),
        _belongs("outage_visits", "resident_id", "residents"),
        _points("outage_visits", "visited_by", "staff"),
        sa.PrimaryKeyConstraint(
            "project_id", "outage", "resident_id", name=op.f("pk_outage_visits")
        ),
    )


def _create_erasures() -> None:
    op.create_table(
        "erasures",
        _number("project_id"),
        _number("resident_id"),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Integer()),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("tickets", "events", "responses", "visits")
        ),
        _belongs("erasures", "resident_id", "residents"),
        _points("erasures", "by", "staff"),
        sa.PrimaryKeyConstraint("project_id", "resident_id", name=op.f("pk_erasures")),
    )


# A visit's note may be emptied (it can name a person); the visit stays as it was made.
REFUSED = (
    (
        "outage_visits",
        "UPDATE OF project_id, outage, resident_id, visited_at, visited_by, condition",
    ),
    ("outage_visits", "DELETE"),
    ("erasures", "UPDATE"),
    ("erasures", "DELETE"),
)


def _refuse(table: str, verb: str) -> None:
    trigger = f"{table}_refuse_{verb.split()[0].lower()}"
    before = f"CREATE TRIGGER {trigger} BEFORE {verb} ON {table}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"{before} BEGIN SELECT RAISE(ABORT, '{table} are only ever added'); END")
        return
    op.execute(f"{before} FOR EACH ROW EXECUTE FUNCTION refuse_change()")


# What an event says in words may go once its resident's erasure is on record; nothing else may.
FACTS = (
    *("project_id", "ticket", "seq", "step", "at", "round", "actor_id", "assignee_id"),
    *("department", "rung", "promised_at", "satisfied", "amount", "missed"),
)
ERASED = (
    "EXISTS (SELECT 1 FROM tickets JOIN erasures ON erasures.project_id = tickets.project_id "
    "AND erasures.resident_id = tickets.resident_id "
    "WHERE tickets.project_id = OLD.project_id AND tickets.number = OLD.ticket)"
)
WORDS = ("shortcomings", "suggestions")


def _let_words_of_the_erased_go() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
        return
    op.execute(
        "CREATE FUNCTION refuse_unless_erased() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {_only_words_go(_kept_by_postgresql)} AND {ERASED} THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION 'events are only ever added'; END $$"
    )
    op.execute("DROP TRIGGER events_refuse_update ON events")
    op.execute(
        "CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events "
        "FOR EACH ROW EXECUTE FUNCTION refuse_unless_erased()"
    )


def _on_sqlite() -> None:
    op.execute("DROP TRIGGER events_refuse_update")
    op.execute(
        "CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events "
        f"WHEN NOT ({_only_words_go(_kept_by_sqlite)} AND {ERASED}) "
        "BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END"
    )


def _only_words_go(kept: Callable[[str], str]) -> str:
    same = [f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in FACTS]
    same.append(f"{kept('NEW')} IS NOT DISTINCT FROM {kept('OLD')}")
    gone = [f"coalesce(NEW.sheet ->> '{word}', '') = ''" for word in WORDS]
    return " AND ".join((*same, "NEW.note = ''", *gone))


def _kept_by_sqlite(row: str) -> str:
    paths = ", ".join(f"'$.{word}'" for word in WORDS)
    return f"json_remove({row}.sheet, {paths})"


def _kept_by_postgresql(row: str) -> str:
    return f"({row}.sheet::jsonb - '{{{','.join(WORDS)}}}'::text[])"
