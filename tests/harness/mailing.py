"""A district full of people on Telegram, and a sender in this process.

What the emulator's log says is the truth.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text

from bot.domain.announcements import Announcement, State
from bot.domain.grants import Right
from bot.domain.people import Address, Person, QuietHours
from bot.rules import recurrence
from bot.rules.people import CONSENT_VERSION
from handlers.delivery.channel import Channel
from handlers.delivery.sender import Sender
from handlers.telegram.api.sender import TelegramSender
from handlers.telegram.api.transport import bot_of
from handlers.telegram.emulator.server import Emulator
from handlers.telegram.messages import TelegramChannel
from handlers.workflows.launch import fire
from handlers.workflows.services import Services
from storage.catalogue import places
from storage.engine.database import Database
from storage.engine.locks import Locks
from storage.messaging import announcements, campaigns
from storage.people import grants, people
from storage.schema.columns import Instant
from tests.harness.databases import NOW, services
from tests.harness.patience import Patience
from tests.harness.telegram import Clock, hurried

DISTRICT = "waldshut"
FIRST = 5001
"""The chat of the first of them."""
TEXTS = {"de": "Der Kurs beginnt am Dienstag.", "uk": "Курс починається у вівторок."}
NEVER_QUIET = QuietHours(sundays=False, start=QuietHours().end)


def agreed(district_id: int, **values: Any) -> dict[str, Any]:
    """The fields of somebody in a district who has agreed and may be written to at any time."""
    return {
        "district_id": district_id,
        "language_chosen": True,
        "consent_version": CONSENT_VERSION,
        "quiet": NEVER_QUIET,
        **values,
    }


async def crowd(
    database: Database, spoken: Services, emulator: Emulator, count: int, **values: Any
) -> list[Person]:
    """Add ``count`` people of the district, each with a private chat, and return them.

    ``values`` are fields that all of them share; with ``role`` they have it there.
    """
    role = values.pop("role", None)
    async with database.write() as store:
        district = await places.district_named(store, DISTRICT)
        assert district
        common = agreed(district.id, **values)
        start = FIRST + len(emulator.world.people)
        for number in range(start, start + count):
            emulator.world.person(number)
        addresses = [Address("telegram", str(number)) for number in range(start, start + count)]
        met = [await people.meet(store, address, Person(**common), NOW) for address in addresses]
        for person in met if role else ():
            await grants.give(store, person.id, Right(role, district.id), NOW)
        return met


async def released(database: Database, now: datetime = NOW, **values: Any) -> int:
    """An announcement of the district, released; at once if it has no times. Gives back its id."""
    async with database.write() as store:
        district = await places.district_named(store, DISTRICT)
        assert district
        one = Announcement(0, district.id, **{"texts": TEXTS, "state": State.RELEASED, **values})
        one = replace(one, next_at=recurrence.next_at(one.times, now) or now)
        one = replace(one, id=await announcements.add(store, one, now))
        if one.times.start is None and one.state is State.RELEASED:
            await fire(store, services(), one, now, now)
        return one.id


class Mailing:
    """A running sender with its clock."""

    def __init__(self, sender: Sender, clock: Clock, database: Database) -> None:
        self.sender = sender
        self.clock = clock
        self._database = database

    async def settled(self) -> None:
        """Nothing is due any more and everything is recorded."""
        patience = Patience()
        while not (self.sender.is_idle and not await self._due()):
            assert not patience.is_over, "nothing more happens"
            self.sender.wake()
            await asyncio.sleep(0.01)

    async def until(self, done: Callable[[], bool]) -> None:
        """The sender goes on until it is so."""
        patience = Patience()
        while not done():
            assert not patience.is_over, "nothing more happens"
            self.sender.wake()
            await asyncio.sleep(0.01)

    async def _due(self) -> int:
        async with self._database.read() as store:
            query = (
                "SELECT count(*) FROM delivery"
                " WHERE state = 'sending' OR (state = 'due' AND due_at <= :now)"
            )
            return (
                await store.execute(
                    text(query).bindparams(bindparam("now", self.clock(), type_=Instant))
                )
            ).scalar_one()


@asynccontextmanager
async def mailing(
    database: Database,
    spoken: Services,
    emulator: Emulator,
    rate: int = 10_000,
    moment: datetime = NOW,
    answering: Callable[[], bool] = lambda: False,
    **channels: Channel,
) -> AsyncIterator[Mailing]:
    """A sender that starts at a moment and writes to the emulator; ``channels`` replace or add."""
    bot = bot_of(emulator.state.token, emulator.url)
    await bot.request.initialize()
    locks, clock = Locks(database), Clock()
    clock.moment = moment
    known: dict[str, Channel] = {
        "telegram": TelegramChannel(TelegramSender(bot, rate, rate)),
        **channels,
    }
    with hurried():
        async with Sender(
            database=database,
            services=spoken,
            channels=known,
            locks=locks,
            parallel=8,
            now=clock,
            answering=answering,
        ) as sender:
            yield Mailing(sender, clock, database)
    await locks.close()
    await bot.request.shutdown()


def arrived(emulator: Emulator) -> Counter[int]:
    """How many messages each chat got."""
    return Counter(
        {
            number: len(person.sees)
            for number, person in emulator.world.people.items()
            if person.sees
        }
    )


async def states(database: Database, announcement: int) -> dict[str, int]:
    async with database.read() as store:
        counted: Counter[str] = Counter()
        for one in await campaigns.of_announcement(store, announcement):
            counted.update((await campaigns.progress(store, one.id)).states)
        return dict(counted)
