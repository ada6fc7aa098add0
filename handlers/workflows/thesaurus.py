"""The words of the search: those of the files and of the editors, and the index of offers."""

import asyncio
from collections.abc import Callable, Sequence
from hashlib import blake2b

from bot.search.query import Query, understand
from bot.search.thesaurus import Thesaurus, with_words, written_in
from storage.catalogue import indexing, offers, places, search_words
from storage.engine import settings
from storage.engine.database import Database
from storage.engine.store import Store

DONE = "search_index"
"""The setting that holds the version of the words with which all offers were indexed."""
BATCH = 25
"""Offers a transaction: other writers wait for one batch at most."""


async def current(store: Store, thesaurus: Thesaurus) -> Thesaurus:
    """Return the thesaurus of the files with the words that editors added."""
    return with_words(thesaurus, tuple(await search_words.every(store)))


async def understood(
    store: Store,
    thesaurus: Thesaurus,
    words: str,
    own: str,
    district_id: int | None,
    ignored: Callable[[str], bool] = lambda _: False,
) -> Query:
    """Return what somebody typed, as a query. ``own`` is the code of their language.

    ``ignored`` says which facts of the text are not to be searched for.
    """
    full = await current(store, thesaurus)
    towns = await places.municipalities(store, district_id) if district_id else []
    return understand(words, written_in(words, own, full), full, towns, ignored)


async def reindex(database: Database, thesaurus: Thesaurus) -> int:
    """Index every offer again if the words changed since the last time; return how many.

    Meanwhile searches are answered.
    """
    async with database.read() as store:
        full = await current(store, thesaurus)
        version = _version(full)
        if await settings.value(store, DONE) == version:
            return 0
        offer_ids = await offers.ids(store)
    for start in range(0, len(offer_ids), BATCH):
        await _index(database, full, offer_ids[start : start + BATCH])
    async with database.write() as store:
        await settings.set_value(store, DONE, version)
    return len(offer_ids)


async def _index(database: Database, thesaurus: Thesaurus, offer_ids: Sequence[int]) -> None:
    async with database.read() as store:
        named = await indexing.load(store, offer_ids)
    weights = await asyncio.to_thread(
        lambda: {offer.id: indexing.terms_of(offer, names, thesaurus) for offer, names in named}
    )
    async with database.write() as store:
        await indexing.replace(store, [offer for offer, _ in named], weights)


def _version(thesaurus: Thesaurus) -> str:
    """Return a digest that changes when words or the way of indexing change."""
    return blake2b(
        f"{indexing.VERSION}{thesaurus.fingerprint}".encode(), digest_size=12
    ).hexdigest()
