"""Every list has an index that holds what it is narrowed to and its order, and no more rows."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

# Nothing asks for events by their time; the others have given way to those below.
GONE = {
    "events": ("ix_events_project_id_at",),
    "tickets": (
        "ix_tickets_project_id_stage_due_at",
        "ix_tickets_project_id_parent",
        "ix_tickets_raise_at",
    ),
    "callbacks": (
        "ix_callbacks_project_id_closes_on",
        "ix_callbacks_project_id_stage_closes_on",
        "ix_callbacks_raise_at",
    ),
    "responses": ("ix_responses_project_id_complaint",),
    "residents": ("ix_residents_project_id_phone",),
}
OPEN = "stage IN ('received', 'dispatched', 'on_site', 'resolved')"
OWED = "stage IN ('owed', 'planned', 'assigned')"
NARROWED = ("kind", "severity", "assignee_id")


def upgrade() -> None:
    for table, names in GONE.items():
        for name in names:
            op.drop_index(name, table_name=table)
    _tickets()
    _callbacks()
    _responses()
    op.create_index(
        "ix_residents_by_phone", "residents", ["project_id", "phone", "id", "name", "merged_into"]
    )
    op.create_index(
        "ix_residents_by_name", "residents", ["project_id", "name", "id", "phone", "merged_into"]
    )


def _tickets() -> None:
    _part(
        "ix_tickets_open", "tickets", ["project_id", "due_at", "number", "stage", *NARROWED], OPEN
    )
    counted = ["project_id", "stage", "due_at", "stage_since", "rung"]
    _part("ix_tickets_open_by_stage", "tickets", counted, OPEN)
    _part(
        "ix_tickets_over",
        "tickets",
        ["project_id", "stage", "number", *NARROWED],
        "stage IN ('replied', 'closed')",
    )
    _part("ix_tickets_open_at_place", "tickets", ["project_id", "place_id", "number"], OPEN)
    for column in ("place_id", "resident_id"):
        name = f"ix_tickets_project_id_{column}_number"
        op.create_index(name, "tickets", ["project_id", column, "number"])
    _part(
        "ix_tickets_grown_out",
        "tickets",
        ["project_id", "parent", "number"],
        "parent IS NOT NULL",
    )
    _part("ix_tickets_raise_at", "tickets", ["raise_at"], "raise_at IS NOT NULL")


def _callbacks() -> None:
    _part(
        "ix_callbacks_owed",
        "callbacks",
        ["project_id", "closes_on", "ticket", "opens_on", "row", "assignee_id"],
        OWED,
    )
    days = ["project_id", "stage", "closes_on", "opens_on"]
    _part("ix_callbacks_owed_by_stage", "callbacks", days, OWED)
    _part(
        "ix_callbacks_made",
        "callbacks",
        ["project_id", "stage", "made_on", "ticket", "row", "assignee_id"],
        "made_on IS NOT NULL",
    )
    counted = ["closes_on", "made_on", "opens_on", "withdrawn_on", "row", "assignee_id"]
    op.create_index("ix_callbacks_counted", "callbacks", ["project_id", *counted])
    _part("ix_callbacks_raise_at", "callbacks", ["raise_at"], "raise_at IS NOT NULL")


def _responses() -> None:
    _part(
        "ix_responses_complaint",
        "responses",
        ["project_id", "complaint"],
        "complaint IS NOT NULL",
    )
    _part(
        "ix_responses_standing",
        "responses",
        ["project_id", "token", "answered_at", "version"],
        "ticket IS NULL",
    )


def _part(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
