"""What every storage verb is given: one transaction, and the key that opens what it holds sealed."""

from dataclasses import dataclass
from typing import Any, TypeVarTuple, Unpack, overload

from sqlalchemy import CursorResult, Executable
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.selectable import TypedReturnsRows

from storage.engine.sealing import Seal

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, slots=True)
class Store:
    """An open transaction. ``Database.write`` and ``Database.read`` make it and end it."""

    connection: AsyncConnection
    seal: Seal

    @overload
    async def execute(
        self, statement: TypedReturnsRows[Unpack[Columns]], values: Any = None
    ) -> CursorResult[Unpack[Columns]]: ...

    @overload
    async def execute(
        self, statement: Executable, values: Any = None
    ) -> CursorResult[Unpack[tuple[Any, ...]]]: ...

    async def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """Run a statement; ``values`` are its parameters, one mapping or a list of them."""
        return await self.connection.execute(statement, values)

    @property
    def kind(self) -> str:
        """The database: "sqlite" or "postgresql"."""
        return self.connection.dialect.name

    @property
    def is_postgresql(self) -> bool:
        return self.kind == "postgresql"
