"""Attacks of every kind on a running server: how much slower others are, and what went wrong."""

import asyncio
import itertools
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import func, select

from benchmarks.poisoned import Row, Slower, kills, poison
from benchmarks.processes import say
from benchmarks.sink import sink
from benchmarks.working import COMMAND, Bot, bot_named, bring, press, started, update
from bot.rules.limits import OF_CLIENT, Act
from handlers.web.connections import raise_open_files
from handlers.web.sessions import Sessions
from storage import schema as t
from storage.engine.database import Database
from storage.messaging.update_inbox import UpdateState
from storage.people import audits
from tests.harness import fortress
from tests.harness.databases import SEAL, Templates, open_database
from tests.harness.fortress import Target, forged_press
from tests.harness.server import free_port

STREAMS = int(os.environ.get("FORTRESS_STREAMS", "1100"))
PRESSES = int(os.environ.get("FORTRESS_PRESSES", "10000"))
SLOW_HEADERS, SLOW_BODIES, NEW_SESSIONS, FORGERS = 200, 100, 200, 1000
SECONDS = 10
"""How long a flood takes, and others are measured at least."""
A_SECOND = 100
"""Forged presses in a second, a part of what one process can answer."""
EVERY = 0.05
"""Seconds between two requests of the others."""
Result = TypeVar("Result")
HEAD = "| what is done | how often | others' p95: idle, meanwhile | ratio | what held | wrong |"


class Others:
    """People who look at their home from time to time, each with a session and an address."""

    def __init__(self, target: Target) -> None:
        signer = Sessions(SEAL, secure=False)
        headers = fortress.cookies(signer, signer.new(datetime.now(UTC)), 400)[200:]
        self._people = itertools.cycle(enumerate(headers))
        self._target = target

    async def ask(self) -> int:
        number, cookie = next(self._people)
        more = {"Cookie": cookie, "X_Forwarded_For": f"192.0.2.{number}"}
        await asyncio.sleep(EVERY)
        return (await self._target.ask("/chat", **more))[0]


async def beside(
    ask: Callable[[], Awaitable[int]], attack: Callable[[], Awaitable[Result]]
) -> tuple[Slower, Result]:
    """Ask for ten seconds, then for ten more and for as long as an attack lasts."""
    idle = await _p95(ask, time.perf_counter() + SECONDS, None)
    attacking = asyncio.ensure_future(attack())
    attacked = await _p95(ask, time.perf_counter() + SECONDS, attacking)
    return Slower(idle, attacked), await attacking


async def _p95(
    ask: Callable[[], Awaitable[int]], end: float, attack: "asyncio.Future[Any] | None"
) -> float:
    """Return the p95 of what is asked until a moment, and until the attack is over."""
    taken = []
    while time.perf_counter() < end or (attack and not attack.done()):
        taken.append((await fortress.times(ask, 1))[0] - EVERY)
    return fortress.p95(taken)


async def streams(target: Target, others: Others) -> Row:
    """Nobody reads them, and each has a session of its own."""
    signer = Sessions(SEAL, secure=False)
    made = signer.new(datetime.now(UTC))
    cookies = fortress.cookies(signer, made, STREAMS)
    idle = await _p95(others.ask, time.perf_counter() + SECONDS, None)
    attack = (
        fortress.stream(target, cookie, f"198.51.100.{number % 250}")
        for number, cookie in enumerate(cookies)
    )
    async with fortress.held(attack) as opened_:
        found = await fortress.statuses(opened_)
        attacked = await _p95(others.ask, time.perf_counter() + SECONDS, None)
    held = f"{found[200]} open, {found[503]} refused"
    wrong = STREAMS - found[200] - found[503]
    return Row("idle streams", STREAMS, Slower(idle, attacked), held, wrong)


async def slow(target: Target, others: Others) -> Row:
    """Headers and bodies that do not come, until the server closes them."""

    async def attack() -> list[bool]:
        halves = [fortress.half(target) for _ in range(SLOW_HEADERS)]
        bodies = [fortress.slow_body(target) for _ in range(SLOW_BODIES)]
        async with fortress.held([*halves, *bodies]) as opened_:
            waits = [15] * SLOW_HEADERS + [40] * SLOW_BODIES
            pairs = zip(opened_, waits, strict=True)
            return await asyncio.gather(*(fortress.is_closed(one[0], wait) for one, wait in pairs))

    slower, closed = await beside(others.ask, attack)
    count = SLOW_HEADERS + SLOW_BODIES
    what = "slow headers, and a third as many slow bodies"
    return Row(what, count, slower, f"{sum(closed)} closed in time", closed.count(False))


