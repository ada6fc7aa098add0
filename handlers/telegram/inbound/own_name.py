"""Our user name at Telegram, which BotFather can change while we run."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from telegram.error import TelegramError

from handlers.telegram.inbound.fields import BadUpdate
from handlers.telegram.inbound.marked_text import Me, read_marked

EVERY = 3600.0
"""Seconds between two requests for our name."""
MOST_ASKED = 20
"""Names of other bots in an hour for which we ask whether they are ours by now."""
log = logging.getLogger(__name__)


class OwnName:
    """Asks for our name every hour, and when a command comes for a bot of another name.

    ``ask`` returns what Telegram says about us, or None, and raises TelegramError; ``learn`` is
    called with a new name.
    """

    def __init__(
        self, bot_id: int, ask: Callable[[], Awaitable[Any]], learn: Callable[[Me], None]
    ) -> None:
        self.me = Me(bot_id)
        self._ask = ask
        self._learn = learn
        self._of_others: set[str] = set()
        self._lock = asyncio.Lock()

    async def renew(self) -> bool:
        """Ask for our name; return whether Telegram told it. Raises TelegramError."""
        answer = await self._ask()
        if answer is None:
            return False
        me = Me(self.me.id, answer["username"])
        if me != self.me:
            self.me = me
            log.info("Telegram: @%s", me.name)
            self._learn(me)
        return True

    async def check(self, updates: Iterable[object]) -> None:
        """Ask for our name if an update has a command for a name that may be ours by now."""
        for update in updates:
            name = _bot_name(update, self.me)
            if name and not self.me.is_called(name):
                await self._check(name.lower())

    async def run(self) -> None:
        """Ask every hour, for ever; what cannot be asked now is asked in an hour."""
        while True:
            await asyncio.sleep(EVERY)
            self._of_others.clear()
            await self._try()

    async def _check(self, name: str) -> None:
        async with self._lock:
            is_known = self.me.is_called(name) or name in self._of_others
            if is_known or len(self._of_others) >= MOST_ASKED:
                return
            if await self._try() and not self.me.is_called(name):
                self._of_others.add(name)

    async def _try(self) -> bool:
        try:
            return await self.renew()
        except TelegramError as error:
            log.warning("our name could not be asked for: %s", type(error).__name__)
        return False


def _bot_name(update: object, me: Me) -> str:
    """Return the bot that a command of a message is for, "" if there is none."""
    message = update.get("message") if isinstance(update, dict) else None
    if not isinstance(message, dict):
        return ""
    try:
        marked = read_marked(message, me)
    except BadUpdate:
        return ""
    return marked.bot_name if marked else ""
