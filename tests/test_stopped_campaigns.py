"""What was on its way when the office stopped a campaign: it is not sent again behind its back."""

from datetime import timedelta

import pytest

from bot.domain.outcomes import TryLater
from handlers.telegram.api.sender import TelegramSender
from handlers.telegram.api.transport import bot_of
from handlers.telegram.emulator.server import Emulator
from handlers.telegram.messages import TelegramChannel
from handlers.workflows.services import Services
from storage.engine.database import Database
from storage.messaging import campaigns
from tests.harness.databases import NOW
from tests.harness.mailing import arrived, crowd, mailing, released, states

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.every_database


class Stopped(TelegramChannel):
    """A channel that asks to try again later, after the office has stopped the campaign."""

    async def notify(self, *_: object) -> TryLater:
        async with self.database.write() as store:
            (campaign,) = await campaigns.of_announcement(store, self.announcement_id)
            if self.is_cancelled:
                await campaigns.cancel(store, campaign.id, NOW)
            await campaigns.hold(store, campaign.id)
        return TryLater(1)

    database: Database
    announcement_id: int
    is_cancelled: bool


@pytest.mark.parametrize("is_cancelled", [True, False], ids=["cancelled", "paused"])
async def test_what_is_tried_again_asks_whether_its_campaign_goes_on(
    database: Database, services: Services, emulator: Emulator, is_cancelled: bool
) -> None:
    """A cancelled message never leaves; a paused one leaves when somebody resumes the campaign."""
    await crowd(database, services, emulator, 3)
    channel = Stopped(TelegramSender(bot_of("1:x", emulator.url), 1, 1))
    channel.database, channel.is_cancelled = database, is_cancelled
    channel.announcement_id = await released(database)
    async with mailing(database, services, emulator, telegram=channel) as running:
        await running.settled()
    async with mailing(database, services, emulator, moment=NOW + HOUR) as running:
        await running.settled()
        assert not arrived(emulator)
        async with database.write() as store:
            (campaign,) = await campaigns.of_announcement(store, channel.announcement_id)
            await campaigns.resume(store, campaign.id)
        running.clock.moment += HOUR
        await running.settled()
    expected = {"cancelled": 3} if is_cancelled else {"sent": 3}
    assert await states(database, channel.announcement_id) == expected
    assert sum(arrived(emulator).values()) == expected.get("sent", 0)
