"""Mailings: killed in the middle, with faults, at Telegram's pace, and as fast as they go.

Also: how the time of a release grows with the number of people.
"""

import asyncio
import gc
import os
import resource
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from benchmarks.processes import say
from benchmarks.sending import measured as loop_of
from benchmarks.sink import Sink, alone, sink
from bot.domain.people import QuietHours
from handlers.delivery.sender import Sender
from handlers.telegram.api.calls import Say
from handlers.telegram.api.sender import TelegramSender
from handlers.telegram.api.transport import bot_of
from handlers.telegram.emulator.server import emulated
from handlers.telegram.messages import TelegramChannel
from storage.engine.database import Database
from storage.engine.locks import Locks
from tests.harness.databases import Templates, open_database, services
from tests.harness.killing import mailed, unfinished
from tests.harness.mailing import FIRST, NEVER_QUIET, crowd, released

PEOPLE = int(os.environ.get("MAILING_PEOPLE", "10000"))
KILLS = int(os.environ.get("MAILING_KILLS", "200"))
GROWTH = [int(number) for number in os.environ.get("MAILING_GROWTH", "10000,100000").split(",")]
FAULTS = 0.036
"""The share of requests that fail in one of seven ways."""
PACED = 600
ASKED = 0.5
"""Seconds between two people who ask, while a mailing goes out at Telegram's pace."""
AT_ONCE = 32
"""As many as the peers have on their way; so many may then arrive twice after a kill."""


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        templates = Templates(Path(folder))
        await killed(templates, Path(folder))
        await paced(templates)
        await unlimited(templates)
        await grown(templates)
        templates.stop()


