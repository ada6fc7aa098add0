"""Which version the database has, and bringing it to ours (Alembic)."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, exc, inspect, text
from sqlalchemy.engine import URL

from storage.engine.database import Unavailable, async_url

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent.parent / "migrations"


class NewerDatabase(Exception):
    """The database was written by a newer Lotse. Update this one, or restore an older backup."""


def sync_url(url: str) -> URL:
    """Return the URL for a driver that blocks: migrations need no event loop."""
    parsed = async_url(url)
    return parsed.set(drivername="sqlite") if parsed.get_backend_name() == "sqlite" else parsed


def alembic_config(url: str) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["url"] = sync_url(url)
    return config


def known() -> list[str]:
    """Return our revisions, the newest last: what the names of their files begin with."""
    return sorted(path.name.split("_")[0] for path in (HERE / "versions").glob("[0-9]*.py"))


def current(url: str) -> str | None:
    """Return the revision of the database, or None if it is empty. Raises Unavailable."""
    engine = create_engine(sync_url(url), hide_parameters=True)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except exc.OperationalError as error:
        raise Unavailable("cannot be opened") from error
    finally:
        engine.dispose()


def migrate(url: str) -> None:
    """Bring the database up to date. Raises NewerDatabase, Unavailable.

    Alembic is loaded only if there is something to do: it costs a fifth of the start and of the
    memory.
    """
    parsed = sync_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    revision = current(url)
    if revision is not None and revision not in known():
        raise NewerDatabase(revision)
    if revision != known()[-1]:
        from alembic import command

        command.upgrade(alembic_config(url), "head")
