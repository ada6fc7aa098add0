"""Everything that is stored, read anew only where a statement may have written."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Table, event

from storage import schema as t
from storage.engine.database import Database
from storage.engine.store import Store

Stored = dict[str, list[tuple[object, ...]]]
"""The rows of every table, by its name."""
_INDEX = {"offer_term", "term_count", "lexicon"}
"""Tables that are computed from others."""
_WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE)\b")
_NAMES = re.compile(r"\w+")


class _Watched:
    """What was read of a database, the tables that were written since, and since a snapshot."""

    def __init__(self) -> None:
        self.stored: Stored = {}
        self.written: set[str] = set()
        self.changed: set[str] = set()
        self.commits = 0

    def missing(self, names: Sequence[str]) -> list[str]:
        """The tables of ``names`` whose rows are not known."""
        return [name for name in names if name in self.written or name not in self.stored]

    def read(self, connection: Connection, names: Sequence[str]) -> None:
        """Read ``names`` again."""
        self.stored.update(stored(connection, names))
        self.written.difference_update(names)


_watched: defaultdict[str, _Watched] = defaultdict(_Watched)
"""By the address of a database."""


def _sent(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    """Remember the tables that are written, or named beside those."""
    if _WRITES.search(statement):
        written = connection.info.setdefault("written", set())
        names = t.metadata.tables.keys() & set(_NAMES.findall(statement))
        is_deleting = "DELETE" in statement
        written.update(*(_dependent(name) for name in names) if is_deleting else (names,))


@cache
def _dependent(name: str) -> frozenset[str]:
    """Return a table and those whose rows go or change with its rows."""
    names = {name}
    while more := {table.name for table in t.metadata.sorted_tables if _refers(table, names)}:
        names |= more
    return frozenset(names)


def _refers(table: Table, names: Collection[str]) -> bool:
    """Whether a table that is not among ``names`` has references to one of them."""
    is_new = table.name not in names
    return is_new and any(key.column.table.name in names for key in table.foreign_keys)


@contextmanager
def watched(store: Store) -> Iterator[set[str]]:
    """Yield the tables that may be written within; it grows while this transaction goes on."""
    connection = store.connection.sync_connection
    assert connection
    earlier = connection.info.pop("written", set())
    written = connection.info["written"] = set[str]()
    try:
        yield written
    finally:
        earlier |= written
        connection.info["written"] = earlier


def _committed(connection: Connection) -> None:
    """What a transaction wrote is seen by others from now on, not from its statement on."""
    if written := connection.info.pop("written", set()):
        watched = _watched[connection.engine.url.render_as_string()]
        watched.written |= written
        watched.changed |= written
        watched.commits += 1


event.listen(Engine, "before_cursor_execute", _sent)
event.listen(Engine, "commit", _committed)


def commits(database: Database) -> int:
    """How many transactions of this process wrote something; where none did, nothing differs."""
    return _watched[database.url.render_as_string()].commits


def kept(database: Database) -> Stored:
    """Begin to note which tables ``changed_since``; return the rows that need not be read again."""
    watched = _watched[database.url.render_as_string()]
    watched.changed = set()
    return {name: held for name, held in watched.stored.items() if name not in watched.written}


def changed_since(database: Database) -> set[str]:
    """Return the tables that were written since ``kept`` or ``brought_back``."""
    return _watched[database.url.render_as_string()].changed


def brought_back(database: Database, stored: Stored) -> None:
    """Note that a database holds again what it held when ``stored`` was ``kept``."""
    watched = _watched[database.url.render_as_string()]
    watched.stored, watched.written, watched.changed = dict(stored), set(), set()


async def rows(database: Database, without: Collection[str] = ()) -> Stored:
    """Everything that is stored, by table, but the tables ``without``.

    Statements of this process are followed; those of another one are not seen.
    """
    names = [name for name in t.metadata.tables if name not in _INDEX and name not in without]
    watched = _watched[database.url.render_as_string()]
    async with database.read() as store:
        await store.connection.run_sync(watched.read, watched.missing(names))
    return {name: watched.stored[name] for name in names}


def stored(connection: Connection, names: Sequence[str]) -> Stored:
    """As the driver reads it, in SQLite's order: values are compared here, not understood."""
    return {name: _read(connection, name) for name in names}


def _read(connection: Connection, name: str) -> list[tuple[object, ...]]:
    with connection.exec_driver_sql(f'SELECT * FROM "{name}"') as result:
        assert result.cursor
        return list(result.cursor.fetchall())


def changed(before: Stored, after: Stored) -> list[str]:
    """The tables that differ."""
    return [name for name, found in before.items() if after[name] != found]
