"""``lotse words`` and ``lotse reindex``: search words that editors add, and the index of offers."""

import difflib
import tomllib
from argparse import Namespace
from collections import defaultdict

import orjson

from bot.search.thesaurus import Thesaurus
from handlers.cli.context import CommandContext
from handlers.workflows import thesaurus
from locales import LOCALES
from storage.catalogue import search_words


async def add(context: CommandContext, arguments: Namespace) -> int:
    """Add a word for a concept. Return 1 if there is no such language or concept."""
    async with context.opened() as conversation:
        if not _exists(context, conversation.services.thesaurus, arguments):
            return 1
        async with conversation.database.write() as store:
            await search_words.add(
                store, arguments.language, arguments.concept, arguments.word, context.now()
            )
        words = conversation.services.thesaurus
        await thesaurus.reindex(conversation.database, words, context.now())
    return 0


async def remove(context: CommandContext, arguments: Namespace) -> int:
    """Remove an added word. Return 1 if there is no such word."""
    async with context.opened() as conversation, conversation.database.write() as store:
        removed = await search_words.remove(
            store, arguments.language, arguments.concept, arguments.word
        )
    return 0 if removed else 1


async def export(context: CommandContext, _: Namespace) -> int:
    """Print a patch for ``git apply`` that adds the words to the files of the project."""
    async with context.opened() as conversation, conversation.database.read() as store:
        added: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for language, concept, word in await search_words.every(store):
            added[language].append((concept, word))
    for language, words in added.items():
        context.out("".join(_patch(language, words)).rstrip("\n"))
    return 0


async def reindex(context: CommandContext, _: Namespace) -> int:
    """Index all offers again if the words of the search changed, and print how many."""
    async with context.opened() as conversation:
        words = conversation.services.thesaurus
        count = await thesaurus.reindex(conversation.database, words, context.now())
        context.out(f"{count} Angebote / offers")
    return 0


def _exists(context: CommandContext, words: Thesaurus, arguments: Namespace) -> bool:
    """Return whether language and concept exist; print what may be meant if they do not."""
    if arguments.language not in words.languages:
        context.out(f"{arguments.language}? {', '.join(words.languages)}")
        return False
    if arguments.concept not in words.groups:
        alike = difflib.get_close_matches(arguments.concept, words.groups, 5, 0.5)
        context.out(f"{arguments.concept}? {', '.join(alike)}")
        return False
    return True


def _patch(language: str, words: list[tuple[str, str]]) -> list[str]:
    name = f"locales/{language}/terms.toml"
    before = (LOCALES / language / "terms.toml").read_text("utf-8").splitlines(keepends=True)
    return list(difflib.unified_diff(before, with_words(before, words), f"a/{name}", f"b/{name}"))


def with_words(lines: list[str], words: list[tuple[str, str]]) -> list[str]:
    """Return the lines of a file with added words, given as pairs of concept and word.

    A word is added to the line of its concept; a concept without a line gets one at the end.
    """
    result = list(lines)
    for concept, word in words:
        position = _position(result, concept)
        before = tomllib.loads(result[position])[concept] if position < len(result) else ""
        joined = orjson.dumps(", ".join(filter(None, (before, word)))).decode()
        result[position : position + 1] = [f"{concept} = {joined}\n"]
    return result


def _position(lines: list[str], concept: str) -> int:
    """Return the position of the line of a concept; that behind the last line if it has none."""
    start = f"{concept} = "
    return next((n for n, line in enumerate(lines) if line.startswith(start)), len(lines))
