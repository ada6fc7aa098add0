"""Albums: several pictures or files that somebody sends at once arrive as a message each."""

from collections import OrderedDict
from dataclasses import replace

from handlers.telegram.inbound.chat_events import ChatEvent

MOST = 1000
"""Chats of which the last album is remembered."""


class Albums:
    """Tells the first message of an album from the rest, so that one answer is enough.

    Nothing is stored: another process, or this one after a restart, answers twice at worst.
    """

    def __init__(self) -> None:
        self._first: OrderedDict[int, tuple[str, int]] = OrderedDict()

    def placed(self, event: ChatEvent) -> ChatEvent:
        """Return the event, marked if another message of its album came before it.

        One that Telegram brings again, because it was not stored, is as it was.
        """
        if not event.album:
            return event
        album, message = self._first.pop(event.chat, ("", 0))
        first = message if album == event.album else event.message
        self._first[event.chat] = (event.album, first)
        while len(self._first) > MOST:
            self._first.popitem(last=False)
        return replace(event, is_later=first != event.message)
