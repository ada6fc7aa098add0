"""An offer of a search was opened: the search is no longer counted as one without use."""

import logging

from bot.domain.listings import Listing, parse_listing
from bot.domain.people import Address
from storage.catalogue import unopened
from storage.engine.crossings import once_more
from storage.engine.database import Database, Unavailable
from storage.engine.store import Store
from storage.people import dialogues

CARD = "offer.show"
log = logging.getLogger(__name__)


async def opened(store: Store, person_id: int, listing: Listing) -> None:
    """Take back the search of a listing. Where nothing can be written, nothing is."""
    if store.writes and listing.search_number:
        await unopened.take_back(store, person_id, listing.search_number)


async def opened_by_link(database: Database, address: Address, data: str) -> None:
    """Take back the search whose offer a link showed, in a transaction of its own.

    Links only read; nothing is written for the others. A database that is busy costs one count.
    """
    listing = _listing_of(data)
    if listing is None:
        return
    try:
        async with database.read() as store:
            person_id = await dialogues.counted_at(store, address, listing.search_number)
        if person_id:
            await once_more(_take_back, database, person_id, listing)
    except Unavailable as error:
        log.warning("a search stays counted: %s", error)


async def _take_back(database: Database, person_id: int, listing: Listing) -> None:
    async with database.write() as store:
        await opened(store, person_id, listing)


def _listing_of(data: str) -> Listing | None:
    """Return the search that the press of a card comes from, None for every other press."""
    action, *parts = data.split(":")
    if action != CARD or len(parts) != 2:
        return None
    try:
        listing = parse_listing(parts[1])
    except ValueError:
        return None
    return listing if listing.search_number else None
