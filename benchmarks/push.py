"""Notifications of browsers: killed in the middle, and as fast as they go, ledger on.

The push service is pretended, on this machine. It checks and keeps everything where processes are
killed; where the rate is measured it is a process of its own that says yes.
"""

import asyncio
import os
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from benchmarks.processes import say
from benchmarks.sink import alone
from bot.domain.outcomes import Sent
from bot.rules.push import address_of
from bot.ui import NOTHING, Screen
from handlers.delivery.sender import Sender
from handlers.web.push.channel import PushChannel
from handlers.workflows.services import Services
from storage.engine.database import Database
from storage.engine.locks import Locks
from storage.people import push_subscriptions
from tests.harness.databases import Templates, open_database, services
from tests.harness.killing import unfinished
from tests.harness.mailing import released
from tests.harness.push import PushService, owners, push_service, pushing
from tests.harness.push_kills import pushed

PEOPLE = int(os.environ.get("PUSH_PEOPLE", "10000"))
KILLS = int(os.environ.get("PUSH_KILLS", "100"))
WANTED = 500
"""Pushes a second that are promised."""
PARALLEL = (8, 32)


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        templates = Templates(Path(folder))
        await killed(templates, Path(folder))
        await fast(templates)
        templates.stop()


async def killed(templates: Templates, folder: Path) -> None:
    """A process that sends is killed at random moments; on PostgreSQL there are two."""
    for kind, kills, processes in (("sqlite", KILLS, 1), ("postgresql", KILLS // 2, 2)):
        async with push_service() as service:
            service.latency = 0.02
            url = templates.fresh(kind, samples=True)
            found = await pushed(service, url, folder / kind, PEOPLE, kills, processes)
            unread = len(service.wrong)
        say(
            f"  {kind:11}{found.people} devices, {found.kills} kills, {found.seconds:4.0f} s: "
            f"{found.lost} lost, {found.doubled} twice, {found.marked} marked beforehand, "
            f"{found.unmarked} unmarked, {unread} with a wrong proof"
        )


async def fast(templates: Templates) -> None:
    """Print the rate with durable deliveries, and that of the same channel without any."""
    server, origin = await alone()
    service = PushService(origin=origin)
    wanted = pushing(services(), service)
    for kind in ("sqlite", "postgresql"):
        for parallel in PARALLEL:
            database = open_database(templates.fresh(kind, samples=True))
            await owners(database, service, PEOPLE)
            await released(database, _now())
            rate, each = await _sent(database, wanted, parallel)
            say(
                f"  {kind:11}{parallel:3} at once: {rate:.0f} a second "
                f"({rate / WANTED:.1f} of {WANTED}), {each:.2f} ms CPU each, ledger on; "
                f"{await _lost(database)} lost"
            )
            if parallel == PARALLEL[-1]:
                bare = await _bare(database, wanted, parallel)
                say(f"  {kind:11}{parallel:3} at once: {bare:.0f} a second, nothing kept")
            await database.close()
    server.terminate()
    await server.wait()


async def _sent(database: Database, wanted: Services, parallel: int) -> tuple[float, float]:
    """Return pushes a second, and milliseconds of CPU for each."""
    locks, push = Locks(database), PushChannel(database, wanted, _now)
    sender = Sender(
        database=database,
        services=wanted,
        channels={"push": push},
        locks=locks,
        parallel=parallel,
        now=_now,
    )
    began, cpu = time.perf_counter(), time.process_time()
    async with AsyncExitStack() as opened:
        await opened.enter_async_context(push)
        await opened.enter_async_context(sender)
        while await unfinished(database):
            await asyncio.sleep(0.1)
        taken = time.perf_counter() - began
    await locks.close()
    return PEOPLE / taken, (time.process_time() - cpu) / PEOPLE * 1000


async def _bare(database: Database, wanted: Services, parallel: int) -> float:
    """Return pushes a second of the channel alone: encrypted and sent, and nothing recorded."""
    people = text("SELECT person_id FROM push_subscription")
    async with database.read() as store:
        ids = list((await store.execute(people)).scalars())
        devices = await push_subscriptions.of_people(store, ids)
    waiting, tr, sent = iter(devices.values()), wanted.translator("de"), 0

    async def work(push: PushChannel) -> None:
        nonlocal sent
        for known in waiting:
            outcome = await push.notify(address_of(known), Screen(NOTHING), tr)
            sent += outcome == Sent()

    async with PushChannel(database, wanted, _now) as push:
        began = time.perf_counter()
        await asyncio.gather(*(work(push) for _ in range(parallel)))
        return sent / (time.perf_counter() - began)


async def _lost(database: Database) -> int:
    query = text("SELECT count(*) FROM delivery WHERE NOT (state = 'sent' AND channel = 'push')")
    async with database.read() as store:
        return int((await store.execute(query)).scalar_one())


def _now() -> datetime:
    return datetime.now(UTC)
