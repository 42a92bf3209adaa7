"""Alembic's entry: migrations run on the connection, and inside the lock, of db.upgrade."""

from alembic import context

from db.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
context.run_migrations()
