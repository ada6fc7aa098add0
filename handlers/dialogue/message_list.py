"""What came unasked: it waits in the web chat and can be read again."""

from dataclasses import replace

from bot.domain.announcements import Announcement
from bot.domain.deliveries import Delivery
from bot.rules.problems import Problem, Refusal
from bot.screens import notices as screens
from bot.text import shortened
from bot.ui import Screen
from handlers.delivery.messages import load_messages, screen_of
from handlers.dialogue.turn import ZONE, Turn
from storage.messaging import announcements, received

KEPT = 50
"""Maximum number of messages of one person that can be read again."""
TITLE = 60
"""Characters of a message in the list."""


async def inbox(turn: Turn, page: int) -> Screen:
    """Return the messages that wait or were read, the latest first."""
    kept = await received.of_person(turn.store, turn.person.id, KEPT)
    ids = {announcement_id for _, announcement_id, _, _ in kept}
    by_id = await announcements.by_ids(turn.store, ids)
    rows = [
        (delivery_id, _title(turn, by_id[announcement_id]), ended_at.astimezone(ZONE).date(), read)
        for delivery_id, announcement_id, ended_at, read in kept
    ]
    return screens.waiting(turn.tr, rows, page)


async def open_(turn: Turn, delivery_id: int) -> Screen:
    """Return one of the person's messages; from now on it counts as read."""
    delivery = await received.read(turn.store, turn.person.id, delivery_id, turn.now)
    if delivery is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return await _screen(turn, delivery)


async def again(turn: Turn, delivery_id: int) -> Screen:
    """Return one of the person's messages without reading it: typed words may press its buttons."""
    delivery = await received.of(turn.store, turn.person.id, delivery_id)
    if delivery is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return await _screen(turn, delivery)


async def last(turn: Turn) -> Screen | None:
    """Return what reached the person here last, None if nothing did for a day."""
    channel = turn.address.channel
    delivery = await received.newest(turn.store, turn.person.id, channel, turn.a_day_ago)
    return await _screen(turn, delivery) if delivery else None


async def _screen(turn: Turn, delivery: Delivery) -> Screen:
    (message,) = await load_messages(turn.store, [delivery], [], turn.services.pathways)
    return replace(screen_of(message, turn.now, turn.tr), at=f"inbox.again:{delivery.id}")


def _title(turn: Turn, announcement: Announcement) -> str:
    """Return the beginning of its text, or what kind of news it is."""
    language = announcement.language_for(turn.tr.language.code)
    words = announcement.texts.get(language) or turn.tr(screens.NEWS[announcement.kind])
    return shortened(words, TITLE)
