"""Messages that arrived are corrected in place or taken away. Doing it twice changes nothing, so no claim is needed."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.deliveries import Amendment
from bot.domain.outcomes import Outcome, TryLater, Unknown
from bot.screens.frame import framed
from handlers.delivery.channel import Channel
from handlers.delivery.messages import OutgoingMessage, load_messages, screen_of
from handlers.services import Services
from storage.engine.database import Database
from storage.messaging import deliveries

AT_ONCE = 20


async def amend(
    database: Database, services: Services, channels: Mapping[str, Channel], now: datetime
) -> int:
    """The next few; gives back how many were done. What failed for a moment is tried again the next time."""
    async with database.read() as store:
        found = await deliveries.amended(store, AT_ONCE)
        made = await load_messages(store, [one for one, _, _, _ in found], list(channels))
    done = []
    for post, (one, amendment, channel, message) in zip(made, found, strict=True):
        outcome = await _amended(services, channels, post, amendment, channel, message, now)
        if not isinstance(outcome, (TryLater, Unknown)):
            done.append((one.id, amendment))
    if done:
        async with database.write() as store:
            for number, amendment in done:
                await deliveries.settle(store, number, amendment)
    return len(done)


async def _amended(
    services: Services,
    channels: Mapping[str, Channel],
    post: OutgoingMessage,
    amendment: Amendment,
    channel: str,
    message: str,
    now: datetime,
) -> Outcome | None:
    """None if the person or the channel is gone."""
    address = next((one for one in post.addresses if one.channel == channel), None)
    if address is None:
        return None
    tr = services.translator(post.delivery.person.language)
    screen = framed(screen_of(post, now, tr), tr, tr) if amendment is Amendment.CORRECT else None
    return await channels[channel].amend(address, message, screen, tr)
