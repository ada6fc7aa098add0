"""What a database holds at one moment, brought back as often as a test needs it."""

import sqlite3
from contextlib import closing

from storage.engine.database import Database


class Snapshot:
    """A copy in memory of an SQLite database; a scene that took long is made once.

    While it is taken or brought back no transaction may be open.
    """

    def __init__(self, database: Database) -> None:
        assert database.is_sqlite
        assert database.url.database
        self._path = database.url.database
        self._kept = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self._path)) as connection:
            connection.backup(self._kept)

    def restore(self) -> None:
        """Give the database the rows of that moment, also where it is open."""
        with closing(sqlite3.connect(self._path)) as connection:
            self._kept.backup(connection)

    def close(self) -> None:
        self._kept.close()
