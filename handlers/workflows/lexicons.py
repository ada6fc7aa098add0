"""Learn translations of words from the offers that have a text in two languages."""

import asyncio

from bot.search import lexicon
from bot.search.thesaurus import Thesaurus
from storage.catalogue import lexicons
from storage.engine.database import Database


async def learn(database: Database, thesaurus: Thesaurus) -> dict[str, int]:
    """Replace the lexicon of every language; return how many words each has.

    Takes seconds for thousands of offers; to be called after offers changed.
    """
    async with database.read() as store:
        languages = await lexicons.languages(store)
    general = thesaurus.general(lexicon.PIVOT)
    return {language: await _learn(database, language, general) for language in languages}


async def _learn(database: Database, language: str, general: frozenset[str]) -> int:
    async with database.read() as store:
        pairs = await lexicons.pairs(store, language)
    learned = await asyncio.to_thread(lexicon.learn, pairs, general)
    async with database.write() as store:
        await lexicons.replace(store, language, learned)
    return len(learned)
