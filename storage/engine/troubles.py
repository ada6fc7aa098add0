"""Why the database cannot be used now, found out from what its driver raised.

The words are for operators. They name no path, no address and no value.
"""

import sqlite3
from enum import StrEnum

from sqlalchemy import exc


class Trouble(StrEnum):
    """What is wrong with the database, in words."""

    FULL = "the disk is full"
    DAMAGED = "the database file is damaged, or is no database"
    READ_ONLY = "the database is read-only"
    LOCKED = "another process holds the database"
    UNOPENED = "the database file cannot be opened"
    DISK = "the disk does not read or write"
    MEMORY = "no memory is left"
    GONE = "the database server does not answer"
    CONNECTIONS = "all connections are in use"
    SLOW = "the database does not answer in time"
    OTHER_KEY = "the database was written with another secret key"
    OTHER_VERSION = "the database has another version than this program"


class Unavailable(Exception):
    """The database cannot be used now: full disk, locked file, server gone. Retry later."""


_SQLITE = {
    sqlite3.SQLITE_PERM: Trouble.UNOPENED,
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_PROTOCOL: Trouble.LOCKED,
    sqlite3.SQLITE_NOMEM: Trouble.MEMORY,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_IOERR: Trouble.DISK,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_CANTOPEN: Trouble.UNOPENED,
}
"""By primary result code (sqlite.org/rescode.html)."""
_POSTGRESQL = {
    "25006": Trouble.READ_ONLY,
    "40P01": Trouble.LOCKED,
    "53100": Trouble.FULL,
    "53200": Trouble.MEMORY,
    "53300": Trouble.CONNECTIONS,
    "55P03": Trouble.LOCKED,
    "XX001": Trouble.DAMAGED,
    "XX002": Trouble.DAMAGED,
}
"""By SQLSTATE (PostgreSQL's manual, appendix A)."""


def trouble_of(error: Exception, *, writing: bool = True) -> Trouble | None:
    """Return what lies outside this program, or None for a mistake of the program itself.

    A connection that only reads (not ``writing``) refuses writes: that is such a mistake.
    """
    if isinstance(error, exc.TimeoutError):
        return Trouble.CONNECTIONS
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return None if code == sqlite3.SQLITE_READONLY and not writing else _of_sqlite(code)
    return _of_postgresql(error, getattr(cause, "sqlstate", None), writing)


def _of_sqlite(code: int) -> Trouble | None:
    return _SQLITE.get(code & 0xFF)


def _of_postgresql(error: Exception, state: str | None, writing: bool) -> Trouble | None:
    known = _POSTGRESQL.get(state or "")
    if known:
        return None if known is Trouble.READ_ONLY and not writing else known
    lost = isinstance(error, exc.DBAPIError) and error.connection_invalidated
    passing = isinstance(error, (exc.OperationalError, exc.InterfaceError))
    return Trouble.GONE if lost or passing else None
