"""What is changed while it is on its way, or while it is being changed, is changed at last."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.domain.deliveries import Amendment
from bot.domain.outcomes import Outcome, Sent
from bot.domain.people import Address
from bot.domain.queues import QueueName
from bot.i18n import Translator
from bot.ui import Screen
from handlers.delivery.corrections import Corrector
from handlers.delivery.sender import Sender
from handlers.workflows.services import Services
from storage import schema as t
from storage.engine import failed_items
from storage.engine.database import Database
from storage.engine.locks import Locks
from storage.messaging import announcements, campaigns
from tests.harness.databases import NOW
from tests.harness.patience import Patience
from tests.harness.poison import Fake, World, due_deliveries

pytestmark = pytest.mark.every_database


class Meddled(Fake):
    """A channel during whose next message or correction something else happens."""

    def __init__(self, meddle: Callable[[], Awaitable[object]], after: int = 0) -> None:
        self.meddle, self.wait = meddle, after
        self.amended: list[bool] = []
        """Of every correction whether it left a text."""

    async def notify(self, address: Address, screen: Screen, tr: Translator) -> Outcome:
        await self._interrupted()
        return Sent("7")

    async def amend(
        self, address: Address, message: str, screen: Screen | None, tr: Translator
    ) -> Outcome:
        self.amended.append(screen is not None)
        await self._interrupted()
        return Sent(message)

    async def _interrupted(self) -> None:
        self.wait -= 1
        if self.wait == -1:
            await self.meddle()


async def amend(world: World, amendment: Amendment) -> None:
    async with world.database.write() as store:
        announcement = await announcements.by_id(store, world.announcement_id)
        assert announcement
        if amendment is Amendment.CORRECT:
            await announcements.change(store, replace(announcement), NOW)
        await campaigns.amend(store, announcement.id, amendment)


async def correct(world: World, channel: Meddled) -> int:
    corrector = Corrector(
        database=world.database,
        services=world.services,
        channels={"telegram": channel},
        now=lambda: NOW,
    )
    return await corrector.correct_all()


async def send(world: World, channel: Meddled) -> None:
    locks = Locks(world.database)
    async with Sender(
        database=world.database,
        services=world.services,
        channels={"telegram": channel},
        locks=locks,
        parallel=1,
        now=lambda: NOW,
    ) as sender:
        patience = Patience()
        while not await is_over(world):
            assert not patience.is_over, "it is still to be changed"
            sender.wake()
            await asyncio.sleep(0.01)
    await locks.close()


async def is_over(world: World) -> bool:
    d = t.delivery.c
    async with world.database.read() as store:
        waiting = d.state.in_(("due", "sending")) | (d.amend != "")
        return (await store.execute(t.delivery.select().where(waiting))).first() is None


@pytest.fixture
async def world(database: Database, services: Services) -> World:
    made = World(database, services)
    await made.begin()
    return made


async def arrived(world: World) -> int:
    (delivery_id,) = await due_deliveries(
        world, 1, state="sent", channel="telegram", message="7", amend=Amendment.CORRECT
    )
    return delivery_id


@pytest.mark.parametrize("amendment", [Amendment.WITHDRAW, Amendment.CORRECT])
async def test_what_is_changed_again_during_a_correction_is_changed_again(
    world: World, amendment: Amendment
) -> None:
    delivery_id = await arrived(world)
    channel = Meddled(lambda: amend(world, amendment))
    await correct(world, channel)
    await correct(world, channel)
    assert channel.amended == [True, amendment is Amendment.CORRECT]
    assert await world.value(t.delivery, delivery_id, "amend") == ""


async def test_a_withdrawal_right_after_a_correction_is_done_in_the_same_round(
    world: World,
) -> None:
    """The first row is done already when the second is, during which all are withdrawn."""
    first, second = await due_deliveries(
        world, 2, state="sent", channel="telegram", message="7", amend=Amendment.CORRECT
    )
    channel = Meddled(lambda: amend(world, Amendment.WITHDRAW), after=1)
    await correct(world, channel)
    assert await world.value(t.delivery, first, "state") == "withdrawn"
    await correct(world, channel)
    assert await world.value(t.delivery, second, "state") == "withdrawn"
    async with world.database.read() as store:
        assert not await failed_items.ids(store, QueueName.CORRECTIONS)


@pytest.mark.parametrize("amendment", [Amendment.WITHDRAW, Amendment.CORRECT])
async def test_what_is_on_its_way_is_changed_when_it_has_arrived(
    world: World, amendment: Amendment
) -> None:
    (delivery_id,) = await due_deliveries(world, 1)
    channel = Meddled(lambda: amend(world, amendment))
    await send(world, channel)
    assert channel.amended == [amendment is Amendment.CORRECT]
    expected = "withdrawn" if amendment is Amendment.WITHDRAW else "sent"
    assert await world.value(t.delivery, delivery_id, "state") == expected
