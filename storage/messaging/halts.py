"""Until when a channel may not be written to: every process heeds what one of them was told, also after a restart."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from storage import schema as t
from storage.engine import settings
from storage.engine.store import Store

PREFIX = "halt:"
_KNOWN = select(t.setting).where(t.setting.c.name.startswith(PREFIX))
MEASURE = timedelta(seconds=0.2)
"""What is later by less is the same moment, measured again."""


async def agreed(store: Store, told: Mapping[str, datetime]) -> dict[str, datetime]:
    """The latest moment that anybody was told, by channel; ``told`` is what this process knows, and is stored if it is later."""
    known = await _known(store)
    for name, until in told.items():
        if name not in known or until - known[name] > MEASURE:
            await settings.set_value(store, f"{PREFIX}{name}", until.isoformat())
    return {name: max(until, known.get(name, until)) for name, until in told.items()} | {
        n: u for n, u in known.items() if n not in told
    }


async def _known(store: Store) -> dict[str, datetime]:
    rows = await store.execute(_KNOWN)
    return {row.name.removeprefix(PREFIX): datetime.fromisoformat(row.value) for row in rows}
