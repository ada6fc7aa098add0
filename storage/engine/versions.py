"""Which version the database has, and bringing it to ours (Alembic)."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, exc, inspect
from sqlalchemy.engine import URL

from storage.engine.creation import create
from storage.engine.database import BUSY_TIMEOUT, async_url
from storage.engine.private_files import make_private_file
from storage.engine.troubles import Unavailable, trouble_of
from storage.engine.upgrades import WAIT, keep_a_log, version_in
from storage.schema import metadata

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent.parent / "migrations"


class NewerDatabase(Exception):
    """The database was written by a newer Lotse. Update this one, or restore an older backup."""


class HalfMadeDatabase(Exception):
    """The database has tables of ours and no version: making it was broken off."""


class ForeignDatabase(Exception):
    """The file holds tables, and none of them is ours; or a version that we never had."""


class UpgradeFailed(Exception):
    """The upgrade from a version was refused by the database; nothing was changed."""


def sync_url(url: str) -> URL:
    """Return the URL for a driver that blocks: migrations need no event loop."""
    parsed = async_url(url)
    return parsed.set(drivername="sqlite") if parsed.get_backend_name() == "sqlite" else parsed


def alembic_config(url: str) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["url"] = sync_url(url)
    config.attributes["newest"] = known()[-1]
    return config


def known() -> list[str]:
    """Return our revisions, the newest last: what the names of their files begin with."""
    return sorted(path.name.split("_")[0] for path in (HERE / "versions").glob("[0-9]*.py"))


def current(url: str) -> str | None:
    """Return the version of the database, or None if it is empty.

    Raises Unavailable, NewerDatabase, HalfMadeDatabase, ForeignDatabase.
    """
    parsed = sync_url(url)
    if _is_file(parsed) and parsed.database and not Path(parsed.database).exists():
        return None  # looking would make the file
    engine = create_engine(parsed, hide_parameters=True, connect_args=_patience(parsed))
    try:
        with _explained(), engine.connect() as connection:
            return _version(connection)
    finally:
        engine.dispose()


def is_newest(version: str | None) -> bool:
    """Return whether a database of this version needs no upgrade."""
    return version == known()[-1]


def migrate(url: str) -> None:
    """Bring the database up to date.

    Raises NewerDatabase, HalfMadeDatabase, ForeignDatabase, UpgradeFailed, NoRoom, LostRows,
    Unavailable.
    """
    parsed = sync_url(url)
    file = Path(parsed.database) if _is_file(parsed) and parsed.database else None
    if file:
        make_private_file(file)
    if not is_newest(version := current(url)):
        upgrade(url, version)
    if file:
        with _explained():
            keep_a_log(file)


def upgrade(url: str, version: str | None) -> None:
    """Upgrade a database that has a version, None if it is empty. Raises like ``migrate``."""
    try:
        with _explained():
            if version is None and create(sync_url(url), known()[-1]):
                return
            _run_migrations(url)
    except (exc.DBAPIError, sqlite3.Error) as error:
        raise UpgradeFailed(version or "-", type(error).__name__) from error


def _run_migrations(url: str) -> None:
    """Alembic is loaded here: it costs a fifth of the start and of the memory."""
    from alembic import command

    command.upgrade(alembic_config(url), "head")


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what lies outside this program into Unavailable."""
    try:
        yield
    except (exc.DBAPIError, sqlite3.Error) as error:
        if trouble := trouble_of(error):
            raise Unavailable(trouble) from error
        raise


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _patience(url: URL) -> dict[str, Any]:
    """Return what makes a connection wait for another process that upgrades the file."""
    return {"timeout": WAIT} if _is_file(url) else {"connect_timeout": BUSY_TIMEOUT}


def _version(connection: Connection) -> str | None:
    """Return the version that is written in a database, None for an empty one."""
    version = version_in(connection)
    if version is None and (tables := _tables(connection)):
        version = version_in(connection)  # another process may have made them meanwhile
        if version is None:
            _refuse(tables, connection.dialect.name)
    if version is None or version in known():
        return version
    raise _unknown(version)


def _unknown(version: str) -> Exception:
    is_later = version.isdigit() and version > known()[-1]
    return NewerDatabase(version) if is_later else ForeignDatabase()


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def _refuse(tables: set[str], kind: str) -> None:
    """Refuse tables without a version. A PostgreSQL may hold tables of other programs."""
    if tables & set(metadata.tables):
        raise HalfMadeDatabase
    if kind == "sqlite":
        raise ForeignDatabase
