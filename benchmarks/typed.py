"""Typed questions with meaning and by words alone: time, many at once, memory; making of vectors.

Each is asked in a process of its own, of questions that nobody asked before, in all languages. The
encoder alone is the peer. The vectors of German offers are made as a server makes them; where
offers have all languages of the samples, the vectors of the samples stand for theirs, with noise.
"""

import asyncio
import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zlib import crc32

import orjson
from sqlalchemy import text

from benchmarks.catalogue import DISTRICT, copied, databases, filled, look_at_tables, services
from benchmarks.processes import say
from benchmarks.speed import cuts
from bot.domain.listings import Reader
from bot.search.encoder import MODEL, WIDTH, Encoder
from bot.search.example_vectors import load_examples
from bot.search.examples import read_examples
from bot.search.meaning import pieces
from bot.search.vector_files import read_vectors
from handlers.workflows.meaning import Meaning
from handlers.workflows.services import Services
from handlers.workflows.thesaurus import understood
from handlers.workflows.vectors import make_vectors
from locales import LOCALES
from storage.catalogue import listings, meanings, offers, places
from storage.engine.database import Database
from storage.samples import PASSAGES
from tests.harness.databases import open_database

OFFERS, DISTRICTS, QUESTIONS, AT_ONCE = 5_000, 20, 400, 8
NOISE = 6
"""Standard deviation of what is added to each number of a vector of the samples."""
ALONE, WITH_MEANING, BY_WORDS = "encoder alone", "with meaning", "by words alone"
Ask = Callable[[str], Awaitable[object]]


def questions() -> list[str]:
    """Return questions in all languages, none twice, mostly the same ones after new examples."""
    said = {
        example.question
        for path in sorted(LOCALES.glob("*/questions.tsv"))
        for example in read_examples(path)
    }
    return sorted(said, key=lambda question: crc32(question.encode()))[: 2 * QUESTIONS]


def spoken(*, meaning: bool) -> Services:
    """Return words and settings as in production, with the encoder or without."""
    load = partial(load_examples, LOCALES)
    return replace(services(), meaning=Meaning(teach=load, enabled=meaning))


async def asking(database: Database, own: Services) -> Ask:
    """Return how a question is asked, from what was typed to the best offers."""
    async with database.read() as store:
        district = await places.district_named(store, DISTRICT)
    assert district
    today = datetime.now(UTC).date()

    async def ask(question: str) -> object:
        async with database.read() as store:
            query = await understood(store, own, question, "de", district.id, today)
            return await listings.best(store, Reader(today, district.id), query, 4)

    return ask


async def timed(ask: Ask, asked: Sequence[str]) -> list[float]:
    """Return the milliseconds of each question, one at a time."""
    taken = []
    for question in asked:
        began = time.perf_counter()
        await ask(question)
        taken.append(1000 * (time.perf_counter() - began))
    return taken


async def many(ask: Ask, asked: Sequence[str]) -> float:
    """Return the questions a second, eight at once."""
    waiting = iter(asked)

    async def worker() -> None:
        for question in waiting:
            await ask(question)

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return len(asked) / (time.perf_counter() - began)


async def in_this_process(url: str, what: str) -> dict[str, Any]:
    """Ask everything; return what was seen."""
    asked = questions()
    if what == ALONE:
        encoder = Encoder()
        return {"one": [_encoded(encoder, question) for question in asked[:QUESTIONS]]}
    database = open_database(url)
    ask = await asking(database, spoken(meaning=what == WITH_MEANING))
    first = await timed(ask, ["Deutschkurs am Abend"])
    one = await timed(ask, asked[:QUESTIONS])
    rate = await many(ask, asked[QUESTIONS:])
    await database.close()
    gc.collect()
    return {"first": first[0], "one": one, "rate": rate} | _memory()


def _encoded(encoder: Encoder, question: str) -> float:
    began = time.perf_counter()
    encoder.questions([question])
    return 1000 * (time.perf_counter() - began)


