"""Tables that are made at once are those that all upgrades make, on both databases."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, Inspector, create_engine, inspect, text

from storage.engine import versions
from tests.harness.databases import Templates

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


def test_made_at_once_or_upgrade_by_upgrade_the_tables_are_the_same(
    templates: Templates, kind: str
) -> None:
    upgraded, made = templates.empty(kind), templates.empty(kind)
    command.upgrade(versions.alembic_config(upgraded), "head")
    versions.migrate(made)
    expected, found = described(upgraded), described(made)
    differing = {name for name in expected | found if expected.get(name) != found.get(name)}
    assert len(found) > 1000
    assert not {name: (expected.get(name), found.get(name)) for name in differing}
    assert versions.current(made) == versions.current(upgraded) == versions.known()[-1]


def test_what_was_made_at_once_goes_back_and_up_again(templates: Templates, kind: str) -> None:
    url = templates.empty(kind)
    versions.migrate(url)
    made = described(url)
    command.downgrade(versions.alembic_config(url), "base")
    assert set(described(url)) <= {"alembic_version: no id twice", "alembic_version: key"} | {
        "alembic_version.version_num"
    }
    command.upgrade(versions.alembic_config(url), "head")
    assert described(url) == made
