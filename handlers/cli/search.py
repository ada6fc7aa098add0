"""``lotse search``: one question, or a file of them, as people ask."""

from argparse import Namespace
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson

from bot.domain.listings import Reader
from bot.domain.offers import Hit, text_in
from bot.search.query import Query
from bot.search.thesaurus import Thesaurus
from handlers.cli.context import CommandContext, district_named
from handlers.dialogue.turn import ZONE
from handlers.workflows.thesaurus import understood
from storage.catalogue import listings
from storage.catalogue import search as stored
from storage.engine.store import Store


async def search(context: CommandContext, arguments: Namespace) -> int:
    """One JSON line a question with --json or --batch, else one line a hit."""
    async with context.opened() as conversation, conversation.database.read() as store:
        for asked in _questions(arguments):
            reader, query = await _understood(
                store, context, asked, conversation.services.thesaurus
            )
            hits = await listings.best(store, reader, query, arguments.limit)
            why = (
                await stored.explained(store, reader, query, [hit.offer.id for hit in hits])
                if arguments.explain
                else {}
            )
            _show(context, asked, hits, why, as_json=arguments.json or bool(arguments.batch))
    return 0


async def _understood(
    store: Store, context: CommandContext, asked: dict[str, str], thesaurus: Thesaurus
) -> tuple[Reader, Query]:
    district = await district_named(store, asked["district"]) if asked.get("district") else None
    reader = Reader(context.now().astimezone(ZONE).date(), district.id if district else None)
    return reader, await understood(
        store, thesaurus, asked["query"], asked["language"], reader.district_id
    )


def _questions(arguments: Namespace) -> Iterable[dict[str, str]]:
    if not arguments.batch:
        return [
            {
                "query": arguments.text or "",
                "language": arguments.language or "de",
                "district": arguments.district or "",
            }
        ]
    with Path(arguments.batch).open(encoding="utf-8") as file:
        lines = [orjson.loads(line) for line in file if line.strip()]
    return [{"language": "de", "district": arguments.district or "", **line} for line in lines]


def _show(
    context: CommandContext,
    asked: dict[str, str],
    hits: Sequence[Hit],
    why: dict[int, Counter[str]],
    *,
    as_json: bool,
) -> None:
    results = [_hit(hit, asked["language"], why) for hit in hits]
    if as_json:
        context.out(
            orjson.dumps(
                {"query": asked["query"], "language": asked["language"], "hits": results}
            ).decode()
        )
        return
    for result in results:
        context.out(f"{result['score']:>16}  {result['external_id']}  {result['title']}")
        for label, points in result.get("why", {}).items():
            context.out(f"{points:>18}  {label}")
    if not results:
        context.out("Nichts gefunden / nothing found")


def _hit(hit: Hit, language: str, why: dict[int, Counter[str]]) -> dict[str, Any]:
    """With its explanation where one was asked for: points before the boosts, which are then given in percent."""
    title = text_in(hit.offer.details.texts, language).title
    values = {
        "id": hit.offer.id,
        "external_id": hit.offer.external_id,
        "title": title,
        "score": hit.score,
    }
    if hit.offer.id not in why:
        return values
    points = why[hit.offer.id]
    return values | {
        "why": dict(points.most_common())
        | {"boosts in percent": hit.score // max(1, points.total() * 10_000)}
    }
