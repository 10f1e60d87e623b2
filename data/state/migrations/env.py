"""Alembic's entry: migrations run on the connection they are handed."""

from alembic import context

from data.state.models import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
