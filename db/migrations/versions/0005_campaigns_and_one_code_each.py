"""Campaigns, who gave out and withdrew each code, and one code that opens for each thing.

Of several codes for one thing the latest keeps opening, the older ones are withdrawn.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

NEW = (
    sa.Column("campaign", sa.Integer(), nullable=True),
    sa.Column("issued_by", sa.Integer(), nullable=True),
    sa.Column("revoked_by", sa.Integer(), nullable=True),
)
LINKS = {
    "fk_codes_project_id_campaign": (
        "campaigns",
        ["project_id", "campaign"],
        ["project_id", "id"],
    ),
    "fk_codes_issued_by": ("staff", ["issued_by"], ["id"]),
    "fk_codes_revoked_by": ("staff", ["revoked_by"], ["id"]),
}
THINGS = {
    "ticket": ["ticket"],
    "place": ["place_id"],
    "card": [],
    "campaign": ["campaign", "place_id"],
}


def upgrade() -> None:
    op.create_table(
        "campaigns",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name="fk_campaigns_created_by"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name="fk_campaigns_project_id"),
        sa.PrimaryKeyConstraint("project_id", "id", name="pk_campaigns"),
        sa.UniqueConstraint("project_id", "name", name="uq_campaigns_project_id_name"),
    )
    if op.get_bind().dialect.name == "sqlite":
        _rebuild()
    else:
        _extend()
    op.create_index(
        "ix_codes_project_id_campaign_place_id", "codes", ["project_id", "campaign", "place_id"]
    )
    _withdraw_the_older()
    for kind, thing in THINGS.items():
        live = sa.text(f"kind = '{kind}' AND revoked_at IS NULL")
        op.create_index(
            f"uq_codes_live_{kind}",
            "codes",
            ["project_id", *thing],
            unique=True,
            sqlite_where=live,
            postgresql_where=live,
        )


def _extend() -> None:
    for column in NEW:
        op.add_column("codes", column)
    for name, (table, here, there) in LINKS.items():
        op.create_foreign_key(name, "codes", table, here, there)


def _rebuild() -> None:
    """SQLite adds no constraint to a table that stands, and responses refer to this one.

    Until the end of the transaction it may be gone; each row that comes back is found again.
    """
    codes = sa.Table("codes", sa.MetaData(), autoload_with=op.get_bind())
    names = ", ".join(column.name for column in codes.columns)
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute("CREATE TEMPORARY TABLE codes_before AS SELECT * FROM codes")
    op.drop_table("codes")
    for column in NEW:
        codes.append_column(column)
    for name, (table, here, there) in LINKS.items():
        codes.append_constraint(
            sa.ForeignKeyConstraint(here, [f"{table}.{key}" for key in there], name=name)
        )
        sa.Table(table, codes.metadata, autoload_with=op.get_bind(), extend_existing=True)
    codes.create(op.get_bind())
    op.execute(f"INSERT INTO codes ({names}) SELECT {names} FROM codes_before")  # noqa: S608  ours
    op.execute("DROP TABLE codes_before")


def _withdraw_the_older() -> None:
    older, newer = sa.table("codes", *_columns()), sa.table("codes", *_columns()).alias("newer")
    is_same = sa.or_(
        *(
            sa.and_(older.c.kind == kind, *(older.c[name] == newer.c[name] for name in thing))
            for kind, thing in THINGS.items()
        )
    )
    is_newer = sa.or_(
        newer.c.issued_at > older.c.issued_at,
        sa.and_(newer.c.issued_at == older.c.issued_at, newer.c.token > older.c.token),
    )
    replaced = sa.exists().where(
        newer.c.project_id == older.c.project_id,
        newer.c.kind == older.c.kind,
        newer.c.revoked_at.is_(None),
        is_same,
        is_newer,
    )
    op.execute(
        sa.update(older)
        .where(older.c.revoked_at.is_(None), replaced)
        .values(revoked_at=sa.func.current_timestamp())
    )


def _columns() -> list[sa.ColumnClause[object]]:
    names = ("project_id", "token", "kind", "ticket", "place_id", "campaign", "issued_at")
    return [sa.column(name) for name in (*names, "revoked_at")]
