"""How long a search takes in districts of 1,000 and 5,000 offers on both databases, with LIKE and SQLite's FTS5 beside it."""

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from benchmarks.catalogue import DISTRICT, databases, filled, world
from bot.domain.listings import Reader
from bot.search.query import understand
from bot.search.thesaurus import written_in
from handlers import thesaurus
from storage import listings, places
from storage.database import Database

SHORT = ("Deutschkurs", "Wohnung", "шукаю квартиру", "دكتور نفسي", "swimming for women", "Fahrrad reparieren", "Kita Platz", "iş arıyorum")
LONG = (
    "wo kann mein Sohn am Samstag in der Nähe schwimmen lernen",
    "I am looking for a German course in the evening for women with childcare",
    "хочу вивчити німецьку вечорами після роботи недалеко від дому",
    "mein Vermieter will mich rauswerfen und ich weiß nicht was ich tun soll",
)
ROUNDS = 12


async def timed(ask: Callable[[str], Awaitable[object]], questions: tuple[str, ...]) -> str:
    """Median and 95th percentile of a question in milliseconds, one at a time, warm."""
    taken = []
    for number in range(ROUNDS):
        for question in questions:
            began = time.perf_counter()
            await ask(question)
            if number:
                taken.append(1000 * (time.perf_counter() - began))
    cuts = quantiles(taken, n=20)
    return f"p50 {cuts[9]:6.1f}  p95 {cuts[18]:6.1f} ms"


async def ours(database: Database) -> Callable[[str], Awaitable[object]]:
    known = world().thesaurus
    async with database.read() as connection:
        district = await places.district_named(connection, DISTRICT)
        assert district
        towns = await places.municipalities(connection, district.id)

    async def ask(question: str) -> object:
        async with database.read() as connection:
            query = understand(question, written_in(question, "de", known), known, towns)
            return await listings.best(connection, Reader(datetime.now(UTC).date(), district.id), query, 4)

    return ask


def peers(path: str) -> dict[str, Callable[[str], Awaitable[object]]]:
    """What a catalogue does that uses its database's own means, on the same texts."""
    plain = sqlite3.connect(path)
    plain.execute("CREATE VIRTUAL TABLE texts USING fts5(title, description)")
    plain.execute("INSERT INTO texts SELECT title, description FROM offer_text WHERE language = 'de'")

    async def like(question: str) -> object:
        said = " AND ".join("(title LIKE ? OR description LIKE ?)" for _ in question.split())
        return plain.execute(f"SELECT rowid FROM texts WHERE {said} LIMIT 4", [f"%{word}%" for word in question.split() for _ in (1, 2)]).fetchall()

    async def fts(question: str) -> object:
        quoted = " OR ".join(f'"{word}"' for word in question.split())
        return plain.execute("SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT 4", [quoted]).fetchall()

    return {"LIKE, all words": like, "FTS5, any word": fts}


async def main() -> None:
    for count in (1000, 5000):
        with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
            for kind, url in databases(Path(folder)).items():
                database, rate = await filled(url, count)
                ask = await ours(database)
                for name, questions in (("short", SHORT), ("long", LONG)):
                    sys.stdout.write(f"  {count:6} {kind:11} {name:6} {await timed(ask, questions)}\n")
                if kind == "SQLite":
                    began = time.perf_counter()
                    done = await thesaurus.reindex(database, world().thesaurus)
                    sys.stdout.write(f"  {count:6} indexed anew: {done} in {time.perf_counter() - began:.1f} s; stored at {rate:.0f}/s\n")
                    await database.checkpoint()
                    for name, peer in peers(str(Path(folder) / "bench.sqlite")).items():
                        sys.stdout.write(f"  {count:6} {name:18} {await timed(peer, SHORT)}\n")
                await database.close()


if __name__ == "__main__":
    asyncio.run(main())
