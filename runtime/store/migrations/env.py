"""Alembic's entry: runs the migrations over the connection it is handed."""

from alembic import context

from runtime.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
