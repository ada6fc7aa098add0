"""``lotse run`` as a process that is killed again and again while people write.

It counts what is lost, doubled or out of order.

The truth is the emulator's own log (what arrived, in which order) and the database's rows
(effects). Kills wait in turn for an acknowledgement and for answers, not for a time: so each
happens in the middle.
"""

import asyncio
import random
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from sqlalchemy import text

from bot.__main__ import main
from handlers.delivery import fleet, sender
from handlers.telegram.api import rate_limiter
from handlers.telegram.emulator.people import User, read
from handlers.telegram.emulator.server import Emulator
from handlers.telegram.inbound import polling, update_inbox
from tests.harness.databases import KEY, open_database
from tests.harness.forking import Forked, forked
from tests.harness.patience import Patience, scaled
from tests.harness.server import environment
from tests.harness.telegram import until

WAITING = 300
"""So many updates wait at Telegram at a time."""
MOMENT = 0.05
"""Seconds between what a kill waits for and the kill, at most."""
SETTLING = 120
"""Seconds until everything was worked, at most."""
_ASKED = re.compile(r"frage (\d+)")


@dataclass
class Result:
    """The outcome of one run.

    ``lost`` counts acknowledged updates that were never answered, ``effects`` the rows too many or
    too few. ``waiting`` counts the updates that were still to be answered at the last kill.
    """

    mode: str
    updates: int
    kills: int
    seconds: float
    waiting: int
    lost: int
    effects: int
    out_of_order: int
    doubled: int
    recorded: int

    @property
    def is_right(self) -> bool:
        return (
            not (self.lost or self.effects or self.out_of_order) and self.doubled <= self.recorded
        )


def hasty(arguments: list[str]) -> int:
    """Run a command that looks ten times as often for what other processes do or left behind."""
    intervals = (
        *((fleet, "INTERVAL"), (sender, "IDLE"), (update_inbox, "SWEEP"), (polling, "STANDBY")),
        *((update_inbox, "RETRY"), (rate_limiter, "CHAT_SECONDS")),
    )
    for module, name in intervals:
        setattr(module, name, getattr(module, name) / 10)
    return main(arguments)


