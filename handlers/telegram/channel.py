"""The Telegram channel of one process: everything of this folder, put together."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from aiohttp import web
from telegram.error import TelegramError

from handlers.dialogue.conversation import Conversation
from handlers.telegram.api.outbox import Outbox
from handlers.telegram.api.transport import bot_of
from handlers.telegram.files import Fetcher
from handlers.telegram.inbound.polling import Polling
from handlers.telegram.inbound.update_inbox import Inbox
from handlers.telegram.inbound.updates import WANTED, Me
from handlers.telegram.inbound.webhook import PATH, webhook_routes
from handlers.telegram.messages import Notices
from handlers.telegram.profile import told
from storage.engine.locks import Locks

PAUSE = 3.0
"""Seconds between two attempts to meet Telegram."""
log = logging.getLogger(__name__)


class Telegram:
    """``routes`` belong into the web server; they are empty where we poll."""

    def __init__(
        self, conversation: Conversation, locks: Locks, now: Callable[[], datetime]
    ) -> None:
        config = conversation.services.config
        self._conversation = conversation
        self._config = config.telegram
        self._public_url = config.web.public_url.rstrip("/")
        self._bot = bot_of(config.telegram_token, config.telegram.api)
        outbox = Outbox(self._bot, config.telegram.rate, config.telegram.unasked_rate)
        self.notices = Notices(outbox)
        self.inbox = Inbox(
            conversation, outbox, Me(self._bot.number), config.telegram.parallel, locks, now
        )
        self.fetcher = Fetcher(conversation.database, self._bot)
        self._polling = Polling(self._bot, self.inbox)
        self._task: asyncio.Task[None] | None = None

    @property
    def is_answering(self) -> bool:
        """Whether somebody waits for an answer."""
        return not self.inbox.is_idle

    @property
    def routes(self) -> tuple[web.RouteDef, ...]:
        return webhook_routes(self.inbox, self._secret) if self._by_webhook else ()

    @property
    def _by_webhook(self) -> bool:
        return self._config.mode == "webhook"

    @property
    def _secret(self) -> str:
        return self._conversation.services.seal.token("webhook", str(self._bot.number))

    async def __aenter__(self) -> "Telegram":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        await self._bot.request.initialize()
        await self.inbox.start()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """What is being worked is finished."""
        self._polling.stop()
        if self._task:
            await self._task
        await self.inbox.stop()
        await self._bot.request.shutdown()

    async def _run(self) -> None:
        """Meet Telegram, however long that takes, then listen."""
        while not await self._met():
            if await self._polling.pause(PAUSE):
                return
        await told(self._bot, self._conversation.database, self._conversation.services.translators)
        if not self._by_webhook:
            await self._polling.run()

    async def _met(self) -> bool:
        try:
            me = await self._polling.ask("getMe")
            if me is None:
                return False
            await self._choose_way()
        except TelegramError as error:
            self._polling.say(type(error).__name__)
            return False
        self._polling.say("")
        name = me["username"]
        self.inbox.me = Me(self._bot.number, name)
        self._conversation.services.identity.bot_name = name
        log.info("Telegram: @%s", name)
        return True

    async def _choose_way(self) -> None:
        if self._by_webhook:
            await self._bot.set_webhook(
                f"{self._public_url}{PATH}", secret_token=self._secret, allowed_updates=WANTED
            )
        else:
            await self._bot.delete_webhook()
