"""``lotse words``: search words that editors add, and the patch that brings them into the project."""

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
    """0 added, 1 if there is no such language or concept."""
    async with context.opened() as conversation:
        if not _known(context, conversation.services.thesaurus, arguments):
            return 1
        async with conversation.database.write() as store:
            await search_words.add(
                store, arguments.language, arguments.concept, arguments.word, context.now()
            )
        await thesaurus.reindex(conversation.database, conversation.services.thesaurus)
    return 0


async def remove(context: CommandContext, arguments: Namespace) -> int:
    """0 removed, 1 if it was not there."""
    async with context.opened() as conversation, conversation.database.write() as store:
        return (
            0
            if await search_words.remove(
                store, arguments.language, arguments.concept, arguments.word
            )
            else 1
        )


async def export(context: CommandContext, _: Namespace) -> int:
    """A patch for ``git apply``: the added words in their files."""
    async with context.opened() as conversation, conversation.database.read() as store:
        added: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for language, concept, word in await search_words.every(store):
            added[language].append((concept, word))
    for language, words in added.items():
        context.out("".join(_patch(language, words)).rstrip("\n"))
    return 0


async def reindex(context: CommandContext, _: Namespace) -> int:
    async with context.opened() as conversation:
        context.out(
            f"{await thesaurus.reindex(conversation.database, conversation.services.thesaurus)} Angebote / offers"
        )
    return 0


def _known(context: CommandContext, vocabulary: Thesaurus, arguments: Namespace) -> bool:
    if arguments.language not in vocabulary.languages:
        context.out(f"{arguments.language}? {', '.join(vocabulary.languages)}")
    elif arguments.concept not in vocabulary.groups:
        alike = difflib.get_close_matches(arguments.concept, vocabulary.groups, 5, 0.5)
        context.out(f"{arguments.concept}? {', '.join(alike)}")
    return arguments.language in vocabulary.languages and arguments.concept in vocabulary.groups


def _patch(language: str, words: list[tuple[str, str]]) -> list[str]:
    name = f"locales/{language}/terms.toml"
    before = (LOCALES / language / "terms.toml").read_text("utf-8").splitlines(keepends=True)
    return list(difflib.unified_diff(before, with_words(before, words), f"a/{name}", f"b/{name}"))


def with_words(lines: list[str], words: list[tuple[str, str]]) -> list[str]:
    """The file's lines with words behind those of their concept; a concept without a line gets one at the end."""
    made = list(lines)
    for concept, word in words:
        at = next((n for n, line in enumerate(made) if line.startswith(f"{concept} = ")), len(made))
        line = tomllib.loads(made[at])[concept] if at < len(made) else ""
        made[at : at + 1] = [
            f"{concept} = {orjson.dumps(', '.join(filter(None, (line, word)))).decode()}\n"
        ]
    return made
