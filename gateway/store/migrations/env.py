"""What Alembic runs: the steps on the connection that `migrate` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from gateway.store.columns import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
