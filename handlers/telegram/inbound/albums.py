"""Albums: several pictures or files that somebody sends at once arrive as a message each.

The messages of an album share a key, which is stored beside their updates. So the first of them
is known after a restart and in every process, and one answer is enough.
"""

from dataclasses import replace

from handlers.telegram.inbound.chat_events import ChatEvent
from handlers.telegram.inbound.sealing import number_of
from storage.engine.sealing import Seal
from storage.engine.store import Store
from storage.messaging import update_inbox

PURPOSE = "album"


def key_of(seal: Seal, event: ChatEvent) -> int | None:
    """Return a number for the album of an event that tells nothing without the secret key.

    None if the event belongs to no album.
    """
    return _keys(seal, event)[0] if event.album else None


async def placed(store: Store, seal: Seal, row_id: int, event: ChatEvent) -> ChatEvent:
    """Return the event of an update, marked if another message of its album came before it."""
    if not event.album:
        return event
    is_later = await update_inbox.follows_in_album(store, row_id, _keys(seal, event))
    return replace(event, is_later=is_later)


def _keys(seal: Seal, event: ChatEvent) -> list[int]:
    """Return the number of an album by the current key, and those by old keys."""
    digests = seal.digests(PURPOSE, f"{event.chat} {event.album}")
    return [number_of(digest) for digest in digests]
