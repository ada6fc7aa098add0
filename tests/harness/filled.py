"""A row or two in every table of a database, whatever its version."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, insert, select, text, types

Rows = dict[str, list[dict[str, Any]]]
DAY, MOMENT = date(2026, 11, 20), datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
VALUES: tuple[tuple[type[types.TypeEngine[Any]], Callable[[int], Any]], ...] = (
    (types.Boolean, lambda _: False),
    (types.Integer, lambda n: n),
    (types.Float, lambda n: n + 0.5),
    (types.LargeBinary, lambda n: bytes([n])),
    (types.JSON, lambda _: {}),
    (types.DateTime, lambda _: MOMENT),
    (types.Date, lambda _: DAY),
    (types.String, str),
)
"""By type, the first that fits: what the nth row of a table holds there."""
ROWS = 2


def insert_rows(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows as they are written, without the types of the columns."""
    names = ", ".join(rows[0])
    values = ", ".join(f":{name}" for name in rows[0])
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), rows)


def fill_the_rest(connection: Connection) -> None:
    """Fill every table that is empty. A reference leads to the first rows of its table."""
    for table in _tables(connection):
        if connection.execute(select(table).limit(1)).first() is None:
            ids = {column.name: _targets(connection, column) for column in table.columns}
            rows = [_row(table, ids, n) for n in range(ROWS)]
            connection.execute(insert(table), rows)


def everything(connection: Connection) -> Rows:
    """Return every row of every table, whatever the order of its columns."""
    return {
        table.name: sorted(
            (dict(row) for row in connection.execute(select(table)).mappings()), key=repr
        )
        for table in _tables(connection)
    }


def _tables(connection: Connection) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def _row(table: Table, ids: dict[str, list[Any]], n: int) -> dict[str, Any]:
    return {column.name: _value(column, ids[column.name], n) for column in table.columns}


def _value(column: Column[Any], targets: list[Any], n: int) -> Any:
    if column.foreign_keys:
        return targets[n % len(targets)] if targets else None
    return next(make for kind, make in VALUES if isinstance(column.type, kind))(n + 1)


def _targets(connection: Connection, column: Column[Any]) -> list[Any]:
    """Return what a reference may lead to; none for a column that is no reference."""
    for key in column.foreign_keys:
        return list(
            connection.execute(select(key.column).order_by(key.column).limit(ROWS)).scalars()
        )
    return []
