"""A backup is an SQLite file with every row and nothing that was deleted, for both databases.

A restored file is a copy of today's rows, so no page of the old file and no log travels with it.
"""

import errno
import os
from pathlib import Path

from sqlalchemy import Table, create_engine, func, insert, select, text
from sqlalchemy.engine import Connection

from storage import schema as t
from storage.engine.versions import NewerDatabase, current, migrate, sync_url

BATCH = 1000


class BackupExists(FileExistsError):
    """The file is already there; a backup never overwrites anything."""


class NotEmpty(Exception):
    """The database holds people or offers; only an empty one can be restored into."""


def backup(url: str, path: Path) -> int:
    """Copy everything into a new file; return the number of rows. Raises BackupExists."""
    if path.exists():
        raise BackupExists(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    migrate(f"sqlite:///{partial}")
    rows = _copy(url, f"sqlite:///{partial}")
    partial.rename(path)
    path.chmod(0o600)
    return rows


def restore(path: Path, url: str) -> int:
    """Copy a backup into an empty database; return the number of rows.

    Raises NotEmpty, FileNotFoundError, NewerDatabase.
    """
    if not path.exists():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    source = f"sqlite:///{path}"
    migrate(url)
    if current(source) != current(url):
        raise NewerDatabase(current(source))
    return _copy(source, url, into_empty=True)


def _copy(source: str, target: str, *, into_empty: bool = False) -> int:
    old, new = create_engine(sync_url(source)), create_engine(sync_url(target))
    try:
        with old.connect() as reading, new.begin() as writing:
            _one_moment(reading)
            if into_empty and any(
                _count(writing, table) for table in (t.person, t.offer, t.district)
            ):
                raise NotEmpty
            copied = sum(_copy_table(reading, writing, table) for table in t.metadata.sorted_tables)
            writing.execute(text("ANALYZE"))
            return copied
    finally:
        old.dispose()
        new.dispose()


def _one_moment(connection: Connection) -> None:
    """Read all tables as they are at one instant, while people go on writing."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
    else:
        connection.exec_driver_sql("BEGIN")


def _copy_table(reading: Connection, writing: Connection, table: Table) -> int:
    copied = 0
    rows = reading.execution_options(yield_per=BATCH).execute(select(table)).mappings()
    for batch in rows.partitions(BATCH):
        writing.execute(insert(table), [dict(row) for row in batch])
        copied += len(batch)
    _continue_numbers(writing, table)
    return copied


def _continue_numbers(connection: Connection, table: Table) -> None:
    """Set PostgreSQL's sequence, which does not see rows that were inserted with their ids."""
    if connection.dialect.name == "postgresql" and "id" in table.c:
        highest = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
        connection.execute(
            select(func.setval(func.pg_get_serial_sequence(table.name, "id"), highest, False))
        )


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()
