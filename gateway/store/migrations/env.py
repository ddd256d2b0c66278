"""What Alembic runs: the steps on the connection that `migrate` hands over.

On SQLite they run inside its transaction; on PostgreSQL each step has transactions of its own.
"""

from __future__ import annotations

from alembic import context

from gateway.store.columns import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    transactional_ddl=True,
    transaction_per_migration=connection.dialect.name != "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
