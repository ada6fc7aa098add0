"""Tables that are made at once are those that all upgrades make, on both databases."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Inspector, create_engine, inspect, text

from storage import schema as t
from storage.engine import versions

pytestmark = pytest.mark.every_database
Described = dict[str, Any]


def described(url: str) -> Described:
    """Return every part of the tables, by a name that says which."""
    engine = create_engine(versions.sync_url(url))
    try:
        with engine.connect() as connection:
            inspector = inspect(connection)
            names = inspector.get_table_names()
            parts = (part for name in names for part in _parts(connection, inspector, name))
            return {f"{name}": value for name, value in parts}
    finally:
        engine.dispose()


def _parts(
    connection: Connection, inspector: Inspector, table: str
) -> Iterator[tuple[str, object]]:
    """Yield the name of each part, and what is to be the same; columns may stand in any order."""
    yield f"{table}: no id twice", _counts_on(connection, table)
    yield f"{table}: key", _plain(inspector.get_pk_constraint(table))
    for column in inspector.get_columns(table):
        yield f"{table}.{column['name']}", _plain(column)
    for kind in ("unique_constraints", "check_constraints", "foreign_keys", "indexes"):
        for constraint in getattr(inspector, f"get_{kind}")(table):
            yield f"{table}: {kind} {constraint['name']}", _plain(constraint)


def _counts_on(connection: Connection, table: str) -> bool:
    if connection.dialect.name != "sqlite":
        return True  # a sequence never goes back
    found = text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table")
    return "AUTOINCREMENT" in connection.execute(found, {"table": table}).scalar_one()


def _plain(part: Mapping[str, Any]) -> str:
    """Return a part as text; conditions of indexes are values of SQLAlchemy."""
    values = {name: _text(value) for name, value in part.items() if value is not None}
    return repr(sorted(values.items()))


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return _plain(value)
    return re.sub(r"\s+", " ", str(value))


def test_made_at_once_or_upgrade_by_upgrade_the_tables_are_the_same(url: str) -> None:
    """All upgrades go back on tables that are full, and up again."""
    made, version = described(url), versions.current(url)
    command.downgrade(versions.alembic_config(url), "base")
    assert set(described(url)) <= {"alembic_version: no id twice", "alembic_version: key"} | {
        "alembic_version.version_num"
    }
    command.upgrade(versions.alembic_config(url), "head")
    upgraded = described(url)
    differing = {name for name in made | upgraded if made.get(name) != upgraded.get(name)}
    assert len(made) > 1000
    assert not {name: (made.get(name), upgraded.get(name)) for name in differing}
    assert versions.current(url) == version == versions.known()[-1]
    assert not unlike_the_code(url)


def unlike_the_code(url: str) -> list[Any]:
    """Return what differs from the tables of the code."""
    engine = create_engine(versions.sync_url(url))
    try:
        with engine.connect() as connection:
            return list(compare_metadata(MigrationContext.configure(connection), t.metadata))
    finally:
        engine.dispose()