async def new_sessions(target: Target, others: Others) -> Row:
    """All from one address, evenly in ten seconds."""

    async def one(number: int) -> int:
        await asyncio.sleep(number * SECONDS / NEW_SESSIONS)
        return (await target.ask("/chat", X_Forwarded_For="203.0.113.5"))[0]

    async def attack() -> Counter[int]:
        return Counter(await asyncio.gather(*map(one, range(NEW_SESSIONS))))

    slower, found = await beside(others.ask, attack)
    most = OF_CLIENT[Act.NEW_SESSION].burst + 1
    wrong = NEW_SESSIONS - found[200] - found[429] + max(0, found[200] - most)
    held = f"{found[200]} made, {found[429]} refused"
    return Row(f"new sessions in {SECONDS} s", NEW_SESSIONS, slower, held, wrong)


async def presses(bot: Bot, port: int, database: Database, others: Others) -> Row:
    """Forged presses of a thousand people on Telegram: all are answered, none gives anything."""
    people = range(1_000_000, 1_000_000 + FORGERS)
    await bring(port, bot.secret, [update(person, COMMAND) for person in people])
    await _answered(database)
    before = await _rights(database)
    chance = random.Random(1)
    forged = [
        press(people[number % FORGERS], forged_press(chance, number)) for number in range(PRESSES)
    ]

    async def attack() -> None:
        for first in range(0, PRESSES, A_SECOND):
            bodies = forged[first : first + A_SECOND]
            await asyncio.gather(bring(port, bot.secret, bodies), asyncio.sleep(1))
        await _answered(database)

    slower, _ = await beside(others.ask, attack)
    async with database.read() as store:
        noted = await audits.count(store)
    wrong = abs(PRESSES - noted) + (await _rights(database) != before)
    return Row("forged presses", PRESSES, slower, f"{noted} refused and noted", wrong)


async def _answered(database: Database) -> None:
    waiting = select(func.count()).where(t.inbox.c.state == UpdateState.NEW)
    for _ in range(9000):
        async with database.read() as store:
            if not (await store.execute(waiting)).scalar_one():
                return
        await asyncio.sleep(0.1)
    raise TimeoutError


async def _rights(database: Database) -> tuple[object, ...]:
    """Return how many grants, offers of each state and reports there are."""
    states = select(t.offer.c.state, func.count()).group_by(t.offer.c.state)
    async with database.read() as store:
        grants = (await store.execute(select(func.count()).select_from(t.grants))).scalar_one()
        reports = (await store.execute(select(func.count()).select_from(t.report))).scalar_one()
        return grants, reports, sorted(map(tuple, await store.execute(states)))


async def attacked(templates: Templates, kind: str, folder: str, api: str) -> None:
    """Print a line for each attack on one running server."""
    port = free_port()
    name = "Lotse, SQLite" if kind == "sqlite" else "Lotse, PostgreSQL"
    bot = bot_named(name, api, port, templates)
    target = Target("127.0.0.1", port)
    async with started(bot, port, folder):
        others = Others(target)
        await _p95(others.ask, time.perf_counter() + SECONDS, None)
        for attack in (streams, slow, new_sessions):
            say(str(await attack(target, others)))
        database = open_database(bot.settings["LOTSE_DATABASE_URL"])
        say(str(await presses(bot, port, database, others)))
        await database.close()


async def main() -> None:
    raise_open_files()
    server, api = await sink()
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        templates = Templates(Path(folder))
        for kind in ("sqlite", "postgresql"):
            say(f"\n{kind}\n{HEAD}\n| --- | --- | --- | --- | --- | --- |")
            await attacked(templates, kind, folder, api)
            say(str(await poison(templates, kind)))
            say(str(await asyncio.to_thread(kills, templates, kind)))
        templates.stop()
    server.close()
