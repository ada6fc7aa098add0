"""Until when a channel may not be written to: what one process was told holds for all of them.

The moments are stored, so that they also hold after a restart.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import select

from storage import schema as t
from storage.engine import settings
from storage.engine.store import Store

PREFIX = "halt:"
"""Begins the name of the stored setting; the name of the channel follows."""
_STORED = select(t.setting).where(t.setting.c.name.startswith(PREFIX))
TOLERANCE = timedelta(seconds=0.2)
"""A moment that is later by less is the same one, measured again."""


async def merge(store: Store, ours: Mapping[str, datetime]) -> dict[str, datetime]:
    """Return the end of the longest pause by channel.

    ``ours`` is what this process was told; it is stored where it is later than what is stored.
    """
    stored = await _stored(store)
    for channel, until in ours.items():
        if channel not in stored or until - stored[channel] > TOLERANCE:
            await settings.set_value(store, f"{PREFIX}{channel}", until.isoformat())
    return stored | {
        channel: max(until, stored.get(channel, until)) for channel, until in ours.items()
    }


async def _stored(store: Store) -> dict[str, datetime]:
    """A value that is no moment is left out: it is overwritten by the next pause."""
    stored = {}
    for row in await store.execute(_STORED):
        with suppress(ValueError):
            stored[row.name.removeprefix(PREFIX)] = _moment(row.value)
    return stored


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment
