"""What a database holds at one moment, brought back as often as a test needs it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from storage.engine.database import Database
from tests.harness import tables

IDS = "sqlite_sequence"
"""Where SQLite keeps the highest id of each table."""


class Snapshot:
    """A copy of an SQLite database; a scene that took long is made once.

    While it is taken or brought back no transaction may be open. Only what this process changed
    is brought back.
    """

    def __init__(self, database: Database) -> None:
        assert database.is_sqlite
        assert database.url.database
        self._database, self._path = database, database.url.database
        self._copy = Path(f"{self._path}-copy")
        self._known = tables.kept(database)
        connection, copy = sqlite3.connect(self._path), sqlite3.connect(self._copy)
        with closing(connection), closing(copy):
            connection.backup(copy)

    def restore(self) -> None:
        """Give the database the rows of that moment, also where it is open."""
        with closing(sqlite3.connect(self._path, isolation_level=None)) as connection:
            connection.execute("ATTACH ? AS kept", (str(self._copy),))
            connection.execute("BEGIN")
            for name in (*tables.changed_since(self._database), IDS):
                connection.execute(f'DELETE FROM main."{name}"')
                connection.execute(f'INSERT INTO main."{name}" SELECT * FROM kept."{name}"')
            connection.execute("COMMIT")
        tables.brought_back(self._database, self._known)

    def close(self) -> None:
        self._copy.unlink()
