"""Numbers, and texts, as a table of a query: one JSON parameter, so that it is compiled once.

A VALUES list of another length is another statement for SQLAlchemy, and compiling it took longer
than running it.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Join,
    TableValuedAlias,
    Text,
    bindparam,
    cast,
    column,
    func,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


@cache
def table(kind: str, *names: str) -> CTE:
    """Return a table of whole numbers with these columns, for a kind of database.

    The numbers are the parameter that ``rows_of`` returns; they are parsed once a query.
    """
    content = bindparam("asked", type_=Text)
    if kind == "sqlite":
        each = func.json_each(content).table_valued(column("value"))
        cells = [
            func.json_extract(each.c.value, f"$[{place}]").label(name)
            for place, name in enumerate(names)
        ]
    else:
        from sqlalchemy.dialects.postgresql import JSONB  # SQLite can do without this dialect

        each = func.jsonb_array_elements(cast(content, JSONB)).table_valued(column("value", JSONB))
        cells = [
            cast(each.c.value[place].astext, BigInteger).label(name)
            for place, name in enumerate(names)
        ]
    return select(*cells).cte("asked").prefix_with("MATERIALIZED")


def texts(kind: str, name: str) -> TableValuedAlias:
    """Return a table of texts, whose ``value`` are those of a JSON list in the parameter."""
    content = bindparam(name, type_=Text)
    if kind == "sqlite":
        return func.json_each(content).table_valued(column("value", Text))
    from sqlalchemy.dialects.postgresql import JSONB  # SQLite can do without this dialect

    each = func.jsonb_array_elements_text(cast(content, JSONB))
    return each.table_valued(column("value", Text))


def rows_of(rows: Sequence[Sequence[int]]) -> dict[str, str]:
    """Return the parameter of ``table``."""
    return {"asked": orjson.dumps(rows).decode()}


def among(kind: str, numbered: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a column is one of the numbers of ``list_of``.

    PostgreSQL expects few numbers in an array, and looks each up in an index; joined with a table
    of unknown length it read all terms of a district.
    """
    listed = select(table(kind, "id").c.id)
    if kind == "sqlite":
        return numbered.in_(listed)
    return numbered == func.any(func.array(listed.scalar_subquery()))


def list_of(values: Iterable[int]) -> dict[str, str]:
    """Return the parameter of a table with one column."""
    return rows_of([(value,) for value in values])


PAIRS = {
    "sqlite": (
        "(SELECT CAST(key AS INTEGER) AS term, value AS number FROM json_each(:pairs)) AS asked"
    ),
    "postgresql": (
        "(SELECT CAST(key AS BIGINT) AS term, CAST(value AS INTEGER) AS number "
        "FROM jsonb_each_text(CAST(:pairs AS JSONB))) AS asked"
    ),
}
"""Pairs to be written, as SQL by database: SQLAlchemy took longer than the database over it."""


def packed(pairs: Mapping[int, int]) -> str:
    """Return the parameter of ``PAIRS``, in the order of the keys, which is that of the index."""
    return orjson.dumps(dict(sorted(pairs.items())), option=orjson.OPT_NON_STR_KEYS).decode()


NESTED = {
    "sqlite": (
        "(SELECT CAST(pair.key AS INTEGER) AS term, CAST(owner.key AS INTEGER) AS id, "
        "pair.value AS number "
        "FROM json_each(:nested) AS owner, json_each(owner.value) AS pair) AS asked"
    ),
    "postgresql": (
        "(SELECT CAST(pair.key AS BIGINT) AS term, CAST(owner.key AS BIGINT) AS id, "
        "CAST(pair.value AS INTEGER) AS number "
        "FROM jsonb_each(CAST(:nested AS JSONB)) AS owner, jsonb_each_text(owner.value) AS pair) "
        "AS asked"
    ),
}
"""The pairs of several ids to be written at once, as SQL by database."""


def nested(pairs: Mapping[int, Mapping[int, int]]) -> str:
    """Return the parameter of ``NESTED``."""
    return orjson.dumps(pairs, option=orjson.OPT_NON_STR_KEYS).decode()


class NumbersFirst(Join):
    """A join that starts from what is listed: SQLite would otherwise read the whole other table."""

    inherit_cache = True


@compiles(NumbersFirst)
def _plain(join: NumbersFirst, compiler: SQLCompiler, **options: Any) -> str:
    return str(compiler.visit_join(join, **options))  # type: ignore[no-untyped-call]


@compiles(NumbersFirst, "sqlite")
def _in_this_order(join: NumbersFirst, compiler: SQLCompiler, **options: Any) -> str:
    return _plain(join, compiler, **options).replace(" JOIN ", " CROSS JOIN ", 1)
