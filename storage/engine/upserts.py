"""Statements that add rows, or replace those that are there, built once for a kind of database.

To build one anew takes longer than to run it.
"""

from functools import cache
from typing import Any

from sqlalchemy import Table

from storage.engine.database import inserting
from storage.engine.store import Store


def replacing(store: Store, table: Table, *names: str) -> Any:
    """Return the statement that adds a row, or changes ``names`` of the one with the same key.

    The key is the primary one. It is run with the values of its columns and of ``names``.
    """
    return _replacing(store.kind, table, names)


def adding(store: Store, table: Table, *keys: str) -> Any:
    """Return the statement that adds a row unless one has the same ``keys``."""
    return _adding(store.kind, table, keys)


@cache
def _replacing(kind: str, table: Table, names: tuple[str, ...]) -> Any:
    row = inserting(kind)(table)
    new = {name: row.excluded[name] for name in names}
    return row.on_conflict_do_update(index_elements=[*table.primary_key.columns], set_=new)


@cache
def _adding(kind: str, table: Table, keys: tuple[str, ...]) -> Any:
    return inserting(kind)(table).on_conflict_do_nothing(index_elements=keys)
