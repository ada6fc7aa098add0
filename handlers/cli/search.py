"""``lotse search``: a search as people do it, for one query or for a file of queries."""

from argparse import Namespace
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson

from bot.domain.listings import Reader
from bot.domain.offers import Hit, text_in
from bot.search.query import Query
from handlers.cli.context import CommandContext, district_named
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.turn import ZONE
from handlers.workflows.services import Services
from handlers.workflows.thesaurus import understood
from handlers.workflows.vectors import make_vectors
from storage.catalogue import listings
from storage.catalogue import search as stored
from storage.engine.store import Store

Question = dict[str, str]
"""What is searched for: "query", "language" and the slug of a "district", "" for all."""


async def search(context: CommandContext, arguments: Namespace) -> int:
    """Print a line of JSON per query with --json or --batch, else a line per hit."""
    async with context.opened() as conversation:
        await _check_districts(conversation, _questions(arguments))
        await make_vectors(conversation.services.meaning, conversation.database, context.now())
        await _answer_all(context, arguments, conversation)
    return 0


async def _check_districts(conversation: Conversation, questions: Iterable[Question]) -> None:
    """Raise for an unknown district at once, not after all vectors were made."""
    async with conversation.database.read() as store:
        for slug in filter(None, dict.fromkeys(question["district"] for question in questions)):
            await district_named(store, slug)


async def _answer_all(
    context: CommandContext, arguments: Namespace, conversation: Conversation
) -> None:
    async with conversation.database.read() as store:
        for question in _questions(arguments):
            reader, query = await _understood(store, context, question, conversation.services)
            hits = await _hits(store, reader, query, arguments.limit)
            explanations: dict[int, Counter[str]] = {}
            if arguments.explain:
                offer_ids = [hit.offer.id for hit in hits]
                explanations = await stored.explained(store, reader, query, offer_ids)
            as_json = arguments.json or bool(arguments.batch)
            _show(context, question, query, hits, explanations, as_json=as_json)


async def _hits(store: Store, reader: Reader, query: Query, limit: int) -> list[Hit]:
    """Return the offers that answer a question; none if it asks for no offer ("thank you")."""
    return await listings.best(store, reader, query, limit) if query.is_search else []


async def _understood(
    store: Store, context: CommandContext, question: Question, services: Services
) -> tuple[Reader, Query]:
    slug = question.get("district")
    district_id = (await district_named(store, slug)).id if slug else None
    reader = Reader(context.now().astimezone(ZONE).date(), district_id)
    query = await understood(
        store, services, question["query"], question["language"], district_id, reader.today
    )
    return reader, query


def _questions(arguments: Namespace) -> Iterable[Question]:
    """Return the questions of the file, or the one of the command line."""
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
    question: Question,
    query: Query,
    hits: Sequence[Hit],
    explanations: dict[int, Counter[str]],
    *,
    as_json: bool,
) -> None:
    results = [_result(hit, question["language"], explanations) for hit in hits]
    if as_json:
        answer = {
            "query": question["query"],
            "language": question["language"],
            "hits": results,
            "intent": query.intent,
        }
        context.out(orjson.dumps(answer).decode())
        return
    for result in results:
        context.out(f"{result['score']:>16}  {result['external_id']}  {result['title']}")
        for label, points in result.get("why", {}).items():
            context.out(f"{points:>18}  {label}")
    if not results:
        context.out("Nichts gefunden / nothing found")


def _result(hit: Hit, language: str, explanations: dict[int, Counter[str]]) -> dict[str, Any]:
    """Return a hit as it is printed, with its explanation if there is one.

    An explanation is the points of the score for each reason. Where meaning is compared, too, the
    points of the place among the hits by words are divided among their reasons; else the points are
    followed by the boosts of their sum in percent.
    """
    result = {
        "id": hit.offer.id,
        "external_id": hit.offer.external_id,
        "title": text_in(hit.offer.details.texts, language).title,
        "score": hit.score,
    }
    if hit.offer.id not in explanations:
        return result
    return result | {"why": _why(hit, explanations[hit.offer.id])}


def _why(hit: Hit, points: Counter[str]) -> dict[str, int]:
    """Return what a hit owes to words, concepts, facts, examples and meaning, the most first."""
    if not hit.meaning and hit.score >= points.total() * 10_000:
        boosts = hit.score // max(1, points.total() * 10_000)
        return dict(points.most_common()) | {"boosts in percent": boosts}
    by_words, total = hit.score - hit.meaning, max(1, points.total())
    shares = Counter({label: by_words * count // total for label, count in points.items()})
    return dict((shares + Counter({"meaning": hit.meaning})).most_common())
