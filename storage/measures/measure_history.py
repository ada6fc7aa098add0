"""What a measure said in an earlier version, put together from its changes."""

from collections.abc import Sequence

from bot.domain.desk import Cells
from bot.domain.measures import MeasureChange
from storage.engine.store import Store
from storage.measures import measures


async def cells_at(store: Store, measure_id: int, version: int) -> Cells:
    """Return the columns of a measure as they were in a version; empty ones are left out."""
    return cells_of(await measures.history(store, measure_id), version)


def cells_of(changes: Sequence[MeasureChange], version: int) -> Cells:
    """Return the columns after all changes up to a version, the first change being the first."""
    cells: dict[str, str] = {}
    for change in changes:
        if change.version <= version:
            cells |= change.after
    return {name: cell for name, cell in cells.items() if cell}
