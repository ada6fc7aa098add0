"""Learn translations of words from the offers that have a text in two languages."""

import asyncio
from collections.abc import Collection

from bot.search import lexicon
from bot.search.thesaurus import Thesaurus
from storage.catalogue import lexicons
from storage.engine.database import Database


async def learn(database: Database, thesaurus: Thesaurus) -> dict[str, int]:
    """Learn every language whose texts changed; return how many words each of them has now.

    Takes seconds for thousands of offers; to be called after offers changed.
    """
    async with database.read() as store:
        languages = await lexicons.languages(store)
    general = thesaurus.general(lexicon.PIVOT)
    return {
        language: count
        for language in languages
        if (count := await _learn(database, language, general)) is not None
    }


async def _learn(database: Database, language: str, general: Collection[str]) -> int | None:
    """Return the number of words; None if the lexicon comes from the same texts already."""
    async with database.read() as store:
        pairs = await lexicons.pairs(store, language)
        origin = lexicon.origin(pairs, general)
        if await lexicons.origin(store, language) == origin:
            return None
    learned = await asyncio.to_thread(lexicon.learn, pairs, general)
    async with database.write() as store:
        await lexicons.replace(store, language, learned, origin)
    return len(learned)
