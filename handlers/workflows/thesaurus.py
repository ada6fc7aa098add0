"""The words of the search: the files' and the editors', and the index that follows them."""

import asyncio
from collections.abc import Callable
from hashlib import blake2b

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.search.query import Query, understand
from bot.search.thesaurus import Thesaurus, with_words, written_in
from storage.catalogue import indexing, offers, places, search_words
from storage.engine import settings
from storage.engine.database import Database

DONE = "search_index"
"""The setting that says with which words all offers were indexed."""
BATCH = 25
"""Offers of one transaction: people who write at the same time wait for one batch at most."""


async def current(connection: AsyncConnection, known: Thesaurus) -> Thesaurus:
    return with_words(known, tuple(await search_words.every(connection)))


async def understood(
    connection: AsyncConnection,
    known: Thesaurus,
    words: str,
    own: str,
    district_id: int | None,
    ignored: Callable[[str], bool] = lambda _: False,
) -> Query:
    """What somebody typed whose language is ``own``; ``ignored`` says which facts they took away."""
    thesaurus = await current(connection, known)
    towns = await places.municipalities(connection, district_id) if district_id else []
    return understand(words, written_in(words, own, thesaurus), thesaurus, towns, ignored)


async def reindex(database: Database, known: Thesaurus) -> int:
    """Index every offer anew if the words changed since; gives back how many were. Answers go on meanwhile."""
    async with database.read() as connection:
        thesaurus = await current(connection, known)
        if await settings.value(connection, DONE) == (version := _version(thesaurus)):
            return 0
        ids = await offers.ids(connection)
    for start in range(0, len(ids), BATCH):
        await _batch(database, thesaurus, ids[start : start + BATCH])
    async with database.write() as connection:
        await settings.set_value(connection, DONE, version)
    return len(ids)


async def _batch(database: Database, thesaurus: Thesaurus, ids: list[int]) -> None:
    async with database.read() as connection:
        every = await indexing.load(connection, ids)
    weights = await asyncio.to_thread(
        lambda: {offer.id: indexing.terms_of(offer, names, thesaurus) for offer, names in every}
    )
    async with database.write() as connection:
        await indexing.replace(connection, [offer for offer, _ in every], weights)


def _version(thesaurus: Thesaurus) -> str:
    return blake2b(
        f"{indexing.VERSION}{thesaurus.fingerprint}".encode(), digest_size=12
    ).hexdigest()
