"""Run by Alembic; ``storage/engine/versions.py`` gives the address of the database."""

from alembic import context

from storage.engine.upgrades import upgrading
from storage.schema import metadata


def run() -> None:
    attributes = context.config.attributes
    with upgrading(attributes["url"], attributes["newest"]) as connection:
        context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()


run()
