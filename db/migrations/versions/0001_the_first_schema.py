"""The first schema, and the triggers that keep history as it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "projects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("name", name=op.f("uq_projects_name")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
    )
    op.create_table(
        "formulas",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_formulas_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "version", name=op.f("pk_formulas")),
    )
    op.create_table(
        "imports",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_imports_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "id", name=op.f("pk_imports")),
    )
    op.create_table(
        "memberships",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_memberships_project_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_memberships_staff_id")),
        sa.PrimaryKeyConstraint("project_id", "staff_id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_staff_id"), "memberships", ["staff_id"], unique=False)
    op.create_table(
        "numbers",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(length=20), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_numbers_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "noun", name=op.f("pk_numbers")),
    )
    op.create_table(
        "places",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("building", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_places_project_id")),
        sa.PrimaryKeyConstraint("project_id", "id", name=op.f("pk_places")),
        sa.UniqueConstraint(
            "project_id",
            "building",
            "unit",
            "name",
            name=op.f("uq_places_project_id_building_unit_name"),
        ),
    )
    op.create_table(
        "residents",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id", "place_id"],
            ["places.project_id", "places.id"],
            name=op.f("fk_residents_project_id_place_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_residents_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "id", name=op.f("pk_residents")),
    )
    op.create_index(
        op.f("ix_residents_project_id_phone"), "residents", ["project_id", "phone"], unique=False
    )
    op.create_table(
        "tickets",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("severity", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=True),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("complained_of", sa.String(length=200), nullable=False),
        sa.Column("asks", sa.Text(), nullable=False),
        sa.Column("place_words", sa.String(length=200), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("resident_id", sa.Integer(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("own_deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("term_starts", sa.Date(), nullable=True),
        sa.Column("term_ends", sa.Date(), nullable=True),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("source_ref", sa.String(length=80), nullable=True),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_step", sa.String(length=32), nullable=True),
        sa.Column("waits_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rung", sa.String(length=32), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("department", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["assignee_id"], ["staff.id"], name=op.f("fk_tickets_assignee_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "place_id"],
            ["places.project_id", "places.id"],
            name=op.f("fk_tickets_project_id_place_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "resident_id"],
            ["residents.project_id", "residents.id"],
            name=op.f("fk_tickets_project_id_resident_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_tickets_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "number", name=op.f("pk_tickets")),
        sa.UniqueConstraint(
            "project_id", "source_ref", name=op.f("uq_tickets_project_id_source_ref")
        ),
    )
    op.create_index(
        op.f("ix_tickets_project_id_parent"), "tickets", ["project_id", "parent"], unique=False
    )
    op.create_index(
        op.f("ix_tickets_project_id_received_at"),
        "tickets",
        ["project_id", "received_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tickets_project_id_resolved_at"),
        "tickets",
        ["project_id", "resolved_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tickets_project_id_stage_due_at"),
        "tickets",
        ["project_id", "stage", "due_at"],
        unique=False,
    )
    op.create_table(
        "callbacks",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row", sa.String(length=32), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("call_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("satisfied", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["staff.id"], name=op.f("fk_callbacks_assignee_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "ticket"],
            ["tickets.project_id", "tickets.number"],
            name=op.f("fk_callbacks_project_id_ticket"),
        ),
        sa.PrimaryKeyConstraint("project_id", "ticket", "round", name=op.f("pk_callbacks")),
    )
    op.create_index(
        op.f("ix_callbacks_project_id_closes_on"),
        "callbacks",
        ["project_id", "closes_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_callbacks_project_id_stage_closes_on"),
        "callbacks",
        ["project_id", "stage", "closes_on"],
        unique=False,
    )
    op.create_table(
        "codes",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id", "place_id"],
            ["places.project_id", "places.id"],
            name=op.f("fk_codes_project_id_place_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "ticket"],
            ["tickets.project_id", "tickets.number"],
            name=op.f("fk_codes_project_id_ticket"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_codes_project_id")),
        sa.PrimaryKeyConstraint("project_id", "token", name=op.f("pk_codes")),
    )
    op.create_index(
        op.f("ix_codes_project_id_ticket"), "codes", ["project_id", "ticket"], unique=False
    )
    op.create_index(op.f("ix_codes_token"), "codes", ["token"], unique=False)
    op.create_table(
        "events",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("department", sa.String(length=60), nullable=True),
        sa.Column("rung", sa.String(length=32), nullable=True),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("satisfied", sa.Boolean(), nullable=True),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.Column("sheet", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["staff.id"], name=op.f("fk_events_actor_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["staff.id"], name=op.f("fk_events_assignee_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "ticket"],
            ["tickets.project_id", "tickets.number"],
            name=op.f("fk_events_project_id_ticket"),
        ),
        sa.PrimaryKeyConstraint("project_id", "ticket", "seq", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_project_id_at"), "events", ["project_id", "at"], unique=False)
    op.create_table(
        "responses",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("slot", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("block", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("send_key", sa.String(length=40), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=True),
        sa.Column("d1", sa.Integer(), nullable=True),
        sa.Column("d2", sa.Integer(), nullable=True),
        sa.Column("d3", sa.Integer(), nullable=True),
        sa.Column("c", sa.Integer(), nullable=True),
        sa.Column("e1", sa.Integer(), nullable=True),
        sa.Column("e2", sa.Integer(), nullable=True),
        sa.Column("e3", sa.Integer(), nullable=True),
        sa.Column("e4", sa.Integer(), nullable=True),
        sa.Column("not_applicable", sa.JSON(), nullable=False),
        sa.Column("chips", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("call_me", sa.Boolean(), nullable=False),
        sa.Column("formula", sa.Integer(), nullable=False),
        sa.Column("expectation", sa.Double(), nullable=True),
        sa.Column("delivered", sa.Double(), nullable=True),
        sa.Column("gap", sa.Double(), nullable=True),
        sa.Column("verdict", sa.String(length=32), nullable=True),
        sa.Column("method", sa.String(length=32), nullable=True),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("complaint", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id", "formula"],
            ["formulas.project_id", "formulas.version"],
            name=op.f("fk_responses_project_id_formula"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "token"],
            ["codes.project_id", "codes.token"],
            name=op.f("fk_responses_project_id_token"),
        ),
        sa.PrimaryKeyConstraint(
            "project_id", "token", "slot", "version", name=op.f("pk_responses")
        ),
        sa.UniqueConstraint(
            "project_id",
            "ticket",
            "slot",
            "version",
            name=op.f("uq_responses_project_id_ticket_slot_version"),
        ),
    )
    op.create_index(
        op.f("ix_responses_project_id_answered_at"),
        "responses",
        ["project_id", "answered_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_responses_project_id_complaint"),
        "responses",
        ["project_id", "complaint"],
        unique=False,
    )
    for table, verb in _refusals():
        _refuse(table, verb)


# A response's words may be emptied (they can name a person); its answers stay as given.
RESPONSE_FACTS = (
    "project_id, token, slot, version, answered_at, seconds, form, block, language, send_key, "
    "ticket, d1, d2, d3, c, e1, e2, e3, e4, not_applicable, chips, call_me, formula, expectation, "
    "delivered, gap, verdict, method, flags, complaint"
)


def _refusals() -> tuple[tuple[str, str], ...]:
    return (
        ("events", "UPDATE"),
        ("events", "DELETE"),
        ("responses", f"UPDATE OF {RESPONSE_FACTS}"),
        ("responses", "DELETE"),
    )


def _refuse(table: str, verb: str) -> None:
    trigger = f"{table}_refuse_{verb.split()[0].lower()}"
    before = f"CREATE TRIGGER {trigger} BEFORE {verb} ON {table}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"{before} BEGIN SELECT RAISE(ABORT, '{table} are only ever added'); END")
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% are only ever added', TG_TABLE_NAME; END $$"
    )
    op.execute(f"{before} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
