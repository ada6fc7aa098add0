"""The words of the search: those of the files and of the editors, and the index of offers."""

import asyncio
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from itertools import chain

from bot.domain.offers import Offer
from bot.domain.people import Person
from bot.domain.places import Municipality
from bot.domain.queues import QueueName
from bot.search.days import dated
from bot.search.intents import said
from bot.search.query import PLACE, Query
from bot.search.scripts import script_of
from bot.search.teaching import taught
from bot.search.terms import concept_term, own_term
from bot.search.thesaurus import Thesaurus, with_words, written_in
from bot.search.towns import without_town
from bot.search.understanding import understand
from handlers.workflows.each import together
from handlers.workflows.services import Services
from storage.catalogue import index, indexing, offers, places, search_words
from storage.engine import failed_items
from storage.engine.batches import batched
from storage.engine.database import Database
from storage.engine.store import Store

BATCH = 25
"""Offers a transaction: other writers wait for one batch at most."""
TURN = 0.0005
"""Seconds that a thread which computes has before another may; Python's own are 0.005."""


async def current(store: Store, thesaurus: Thesaurus) -> Thesaurus:
    """Return the thesaurus of the files with the words that editors added."""
    return with_words(thesaurus, tuple(await search_words.every(store)))


async def understood(
    store: Store,
    services: Services,
    words: str,
    own: str,
    district_id: int | None,
    today: date,
    ignored: Callable[[str], bool] = lambda _: False,
) -> Query:
    """Return what somebody typed, as a query. ``own`` is the code of their language.

    ``today`` is the day they ask on. ``ignored`` says which facts of the text are not to be
    searched for.
    """
    full = await current(store, services.thesaurus)
    towns = await places.municipalities(store, district_id) if district_id else []
    language = written_in(words, own, full)
    query = dated(understand(words, language, full, towns, ignored, own), today)
    if query.intent == PLACE:
        return query
    text, *others = _texts(words, query.heard, query.place)
    sense = await services.meaning.sense(store, text, district_id, *others)
    if query.intent:
        return replace(query, intent=said(sense.votes) or query.intent)
    named = {*query.concepts, *(vote.concept for vote in sense.votes)} & full.groups.keys()
    absent = await _absent(store, district_id, named, full)
    return taught(query, sense.votes, full, sense.near, absent)


async def _absent(
    store: Store, district_id: int | None, concepts: Collection[str], thesaurus: Thesaurus
) -> set[str]:
    """Return the concepts that no offer of a district is about, nor about a wider one itself.

    A doctor may know a dentist; of a choir, which is culture, too, nobody learns to paint.
    """
    ways = {concept: _ways(concept, thesaurus) for concept in concepts}
    seen = await index.counts(store, district_id, {*chain.from_iterable(ways.values())})
    return {concept for concept, terms in ways.items() if not any(map(seen.get, terms))}


def _ways(concept: str, thesaurus: Thesaurus) -> list[int]:
    """Return the terms that an offer about a concept, or about a wider one itself, has."""
    return [concept_term(concept), *map(own_term, thesaurus.with_wider(concept))]


async def texts_of(store: Store, services: Services, words: str, person: Person) -> list[str]:
    """Return the texts whose meaning somebody's typed words may have."""
    own = person.language
    full = await current(store, services.thesaurus)
    towns = await places.municipalities(store, person.district_id) if person.district_id else []
    language = written_in(words, own, full)
    query = understand(words, language, full, towns, own=own)
    return _texts(words, query.heard, query.place)


def _texts(words: str, meant: str, town: Municipality | None) -> list[str]:
    """Return typed words and what they were meant as, "" if the same, without the ``town``.

    Words in other letters are like no example, so only what they were meant as counts.
    """
    words, meant = without_town(words, town), without_town(meant, town)
    if meant and script_of(meant) != script_of(words):
        return [meant]
    return [words, meant] if meant and meant != words else [words]


async def reindex(
    database: Database, thesaurus: Thesaurus, now: datetime, *, gently: bool = False
) -> int:
    """Index every offer again if the words changed since the last time; return how many.

    Meanwhile searches are answered; ``gently`` leaves half of the time to them. An offer that
    cannot be read is set aside.
    """
    async with database.read() as store:
        full = await current(store, thesaurus)
        if await indexing.is_current(store, full):
            return 0
        offer_ids = await offers.ids(store)
    rest = 1.0 if gently else 0.0
    with _short_turns() if gently else nullcontext():
        for batch in batched(offer_ids, BATCH):
            work = partial(_index, database, full, rest=rest)
            await together(database, QueueName.INDEX, batch, work, now)
    async with database.write() as store:
        await indexing.finish(store, full)
    return len(offer_ids)


async def index_waiting(
    database: Database,
    thesaurus: Thesaurus,
    now: datetime,
    *,
    advance: Callable[[int], object] = lambda _: None,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Write the terms of offers that were stored without them; return of how many it tried to.

    A batch a transaction, so that others write between two. ``advance`` hears of every batch. What
    is left when the process ends is written by the next call, of any process.
    """
    count = 0
    while not stopping() and (offer_ids := await waiting_for_terms(database, now)):
        async with database.read() as store:
            full = await current(store, thesaurus)
        work = partial(_index, database, full, rest=0.0)
        await together(database, QueueName.INDEX, offer_ids, work, now)
        advance(len(offer_ids))
        count += len(offer_ids)
    return count


async def waiting_for_terms(database: Database, now: datetime) -> list[int]:
    """Return the next offers that wait for their terms, without those that were set aside."""
    async with database.read() as store:
        return await _waiting(store, BATCH, now)


async def first_waiting_for_terms(store: Store, now: datetime) -> int | None:
    """Return the first offer that waits for its terms, None if none does."""
    return next(iter(await _waiting(store, 1, now)), None)


async def _waiting(store: Store, limit: int, now: datetime) -> list[int]:
    resting = await failed_items.resting(store, QueueName.INDEX, now)
    offer_ids = await offers.without_terms(store, limit + len(resting))
    return [offer_id for offer_id in offer_ids if offer_id not in resting][:limit]


async def _index(
    database: Database, thesaurus: Thesaurus, offer_ids: Sequence[int], *, rest: float
) -> None:
    async with database.read() as store:
        named = await indexing.load(store, offer_ids)
    weights = await asyncio.to_thread(_weights, named, thesaurus, rest)
    async with database.write() as store:
        await indexing.replace(store, [offer for offer, _ in named], weights)


def _weights(
    named: Sequence[tuple[Offer, Sequence[str]]], thesaurus: Thesaurus, rest: float
) -> dict[int, dict[int, int]]:
    """Return the terms of each offer. After each wait ``rest`` times what it took."""
    weights = {}
    for offer, names in named:
        began = time.thread_time()
        weights[offer.id] = indexing.terms_of(offer, names, thesaurus)
        time.sleep(rest * (time.thread_time() - began))
    return weights


@contextmanager
def _short_turns() -> Iterator[None]:
    """Let threads take turns often: an answer waits for its turn after each of its statements.

    A list of offers took five times as long while 5,000 were indexed, and about twice with
    this and the rest after each offer.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
