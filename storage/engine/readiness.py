"""Whether the database can be used now: what a request would need is really tried."""

import asyncio
import os
import secrets
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import exc, insert, text

from storage import schema as t
from storage.engine.database import Database
from storage.engine.keys import is_ours
from storage.engine.store import Store
from storage.engine.troubles import Trouble, Unavailable, trouble_of
from storage.engine.versions import is_newest

ROOM = 1024 * 1024
"""Free room below which a disk counts as full, in bytes."""
TRIED = 64 * 1024
"""How much is written beside the database, in bytes, and deleted at once."""
ANSWER = 10
"""Seconds in which the database must have answered."""
ALWAYS_CHECKED = 32 * 1024 * 1024
"""Size up to which a file is checked each time, in bytes; larger ones now and then."""
SHARE = 50
"""A large file is checked again after so many times the duration of its last check."""
_VERSION = text("SELECT version_num FROM alembic_version")


class _Undone(Exception):
    """Ends the transaction of a trial without keeping anything of it."""


class Readiness:
    """Looks at one database. Requests that come meanwhile share a look."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._look: asyncio.Task[Trouble | None] | None = None
        self._checked_until = 0.0
        self._checked: Trouble | None = None

    async def trouble(self) -> Trouble | None:
        """Return why the database cannot be used now, None if it can."""
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._tried())
        done, _ = await asyncio.wait([self._look], timeout=ANSWER)
        return self._look.result() if done else Trouble.SLOW

    async def _tried(self) -> Trouble | None:
        try:
            return await self._of_file() or await self._of_transaction()
        except Unavailable as error:
            return Trouble(error.args[0])

    async def _of_file(self) -> Trouble | None:
        if self._database.is_damaged:
            return Trouble.DAMAGED
        if not self._database.is_sqlite:
            return None
        path = Path(self._database.url.database or "")
        return await asyncio.to_thread(lambda: _without_room(path) or self._broken(path))

    def _broken(self, path: Path) -> Trouble | None:
        """Check the pages of the file; the answer for a large one may be some time old."""
        began = time.monotonic()
        if began >= self._checked_until:
            self._checked = _broken(path)
            self._checked_until = 0.0
            if path.stat().st_size > ALWAYS_CHECKED:
                self._checked_until = began + SHARE * (time.monotonic() - began)
        return self._checked

    async def _of_transaction(self) -> Trouble | None:
        """Write something, look at version and key, and undo it."""
        trouble = None
        try:
            async with self._database.write() as store:
                trouble = await _of_contents(store)
                await _write_something(store)
                raise _Undone
        except _Undone:
            return trouble
        except exc.DBAPIError:  # tables or columns are not there
            return Trouble.OTHER_VERSION


async def _of_contents(store: Store) -> Trouble | None:
    if not is_newest((await store.execute(_VERSION)).scalar()):
        return Trouble.OTHER_VERSION
    return None if await is_ours(store) else Trouble.OTHER_KEY


async def _write_something(store: Store) -> None:
    """Write a hundred rows, so that SQLite needs further pages."""
    rows = [{"name": secrets.token_hex(30), "value": secrets.token_hex(100)} for _ in range(100)]
    await store.execute(insert(t.setting), rows if not store.is_postgresql else rows[:1])


def _without_room(path: Path) -> Trouble | None:
    """Return whether nothing can be written to the file or beside it, and why."""
    try:
        if not os.access(path, os.W_OK) or not path.stat().st_mode & 0o222:
            return Trouble.READ_ONLY if path.exists() else Trouble.UNOPENED
        disk = os.statvfs(path.parent)
        if disk.f_bavail * disk.f_frsize < ROOM:
            return Trouble.FULL
        with tempfile.TemporaryFile(dir=path.parent) as trial:
            trial.write(bytes(TRIED))
            trial.flush()
    except OSError:
        return Trouble.DISK
    return None


def _broken(path: Path) -> Trouble | None:
    """Read every page of the file as it is on the disk, and return what is wrong."""
    try:
        address = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=ANSWER)) as connection:
            (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            return None if answer == "ok" else Trouble.DAMAGED
    except sqlite3.Error as error:
        return trouble_of(error) or Trouble.DAMAGED
