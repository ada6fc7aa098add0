"""What all tables are made of: ids, moments in UTC, links to other tables."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    TypeDecorator,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex
from sqlalchemy.sql.compiler import DDLCompiler

Id = BigInteger().with_variant(Integer, "sqlite")
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, always aware; naive times are refused. SQLite drops the zone; we add it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Hundredths(TypeDecorator[Decimal]):
    """A number with two decimals, as a whole number of hundredths: exact on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        hundredths = value * 100
        if hundredths != int(hundredths):
            raise ValueError("a number with more than two decimals cannot be stored")
        return int(hundredths)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


def table(name: str, *columns: Any, **options: Any) -> Table:
    """Return a table; on SQLite no id of a deleted row is given to another one."""
    return Table(
        name,
        metadata,
        *columns,
        sqlite_autoincrement="id" in [c.name for c in columns if isinstance(c, Column)],
        **options,
    )


def key() -> Column[int]:
    """Return the primary key ``id``."""
    return Column("id", Id, primary_key=True)


def to(
    target: str, *, nullable: bool = False, ondelete: str = "CASCADE", **options: Any
) -> Column[int]:
    """Return a column ``<target>_id`` that refers to the table ``target``."""
    return Column(
        f"{target}_id",
        Id,
        ForeignKey(f"{target}.id", ondelete=ondelete),
        nullable=nullable,
        **options,
    )


class PartialIndex(Index):
    """An index that holds only the rows that meet ``where``, a condition in SQL.

    PostgreSQL's option is set when the index is made there: SQLAlchemy asks the dialect which
    options it knows, and a server on SQLite need not load that dialect.
    """

    def __init__(self, name: str, *columns: str, where: str) -> None:
        super().__init__(name, *columns, sqlite_where=text(where))


@compiles(CreateIndex, "postgresql")
def _create_index(create: CreateIndex, compiler: DDLCompiler, **options: Any) -> Any:
    if isinstance(create.element, PartialIndex):
        dialects = create.element.dialect_options
        dialects["postgresql"]["where"] = dialects["sqlite"]["where"]
    return compiler.visit_create_index(create, **options)  # type: ignore[no-untyped-call]
