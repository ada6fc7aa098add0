"""Time of a search and of saving an offer, with 1,000 to 100,000 offers.

Districts have 5,000 offers each; both databases are measured, and other engines beside them.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from sqlalchemy import text

from benchmarks.catalogue import DISTRICT, copied, databases, filled, services
from benchmarks.engines import Row, Search, engines
from bot.domain.listings import Reader
from bot.domain.offers import Offer
from bot.search import terms
from bot.search.thesaurus import Thesaurus, written_in
from bot.search.understanding import understand
from handlers.workflows import thesaurus
from storage.catalogue import index, listings, offers, places, search_words
from storage.engine.database import Database

SHORT = (
    "Deutschkurs",
    "Wohnung",
    "шукаю квартиру",
    "دكتور نفسي",
    "swimming for women",
    "Fahrrad reparieren",
    "Kita Platz",
    "iş arıyorum",
)
LONG = (
    "wo kann mein Sohn am Samstag in der Nähe schwimmen lernen",
    "I am looking for a German course in the evening for women with childcare",
    "хочу вивчити німецьку вечорами після роботи недалеко від дому",
    "mein Vermieter will mich rauswerfen und ich weiß nicht was ich tun soll",
)
ANYTHING = (
    "\u202e\x00🙂" * 2000,
    "ÄÖÜẞ ǅ ﷽ " * 500,
    "a" * 4000,
    "(" * 3000,
    "٣٤٥ १२३ ①②③",
    "Wohnung " * 500,
)
"""What nobody means as a question."""
SIZES = (1000, 5000, 20_000, 100_000)
BIGGEST_DISTRICT = 5000
ROUNDS = 12

Ask = Callable[[str], Awaitable[object]]


async def timed(ask: Ask, questions: tuple[str, ...]) -> str:
    """Median and 95th percentile of a question in milliseconds, one at a time, warm."""
    taken = []
    for number in range(ROUNDS):
        for question in questions:
            began = time.perf_counter()
            await ask(question)
            if number:
                taken.append(1000 * (time.perf_counter() - began))
    return cuts(taken)


def cuts(taken: list[float]) -> str:
    found = quantiles(taken, n=20)
    return f"p50 {found[9]:7.2f}  p95 {found[18]:7.2f} ms"


async def ours(database: Database) -> Ask:
    known = services().thesaurus
    async with database.read() as store:
        district = await places.district_named(store, DISTRICT)
        assert district
        towns = await places.municipalities(store, district.id)

    async def ask(question: str) -> object:
        async with database.read() as store:
            query = understand(question, written_in(question, "de", known), known, towns)
            return await listings.best(
                store, Reader(datetime.now(UTC).date(), district.id), query, 4
            )

    return ask


async def saving(database: Database) -> str:
    """What the search adds to saving a new offer: its terms found, written and counted."""
    async with database.read() as store:
        chosen = await offers.by_ids(store, (await offers.ids(store))[:100])
    known = services().thesaurus
    return cuts([await _saved(database, offer, known) for offer in chosen])


async def _saved(database: Database, offer: Offer, known: Thesaurus) -> float:
    """Remove an offer from the index and return the milliseconds that saving it takes.

    The removal has a transaction of its own: rows written twice in one cost more, and no office
    does that.
    """
    async with database.write() as store:
        before = await index.written(store, [offer.id])
        await index.count(
            store,
            offer.district_id,
            await index.change(store, offer.district_id, offer.id, before[offer.id], {}),
        )
    async with database.write() as store:
        began = time.perf_counter()
        weights = terms.of_details(offer.details, (), known)
        await index.count(
            store,
            offer.district_id,
            await index.add_all(store, offer.district_id, {offer.id: weights}),
        )
        return 1000 * (time.perf_counter() - began)


async def anew(database: Database, ask: Ask) -> str:
    """Return how long it takes to index every offer again, and the slowest answer meanwhile.

    The cause is an editor who has added a word that many offers contain.
    """
    async with database.write() as store:
        await search_words.add(store, "de", "bicycle", "kurs*", datetime.now(UTC))
    began = time.perf_counter()
    indexing = asyncio.create_task(
        thesaurus.reindex(database, services().thesaurus, datetime.now(UTC), gently=True)
    )
    slowest = 0.0
    while not indexing.done():
        asked = time.perf_counter()
        await ask(SHORT[0])
        slowest = max(slowest, 1000 * (time.perf_counter() - asked))
        await asyncio.sleep(0.1)
    return (
        f"{await indexing} offers in {time.perf_counter() - began:.1f} s, "
        f"slowest answer meanwhile {slowest:.0f} ms"
    )


async def rows(database: Database) -> list[Row]:
    """The German texts, by district, for the others."""
    query = (
        "SELECT offer.id, district_id, title, description"
        " FROM offer JOIN offer_text ON offer_id = offer.id WHERE language = 'de'"
    )
    async with database.read() as store:
        return [
            Row(str(one), str(place), f"{title} {words}")
            for one, place, title, words in await store.execute(text(query))
        ]


def asking(search: Search, place: str) -> Ask:
    async def ask(question: str) -> object:
        return search(question, place)

    return ask


def say(count: int, kind: str, what: str, seen: str) -> None:
    sys.stdout.write(f"  {count:7} {kind:26} {what:14} {seen}\n")
    sys.stdout.flush()


async def measured(count: int, kind: str, database: Database) -> None:
    ask = await ours(database)
    for name, questions in (("short", SHORT), ("long", LONG), ("anything", ANYTHING)):
        say(count, kind, name, await timed(ask, questions))
    if count <= BIGGEST_DISTRICT:
        say(count, kind, "saving one", await saving(database))
        say(count, kind, "indexed anew", await anew(database, ask))


async def main() -> None:
    for count in SIZES:
        with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
            urls = databases(Path(folder))
            for kind, url in urls.items():
                database, rate = await filled(url, min(count, BIGGEST_DISTRICT))
                say(count, kind, "stored", f"{rate:.0f} offers a second")
                await copied(database, count // BIGGEST_DISTRICT - 1)
                await measured(count, kind, database)
                if kind == "SQLite":
                    others = await rows(database)
                await database.close()
            for name, search in engines(
                others, urls["PostgreSQL"].replace("/bench?", "/postgres?")
            ).items():
                say(count, name, "short", await timed(asking(search, others[0].place), SHORT))


if __name__ == "__main__":
    asyncio.run(main())