def _memory() -> dict[str, float]:
    """Return the MiB that are in no file, and all together.

    Pages of files can be dropped by the system; the model is a mapped file of 68 MiB.
    """
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    sizes = {line.split()[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
    return {"own": sizes["Anonymous:"], "resident": sizes["Rss:"]}


def asked_apart(url: str, what: str) -> dict[str, Any]:
    """Ask in a new process."""
    command = [sys.executable, "-m", "benchmarks.typed", url, what]
    answered: dict[str, Any] = orjson.loads(subprocess.check_output(command))
    return answered


def compare(name: str, url: str) -> None:
    """Say the figures with meaning, by words alone, and of the encoder."""
    seen = {what: asked_apart(url, what) for what in (BY_WORDS, WITH_MEANING, ALONE)}
    for what, figures in seen.items():
        say(f"  {name:34} {what:15} {cuts(figures['one'])}{_rest(figures)}")
    for what in ("own", "resident"):
        grown = seen[WITH_MEANING][what] - seen[BY_WORDS][what]
        say(f"  {name:34} {what} memory with meaning +{grown:.0f} MiB")


def _rest(figures: dict[str, Any]) -> str:
    if "rate" not in figures:
        return ""
    return f"  {AT_ONCE} at once {figures['rate']:5.0f}/s  the first {figures['first']:4.0f} ms"


async def make(database: Database) -> None:
    """Make the vectors of German offers as a server does; meanwhile questions are asked."""
    async with database.write() as store:
        await store.execute(text("DELETE FROM offer_text WHERE language <> 'de'"))
        await store.execute(text("DELETE FROM offer_meaning"))
    own = spoken(meaning=True)
    ask = await asking(database, own)
    await ask("Deutschkurs am Abend")
    began, slowest, waiting = time.perf_counter(), 0.0, iter(questions())
    making = asyncio.create_task(make_vectors(own.meaning, database, datetime.now(UTC)))
    while not making.done():
        slowest = max(slowest, *await timed(ask, [next(waiting)]))
        await asyncio.sleep(0.5)
    taken = time.perf_counter() - began
    say(f"  vectors of {await making} offers in {taken:.0f} s, slowest answer {slowest:.0f} ms")


async def stand_in(database: Database) -> None:
    """Give every offer a vector for each piece of its texts, from the samples, with noise."""
    async with database.read() as store:
        stored = await offers.as_stored(store, await offers.ids(store))
    known = list(read_vectors(PASSAGES).values())
    async with database.write() as store:
        for offer in stored:
            cut = pieces(offer.details)
            meaning = meanings.StoredMeaning(
                offer_id=offer.id,
                district_id=offer.district_id,
                made_from=None,
                digest=0,
                kinds=bytes(piece.kind for piece in cut),
                vectors=noisy(known, len(cut), offer.id),
            )
            await meanings.replace(store, MODEL, [meaning])


def noisy(known: Sequence[bytes], count: int, seed: int) -> bytes:
    """Return vectors like known ones, the same for a seed."""
    import numpy as np

    chance = np.random.default_rng(seed)
    chosen = [known[place] for place in chance.integers(0, len(known), count)]
    vectors = np.frombuffer(b"".join(chosen), np.int8).reshape(count, WIDTH)
    moved = vectors + chance.normal(0, NOISE, vectors.shape)
    return np.clip(np.rint(moved), -127, 127).astype(np.int8).tobytes()


async def measured(kind: str, url: str) -> None:
    """Measure one kind of database, with one district and with twenty of them."""
    database, _ = await filled(url, OFFERS)
    await stand_in(database)
    for number in (1, DISTRICTS):
        await copied(database, number - 1)
        await look_at_tables(database)
        compare(f"{kind}, {OFFERS * number} offers", url)
    await database.close()


async def making(url: str) -> None:
    """Measure how long the vectors of a district take, and who waits for them."""
    database, _ = await filled(url, OFFERS)
    await make(database)
    await database.close()


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        for kind, url in databases(Path(folder)).items():
            await measured(kind, url)
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        await making(f"sqlite:///{folder}/bench.sqlite")


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(asyncio.run(in_this_process(*sys.argv[1:]))))
