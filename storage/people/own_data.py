"""Everything that is held about a person, as ``storage.schema.privacy`` classifies it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, RowMapping, Table, select

from storage import schema as t
from storage.engine.sealing import Seal
from storage.engine.store import Store
from storage.people.people import references
from storage.schema import privacy
from storage.schema.privacy import Holding

Row = Mapping[str, object]
"""Column → value, readable: what was sealed is open, and a file is the number of its bytes."""
SECRET = ("web", "push keys")
"""Purposes of secrets: who has the session of a browser is that person; keys are for machines."""


async def held(store: Store, person_id: int) -> dict[str, list[Row]]:
    """Return part of /mydata → the rows about a person, empty for a part of which there are none.

    Of each row there are the person's own columns and the plain ones; keyed digests, and what is
    somebody else's in it, are left out.
    """
    parts: dict[str, list[Row]] = {part: [] for part in sorted(privacy.shown())}
    for name, holding in privacy.holdings():
        if holding.shown:
            parts[holding.shown] += await _rows(store, t.metadata.tables[name], holding, person_id)
    return parts


async def _rows(store: Store, table: Table, holding: Holding, person_id: int) -> Sequence[Row]:
    plain, readable = privacy.TABLES[table.name].plain.split(), holding.reads.split()
    names = dict.fromkeys([*holding.columns, *readable, *plain])
    query = select(*(table.c[name] for name in names)).where(_is_theirs(table, holding, person_id))
    rows = await store.rows(query.order_by(*table.primary_key.columns))
    return [_readable(row, privacy.purposes(table.name), store.seal) for row in rows]


def _is_theirs(table: Table, holding: Holding, person_id: int) -> ColumnElement[bool]:
    column = table.c[holding.whose]
    if references(column) is t.membership:
        mine = select(t.membership.c.id).where(t.membership.c.person_id == person_id)
        return column.in_(mine)
    return column == person_id


def _readable(row: RowMapping, purposes: Mapping[str, str], seal: Seal) -> Row:
    """Return the columns of a row that have a value, without those that no key of ours opens."""
    readable: dict[str, object] = {}
    for name, value in row.items():
        if name in purposes:
            value = _opened(value, row.get(purposes[name], purposes[name]), seal)
        if value is not None:
            readable[str(name)] = len(value) if isinstance(value, bytes) else value
    return readable


def _opened(sealed: bytes | None, purpose: str, seal: Seal) -> str | None:
    """Return what was sealed; None for nothing, for a secret, and if another key is needed."""
    if sealed is None or purpose in SECRET:
        return None
    return seal.opened(purpose, sealed)
