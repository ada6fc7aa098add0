"""What every storage verb is given: one transaction, and the key to what is sealed in it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVarTuple, overload

from sqlalchemy import CursorResult, Executable, RowMapping
from sqlalchemy.sql.selectable import TypedReturnsRows

from storage.engine.asyncio_engine import AsyncConnection
from storage.engine.erasure_list import Erasure
from storage.engine.sealing import Seal

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, slots=True)
class Store:
    """An open transaction. ``Database.write`` and ``Database.read`` make it and end it.

    ``erased`` collects what is erased in it: once it is committed, no byte of it is left.
    ``writes``: others may wait for its end, so nothing slow is computed meanwhile.
    """

    connection: AsyncConnection
    seal: Seal
    writes: bool = False
    erased: list[Erasure] = field(default_factory=list)

    @overload
    async def execute(
        self, statement: TypedReturnsRows[*Columns], values: Any = None
    ) -> CursorResult[*Columns]: ...

    @overload
    async def execute(
        self, statement: Executable, values: Any = None
    ) -> CursorResult[*tuple[Any, ...]]: ...

    async def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """Run a statement; ``values`` are its parameters, one mapping or a list of them."""
        return await self.connection.execute(statement, values)

    async def row(self, statement: Executable, values: Any = None) -> RowMapping | None:
        """Return the first row, by the names of its columns, or None."""
        return (await self.execute(statement, values)).mappings().first()

    async def rows(self, statement: Executable, values: Any = None) -> Sequence[RowMapping]:
        """Return all rows, by the names of their columns."""
        return (await self.execute(statement, values)).mappings().all()

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo what is done within, and only that, if it raises."""
        async with self.connection.begin_nested():
            yield

    @property
    def kind(self) -> str:
        """The database: "sqlite" or "postgresql"."""
        return self.connection.dialect.name

    @property
    def is_postgresql(self) -> bool:
        return self.kind == "postgresql"