async def killed(templates: Templates, folder: Path) -> None:
    """A process that sends is killed at random moments; on PostgreSQL there are two."""
    for kind, kills, faults in (
        ("sqlite", KILLS, 0.0),
        ("sqlite", KILLS, FAULTS),
        ("postgresql", KILLS // 2, 0.0),
    ):
        async with emulated() as emulator:
            emulator.faults.latency, emulator.faults.rate = 0.05, faults
            two = 2 if kind == "postgresql" else 1
            found = await mailed(
                emulator,
                templates.fresh(kind, samples=True),
                services(),
                folder / f"{kind}{faults}",
                PEOPLE,
                kills,
                two,
            )
        say(
            f"  {kind:11}{found.people} people, {found.kills} kills, {100 * faults:.1f} % faults, "
            f"{found.seconds:4.0f} s: {found.lost} lost, {found.doubled} twice, "
            f"{found.marked} marked beforehand ({found.marked / max(1, found.kills):.1f} a kill), "
            f"{found.unmarked} unmarked"
        )


async def paced(templates: Templates) -> None:
    """Print the most messages in any second, and the used share of a limit of 28 a second.

    Measured while nobody asks and while people ask.
    """
    for kind in ("sqlite", "postgresql"):
        for pause, asked in ((0.0, "nobody asks"), (ASKED, f"somebody asks every {ASKED} s")):
            moments: list[float] = []
            async with sending(templates, kind, PACED, 28, 25) as one:
                Sink.watch, Sink.latency = (
                    lambda _, seen=moments: seen.append(time.monotonic()),
                    0.05,
                )
                asking = asyncio.create_task(_asking(one.telegram, pause))
                await _final(one.database, one.sender)
                asking.cancel()
            say(f"  pace on {kind:11}{asked:26}{_pace(moments)}")


async def _asking(telegram: TelegramSender, pause: float) -> None:
    while pause:
        await asyncio.gather(asyncio.sleep(pause), telegram.send(Say(FIRST, "Ja.")))


def _pace(moments: Sequence[float]) -> str:
    window = max(sum(one <= moment < one + 1 for moment in moments) for one in moments)
    rate = (len(moments) - 1) / (moments[-1] - moments[0])
    return (
        f"{len(moments)} messages at {rate:.2f} a second ({rate / 28:.3f} of 28), "
        f"at most {window} in any second"
    )


async def unlimited(templates: Templates) -> None:
    """Print the rate without a limit and with durable deliveries, beside loops that keep nothing.

    The server that receives all messages is a process of its own.
    """
    best = 0.0
    server, url = await alone()
    for kind, parallel in (
        ("sqlite", 8),
        ("postgresql", 8),
        ("sqlite", AT_ONCE),
        ("postgresql", AT_ONCE),
    ):
        async with sending(
            templates, kind, PEOPLE, 100_000, 100_000, url=url, parallel=parallel
        ) as one:
            began, cpu = time.perf_counter(), time.process_time()
            await _final(one.database, one.sender)
            rate, each = (
                PEOPLE / (time.perf_counter() - began),
                (time.process_time() - cpu) / PEOPLE * 1000,
            )
            best = max(best, rate)
            say(
                f"  {kind}, {parallel} at once: {rate:.0f} messages a second, "
                f"{each:.2f} ms CPU each, ledger on"
            )
    for way in ("ptb", "aiogram"):
        found = await loop_of(way, url, AT_ONCE)
        ratio = f"ours with the ledger is {best / found['rate']:.2f} of it"
        say(
            f"  {way}, {AT_ONCE} at once, nothing kept: "
            f"{found['rate']:.0f} messages a second; {ratio}"
        )
    server.terminate()
    await server.wait()


async def grown(templates: Templates) -> None:
    """From a release to all its rows: time and memory."""
    for kind in ("sqlite", "postgresql"):
        for count in GROWTH:
            database = open_database(templates.fresh(kind, samples=True))
            await _many(database, count)
            gc.collect()
            before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
            await released(database, datetime.now(UTC))
            taken, more = (
                time.perf_counter() - began,
                resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before,
            )
            say(
                f"  {kind:11}{count:8} people: "
                f"released in {taken:5.2f} s ({taken / count * 1e6:.1f} µs each), "
                f"{more / 1024:.0f} MiB more"
            )
            await database.close()


async def _many(database: Database, count: int) -> None:
    """People with an address each, made inside the database."""
    async with emulated() as emulator:
        (one,) = await crowd(database, services(), emulator, 1)
    async with database.write() as store:
        for table, key in (("person", "id"), ("address", "person_id")):
            columns = list((await store.execute(text(f"SELECT * FROM {table} LIMIT 0"))).keys())
            digest = "CAST('x' || n AS BLOB)" if database.is_sqlite else "('x' || n)::bytea"
            changed = {"id": "n + 10", key: "n + 10", "digest": digest}
            chosen = ", ".join(changed.get(column, f"{table}.{column}") for column in columns)
            numbers = (
                "WITH RECURSIVE many(n) AS"
                f" (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < {count})"
            )
            rows = f"SELECT {chosen} FROM {table}, many WHERE {table}.{key} = {one.id}"
            await store.execute(
                text(f"INSERT INTO {table} ({', '.join(columns)}) {numbers} {rows}")
            )


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Sending:
    """A released message and two senders in this process.

    ``sender`` keeps a pace and sends through ``telegram``; ``lifted`` sends as fast as it can.
    """

    database: Database
    telegram: TelegramSender
    sender: Sender
    lifted: Sender


@asynccontextmanager
async def sending(
    templates: Templates,
    database_kind: str,
    people: int,
    rate: int,
    unasked: int,
    clock: Callable[[], datetime] = now,
    quiet: QuietHours = NEVER_QUIET,
    url: str = "",
    parallel: int = 8,
    **announced: Any,
) -> AsyncIterator[Sending]:
    """They write to ``url``, "" a server in this process that says yes to everything."""
    database, spoken = open_database(templates.fresh(database_kind, samples=True)), services()
    async with emulated() as emulator:
        await crowd(database, spoken, emulator, people, quiet=quiet)
    server, here = await sink()
    bot, locks = bot_of("1:bench", url or here), Locks(database)
    await bot.request.initialize()
    await released(database, clock(), **announced)

    def sender(telegram: TelegramSender) -> Sender:
        return Sender(
            database=database,
            services=spoken,
            channels={"telegram": TelegramChannel(telegram)},
            locks=locks,
            parallel=parallel,
            now=clock,
        )

    telegram = TelegramSender(bot, rate, unasked)
    lifted = TelegramSender(bot, 100_000, 100_000)
    yield Sending(database, telegram, sender(telegram), sender(lifted))
    await locks.close()
    await bot.request.shutdown()
    server.close()
    await database.close()


async def _final(database: Database, sender: Sender) -> None:
    async with sender:
        while await unfinished(database):
            await asyncio.sleep(0.1)
