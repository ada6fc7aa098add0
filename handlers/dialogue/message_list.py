"""What came unasked: it waits in the web chat and can be read again."""

from bot.rules.problems import Problem, Refusal
from bot.screens import notices as screens
from bot.text import shortened
from bot.ui import Screen
from handlers.delivery.messages import load_messages, screen_of
from handlers.dialogue.turn import ZONE, Turn
from storage.messaging import announcements, deliveries

KEPT = 50
"""Messages of one person that can be read again."""


async def inbox(turn: Turn, page: int) -> Screen:
    known = await deliveries.of_person(turn.store, turn.person.id, KEPT)
    said = await announcements.by_ids(turn.store, {message.announcement_id for message in known})
    shown = []
    for number, announcement_id, at, read in known:
        one = said[announcement_id]
        words = one.texts.get(one.language_for(turn.tr.language.code)) or turn.tr(
            screens.NEWS[one.kind]
        )
        shown.append((number, shortened(words, 60), at.astimezone(ZONE).date(), read))
    return screens.waiting(turn.tr, shown, page)


async def open_(turn: Turn, number: int) -> Screen:
    """One's own message; from now on it counts as read."""
    one = await deliveries.read(turn.store, turn.person.id, number)
    if one is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    (message,) = await load_messages(turn.store, [one], [])
    return screen_of(message, turn.now, turn.tr)
