"""A person of whom every table holds something is forgotten: no row says anything of them.

What the person does not do in ``Walk`` is put there by what ``storage/schema/privacy.py`` says of
the tables: so a new table is tried without a word here, or fails.
"""

from itertools import count
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Table, UniqueConstraint, func, insert, select
from sqlalchemy.types import TypeDecorator

from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from storage import schema as t
from storage.engine.store import Store
from storage.people import people
from storage.people.people import references
from storage.schema import privacy
from storage.schema.privacy import Erased, Holding
from tests.harness.circles import person_of
from tests.harness.databases import NOW
from tests.harness.filled import VALUES
from tests.test_announcing import somebody
from tests.test_forgotten import Walk

KNOWN = {"role": "volunteer", "state": "active", "standing": "guest"}
"""Column → a word of ours that is read before anything is erased."""
GONE = "Zebugone"
"""What the person is said to have typed."""
_numbers = count(1000)


@pytest.mark.every_database
async def test_no_row_says_anything_of_a_forgotten_person(conversation: Conversation) -> None:
    """Neither of somebody who did everything, nor of whom everything is held and nothing done."""
    walk = await Walk.done(conversation)
    other = await somebody(conversation, "did nothing", "en")
    other_id = await person_of(conversation, other)
    async with conversation.database.write() as store:
        holders = [await _Holder.of(store, who) for who in (walk.person_id, other_id)]
        missing = [missed for holder in holders for missed in await holder.hold_everything()]
    assert not missing, "nobody can say what becomes of it"
    async with conversation.database.write() as store:
        await people.forget(store, other_id, NOW)
    await walk.person.hear(Pressed("data.delete"))
    assert "Everything is deleted." in walk.person.shown
    async with conversation.database.read() as store:
        wrong = [left for holder in holders for left in await holder.left(store)]
        for table in t.metadata.sorted_tables:
            rows = [tuple(row) for row in await store.execute(select(table))]
            wrong += [f"{table.name}: {row}" for row in rows if GONE in repr(row)]
    assert not wrong


GONE_BYTES = GONE.encode()


class _Holder:
    """Rows that hold something of one person, in every table that can."""

    def __init__(self, store: Store, person_id: int, mine: list[int]) -> None:
        self.store = store
        self._kept: list[tuple[str, Holding, list[tuple[Any, ...]]]] = []
        self._person_id, self._mine = person_id, mine

    @classmethod
    async def of(cls, store: Store, person_id: int) -> "_Holder":
        """Return it for a person, in groups or not."""
        m = t.membership.c
        mine = list((await store.execute(select(m.id).where(m.person_id == person_id))).scalars())
        return cls(store, person_id, mine)

    async def hold_everything(self) -> list[str]:
        """Add the rows that are missing; return the tables that still hold nothing."""
        if not self._mine:
            self._mine = [await self._add(t.membership, privacy.TABLES["membership"].holdings[0])]
        for name, holding in privacy.holdings():
            if not await self.ids(name, holding):
                await self._add(t.metadata.tables[name], holding)
            self._kept.append((name, holding, await self.ids(name, holding)))
        return [f"{name}.{holding.whose}" for name, holding, ids in self._kept if not ids]

    async def left(self, store: Store) -> list[str]:
        """Return what is still held of the person, and rows of others that went with them."""
        self.store = store
        return [
            f"{name}.{holding.whose}"
            for name, holding, ids in self._kept
            if not await self._is_erased(name, holding, ids)
        ]

    async def ids(self, name: str, holding: Holding) -> list[tuple[Any, ...]]:
        """Return the keys of the rows that lead to the person."""
        table = t.metadata.tables[name]
        query = select(*table.primary_key).where(self._leads(table, holding))
        return [tuple(row) for row in await self.store.execute(query)]

    async def _is_erased(self, name: str, holding: Holding, before: list[tuple[Any, ...]]) -> bool:
        """Return whether no row leads to the person; and rows of others are there, but empty."""
        table = t.metadata.tables[name]
        if await self.ids(name, holding):
            return False
        rows = await self.store.rows(select(table))
        keys = [column.name for column in table.primary_key]
        left = [row for row in rows if tuple(row[key] for key in keys) in before]
        if holding.erased is Erased.WITH_ROW:
            return not left
        return all(row[column] is None for row in left for column in holding.columns)

    def _leads(self, table: Table, holding: Holding) -> ColumnElement[bool]:
        column = table.c[holding.whose]
        is_member = references(column) is t.membership
        return column.in_(self._mine) if is_member else column == self._person_id

    async def _add(self, table: Table, holding: Holding | None) -> int:
        """Add a row with a value in each column; references lead to others, but the one."""
        row = {}
        for column in table.columns:
            target = references(column)
            if holding and column.name == holding.whose:
                row[column.name] = self._mine[0] if target is t.membership else self._person_id
            elif target is not None:
                row[column.name] = await self._other(column, target)
            else:
                is_theirs = holding is not None and column.name in holding.columns
                row[column.name] = _value(column, is_theirs=is_theirs)
        added = await self.store.execute(insert(table).values(row).returning(*table.primary_key))
        return int(added.first()[0])  # type: ignore[index]

    async def _other(self, column: Any, target: Table) -> int | None:
        """Return a row that is nobody's of whom this is about, None where there need be none."""
        if column.nullable:
            return None
        if target is t.person:
            return await self._add(t.person, None)
        if _is_unique(column):
            return await self._add(target, None)
        known = await self.store.execute(select(func.max(target.c.id)))
        return known.scalar() or await self._add(target, None)


def _is_unique(column: Any) -> bool:
    rules = column.table.constraints
    return any(isinstance(rule, UniqueConstraint) and [*rule.columns] == [column] for rule in rules)


def _value(column: Any, *, is_theirs: bool) -> Any:
    """Return a value that no other row has; of what they typed, a word that is looked for."""
    kind, number = column.type, next(_numbers)
    kind = kind.impl if isinstance(kind, TypeDecorator) else kind
    if column.name in KNOWN:
        return KNOWN[column.name]
    made = next(make for types, make in VALUES if isinstance(kind, types))(number % 200)
    if isinstance(made, bytes):
        return GONE_BYTES if is_theirs else str(number).encode()
    if isinstance(made, str):
        word = f"{GONE}{number}" if is_theirs else str(number)
        return word[: getattr(kind, "length", None) or len(word)]
    return number if column.primary_key else made
