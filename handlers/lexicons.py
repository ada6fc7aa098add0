"""The catalogue teaches itself: after offers changed, what words mean is learned from those in two languages."""

import asyncio

from bot.search import lexicon
from storage import lexicons
from storage.database import Database


async def learn(database: Database) -> dict[str, int]:
    """Learn every language anew; gives back how many words of each are known. Seconds for thousands of offers."""
    async with database.read() as connection:
        languages = await lexicons.languages(connection)
    return {language: await _learn(database, language) for language in languages}


async def _learn(database: Database, language: str) -> int:
    async with database.read() as connection:
        pairs = await lexicons.pairs(connection, language)
    learned = await asyncio.to_thread(lexicon.learn, pairs)
    async with database.write() as connection:
        await lexicons.replace(connection, language, learned)
    return len(learned)
