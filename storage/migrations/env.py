"""Run by Alembic; ``storage/engine/versions.py`` gives the address of the database."""

from functools import partial

from alembic import context
from alembic.operations import Operations

from storage.engine.upgrades import upgrading
from storage.schema import metadata


def run() -> None:
    attributes = context.config.attributes
    with upgrading(attributes["url"], attributes["newest"]) as connection:
        context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
        migrations = context.get_context()
        with context.begin_transaction(), Operations.context(migrations) as operations:
            _read_tables_alone(operations)
            migrations.run_migrations()


def _read_tables_alone(operations: Operations) -> None:
    """Read a table that SQLite copies without those that it refers to: they stay as they are.

    Alembic would read them all for each copy, which is half of an upgrade.
    """
    alone = partial(operations.batch_alter_table, reflect_kwargs={"resolve_fks": False})
    vars(operations)["batch_alter_table"] = alone


run()