class Process:
    """One ``lotse run`` after the other, on the same database.

    It searches by words alone: whether the encoder is loaded yet would change what is answered.
    ``emulator`` None is without Telegram; ``more`` are further settings.
    """

    program: Callable[[list[str]], int] = staticmethod(hasty)
    arguments: tuple[str, ...] = ("run",)

    def __init__(
        self,
        folder: Path,
        url: str,
        emulator: Emulator | None,
        mode: str,
        port: int,
        **more: str,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._log = folder / "output.log"
        self._settings = {
            "LOTSE_DATABASE_URL": url,
            "LOTSE_SECRET_KEY": KEY,
            "LOTSE_TELEGRAM_MODE": mode,
            "LOTSE_TELEGRAM_RATE": "100000",
            "LOTSE_TELEGRAM_UNASKED_RATE": "100000",
            "LOTSE_TELEGRAM_RATE_LIMITS": "off",
            "LOTSE_WEB_PORT": str(port),
            "LOTSE_METRICS_PORT": "0",
            "LOTSE_SEARCH_MEANING": "off",
            "LOTSE_WEB_PUBLIC_URL": f"http://127.0.0.1:{port}",
            **more,
        }
        if emulator:
            self._settings["LOTSE_TELEGRAM_TOKEN"] = emulator.state.token
            self._settings["LOTSE_TELEGRAM_API"] = emulator.url
        self._process: Forked | None = None

    async def launch(self) -> None:
        await asyncio.to_thread(self._spawn)

    def _spawn(self) -> None:
        settings = environment(**self._settings)
        self._process = forked(
            self.arguments, self._folder, settings, self._log, self._log, self.program
        )

    async def start(self) -> None:
        ready = self.printed.count("ready on") if self._log.exists() else 0
        await self.launch()
        await until(lambda: self.printed.count("ready on") > ready or self._has_ended())
        assert not self._has_ended(), self.printed[-2000:]

    def kill(self, number: int = signal.SIGKILL) -> None:
        if self._process:
            self._process.send_signal(number)
            self._process.wait(scaled(30))

    async def died(self, seconds: float) -> bool:
        """Whether it ends by itself within so many seconds; it has ended in either case."""
        if self._process is None:
            return True
        try:
            await asyncio.to_thread(self._process.wait, seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        return True

    @property
    def printed(self) -> str:
        return self._log.read_text("utf-8")

    def _has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None


async def chaos(
    emulator: Emulator,
    url: str,
    folder: Path,
    mode: str,
    port: int,
    updates: int,
    kills: int,
    seed: int = 1,
    people_count: int = 40,
) -> Result:
    """Feed, kill, wait until nothing more happens, count."""
    process, people = (
        Process(folder, url, emulator, mode, port),
        [emulator.world.person(2000 + n, "de") for n in range(people_count)],
    )
    waiting = updates
    await process.start()
    try:
        await _welcomed(emulator, people)
        before = await _refusals(url)
        began = time.monotonic()
        chance = random.Random(seed)
        feeding = asyncio.create_task(_feed(emulator, people, updates))
        await until(lambda: bool(emulator.state.updates))
        for number in range(kills):
            more = chance.randint(1, updates // (kills + 1))
            await (_answered(emulator, more) if number % 2 else _acknowledged(emulator))
            await asyncio.sleep(chance.uniform(0, MOMENT))  # when it crashes
            process.kill()
            waiting = len(emulator.state.updates) + await _open(url)
            await process.start()
        await feeding
        await _settled(emulator, url)
    finally:
        process.kill()
    seconds = time.monotonic() - began
    return await _counted(emulator, url, mode, updates, kills, seconds, waiting, before)


async def _answered(emulator: Emulator, more: int) -> None:
    """Wait until more messages and answers came."""
    wanted = len(emulator.state.log) + more
    await until(lambda: len(emulator.state.log) >= wanted)


async def _acknowledged(emulator: Emulator) -> None:
    """Wait until Telegram was told that an update is stored, unless it brought all of them."""
    oldest = emulator.state.updates[:1]
    await until(lambda: emulator.state.updates[:1] != oldest or not oldest)


async def _welcomed(emulator: Emulator, people: list[User]) -> None:
    """Everybody has chosen a language and a place, and has a card with buttons before them."""
    for said in ("/start", "language.set:de", "district.set:1", "offer.show:1:a...0"):
        for person in people:
            person.press(said) if ":" in said else person.say(said)
        await until(lambda: not emulator.state.updates)
        await until(lambda said=said: all(_arrived(person, said) for person in people))


def _arrived(person: User, said: str) -> bool:
    last = person.sees[-1] if person.sees else None
    wanted = {
        "/start": "language.set:de",
        "language.set:de": "district.set:1",
        "district.set:1": "settings",
        "offer.show:1:a...0": "offer.details:1:0:a...0",
    }[said]
    return last is not None and any(
        button.get("callback_data") == wanted for button in last.buttons
    )


async def _feed(emulator: Emulator, people: list[User], updates: int) -> None:
    """Send updates: half are questions, half are presses that are refused and noted once each."""
    cards = {person.id: person.last for person in people}
    for number in range(updates):
        person = people[number // 2 % len(people)]
        if number % 2:
            person.press("report.close:1", cards[person.id])
        else:
            person.say(f"frage {number}")
        if len(emulator.state.updates) > WAITING:
            await until(lambda: len(emulator.state.updates) <= WAITING)


async def _settled(emulator: Emulator, url: str) -> None:
    """Wait until Telegram has nothing for us, every row is final, and nothing more is said."""
    patience, seen = Patience(SETTLING), -1
    while not patience.is_over:
        now = len(emulator.state.log)
        if now == seen and not emulator.state.updates and await _open(url) == 0:
            return
        seen = now
        await asyncio.sleep(0.2)


async def _counted(
    emulator: Emulator,
    url: str,
    mode: str,
    updates: int,
    kills: int,
    seconds: float,
    waiting: int,
    before: int,
) -> Result:
    wanted = range(0, updates, 2)
    arrived: dict[int, list[int]] = {}
    for entry in emulator.state.log:
        if entry.method == "sendMessage" and (
            found := _ASKED.search(read(str(entry.parameters["text"])))
        ):
            arrived.setdefault(entry.chat, []).append(int(found[1]))
    counts = Counter(number for numbers in arrived.values() for number in numbers)
    firsts = [list(dict.fromkeys(numbers)) for numbers in arrived.values()]
    return Result(
        mode,
        updates,
        kills,
        seconds,
        waiting,
        lost=sum(number not in counts for number in wanted),
        effects=abs(await _refusals(url) - before - updates // 2),
        out_of_order=sum(one > other for numbers in firsts for one, other in pairwise(numbers)),
        doubled=sum(count - 1 for count in counts.values()),
        recorded=await _number(url, "SELECT count(*) FROM inbox WHERE possibly_twice"),
    )


async def _refusals(url: str) -> int:
    return await _number(url, "SELECT coalesce(sum(count), 0) FROM audit")


async def _open(url: str) -> int:
    return await _number(url, "SELECT count(*) FROM inbox WHERE state IN ('new', 'answered')")


async def _number(url: str, query: str) -> int:
    database = open_database(url)
    try:
        async with database.read() as store:
            return int((await store.execute(text(query))).scalar_one())
    finally:
        await database.close()
