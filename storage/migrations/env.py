"""Run by Alembic; ``storage/engine/versions.py`` gives the address of the database."""

from alembic import context
from sqlalchemy import create_engine

from storage.schema import metadata


def run() -> None:
    engine = create_engine(context.config.attributes["url"], hide_parameters=True)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
