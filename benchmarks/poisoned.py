"""Rows that cannot be worked on, in every queue, and upgrades that are killed: what goes wrong."""

import asyncio
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from aiosmtpd.controller import Controller

from bot.config_sections import Email
from bot.rules.limits import OF_CLIENT, Act
from handlers.dialogue.conversation import Conversation
from handlers.workflows.services import Services
from storage.engine import versions
from tests.harness import fortress
from tests.harness.browsers import opened
from tests.harness.databases import Templates, open_database, services
from tests.harness.poison import CASES, Case, World
from tests.harness.server import environment, free_port
from tests.harness.version_before import BEFORE, filled_everywhere
from tests.test_poison import Mails

NEW_SESSION_SECONDS = OF_CLIENT[Act.NEW_SESSION].seconds
KILLS = int(os.environ.get("FORTRESS_KILLS", "200"))


@dataclass(frozen=True)
class Slower:
    """The p95 of the others in seconds, while nothing else happens and during an attack."""

    idle: float
    attacked: float

    def __str__(self) -> str:
        ratio = self.attacked / self.idle
        return f"{self.idle * 1000:.1f}, {self.attacked * 1000:.1f} ms | {ratio:.2f}"


@dataclass(frozen=True)
class Row:
    """A line of the table. ``slower`` None means that nobody else is there, as in an upgrade."""

    what: str
    count: int
    slower: Slower | None
    held: str
    wrong: int

    def __str__(self) -> str:
        slower = str(self.slower) if self.slower else "nobody is served | –"
        return f"| {self.what} | {self.count:,} | {slower} | {self.held} | {self.wrong} |"


@contextmanager
def mailing() -> Iterator[Services]:
    """Settings with a mail server that refuses one address."""
    running = Controller(Mails(), hostname="127.0.0.1", port=free_port())
    running.start()
    email = Email(port=running.port, security="none", sender="lotse@kreis.example")
    config = replace(services().config, email=email)
    yield replace(services(), config=config, base_url="https://x.example")
    running.stop()


async def poison(templates: Templates, kind: str) -> Row:
    """Rows that cannot be worked on, each between two that can, in the process that answers."""
    logging.disable(logging.CRITICAL)  # each row leaves a trace, which is what they are for
    rows = wrong = 0
    idle: list[float] = []
    attacked: list[float] = []
    with mailing() as spoken:
        for case in CASES.values():
            database = open_database(templates.fresh(kind, samples=True))
            world = World(database, spoken)
            await world.begin()
            wrong += await _poisoned(world, case, idle, attacked)
            rows += len(case.spoils)
            await database.close()
    logging.disable(logging.NOTSET)
    slower = Slower(fortress.p95(idle), fortress.p95(attacked))
    held = f"in {len(CASES)} queues; all other rows done"
    return Row("poison rows", rows, slower, held, wrong)


async def _poisoned(world: World, case: Case, idle: list[float], attacked: list[float]) -> int:
    """Spoil every second row; return how many ended otherwise than they should.

    Add what others wait, before and while the rows are worked on.
    """
    rows = await case.add(world, 2 * len(case.spoils) + 1)
    bad = dict(zip(rows[1::2], case.spoils.values(), strict=True))
    for row_id, (table, find, values) in bad.items():
        await world.spoil(table, await find(world, row_id) if find else row_id, values)
    async with opened(Conversation(world.database, world.services)) as site:
        browser = await site.browser().look()

        async def ask() -> int:
            site.seconds += NEW_SESSION_SECONDS  # its cookie is for https: each is a new one
            return (await browser.look()).status

        idle += await fortress.times(ask, 40)
        working = asyncio.ensure_future(case.work(world))
        while not working.done():
            attacked += await fortress.times(ask, 1)
        await working
    return sum([(await case.is_done(world, r)) == (r in bad) for r in rows])


def kills(templates: Templates, kind: str) -> Row:
    """Killed at moments spread evenly over the whole upgrade of a filled database."""
    url = templates.fresh(kind, samples=False)
    filled_everywhere(url)
    work = [sys.executable, "-m", "tests.harness.upgrade_kills", "kill", url, str(KILLS)]
    done = subprocess.run(work, env=environment(), capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    wrong = len(found["wrong"]) + (not versions.is_newest(versions.current(url)))
    held = "no row changed; the last start upgraded"
    return Row(f"kills in an upgrade from {BEFORE}", found["kills"], None, held, wrong)
