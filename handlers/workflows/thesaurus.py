"""The words of the search: the files' and the editors', and the index that follows them."""

import asyncio
from collections.abc import Callable
from hashlib import blake2b

from bot.search.query import Query, understand
from bot.search.thesaurus import Thesaurus, with_words, written_in
from storage.catalogue import indexing, offers, places, search_words
from storage.engine import settings
from storage.engine.database import Database
from storage.engine.store import Store

DONE = "search_index"
"""The setting that says with which words all offers were indexed."""
BATCH = 25
"""Offers of one transaction: people who write at the same time wait for one batch at most."""


async def current(store: Store, known: Thesaurus) -> Thesaurus:
    return with_words(known, tuple(await search_words.every(store)))


async def understood(
    store: Store,
    known: Thesaurus,
    words: str,
    own: str,
    district_id: int | None,
    ignored: Callable[[str], bool] = lambda _: False,
) -> Query:
    """What somebody typed whose language is ``own``; ``ignored`` says which facts they took away."""
    thesaurus = await current(store, known)
    towns = await places.municipalities(store, district_id) if district_id else []
    return understand(words, written_in(words, own, thesaurus), thesaurus, towns, ignored)


async def reindex(database: Database, known: Thesaurus) -> int:
    """Index every offer anew if the words changed since; gives back how many were. Answers go on meanwhile."""
    async with database.read() as store:
        thesaurus = await current(store, known)
        if await settings.value(store, DONE) == (version := _version(thesaurus)):
            return 0
        ids = await offers.ids(store)
    for start in range(0, len(ids), BATCH):
        await _batch(database, thesaurus, ids[start : start + BATCH])
    async with database.write() as store:
        await settings.set_value(store, DONE, version)
    return len(ids)


async def _batch(database: Database, thesaurus: Thesaurus, ids: list[int]) -> None:
    async with database.read() as store:
        every = await indexing.load(store, ids)
    weights = await asyncio.to_thread(
        lambda: {offer.id: indexing.terms_of(offer, names, thesaurus) for offer, names in every}
    )
    async with database.write() as store:
        await indexing.replace(store, [offer for offer, _ in every], weights)


def _version(thesaurus: Thesaurus) -> str:
    return blake2b(
        f"{indexing.VERSION}{thesaurus.fingerprint}".encode(), digest_size=12
    ).hexdigest()
