"""Which version the database has, and bringing it to ours (Alembic)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, exc
from sqlalchemy.engine import URL

from storage.database import Unavailable, async_url

HERE = Path(__file__).parent / "migrations"


class NewerDatabase(Exception):
    """The database was written by a newer Lotse. Update this one, or restore an older backup."""


def sync_url(url: str) -> URL:
    """The same database by a driver that waits: migrations need no event loop."""
    parsed = async_url(url)
    return parsed.set(drivername="sqlite") if parsed.get_backend_name() == "sqlite" else parsed


def alembic_config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["url"] = sync_url(url)
    return config


def current(url: str) -> str | None:
    """The revision of the database; None if it is empty. Raises Unavailable."""
    engine = create_engine(sync_url(url), hide_parameters=True)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except exc.OperationalError as error:
        raise Unavailable("cannot be opened") from error
    finally:
        engine.dispose()


def migrate(url: str) -> None:
    """Bring the database up to date. Raises NewerDatabase, Unavailable."""
    parsed = sync_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    scripts = ScriptDirectory(str(HERE))
    found = current(url)
    if found and found not in {script.revision for script in scripts.walk_revisions()}:
        raise NewerDatabase(found)
    if found != scripts.get_current_head():
        command.upgrade(alembic_config(url), "head")
