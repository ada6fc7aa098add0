"""The Telegram side of one process: builds all parts of this folder, starts and stops them."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web
from telegram.error import TelegramError

from handlers.dialogue.conversation import Conversation
from handlers.telegram.api.sender import TelegramSender
from handlers.telegram.api.transport import bot_of
from handlers.telegram.files import Fetcher
from handlers.telegram.inbound.marked_text import Me
from handlers.telegram.inbound.own_name import OwnName
from handlers.telegram.inbound.polling import Polling
from handlers.telegram.inbound.update_inbox import UpdateInbox
from handlers.telegram.inbound.updates import WANTED
from handlers.telegram.inbound.webhook import PATH, webhook_routes
from handlers.telegram.messages import TelegramChannel
from handlers.telegram.profile import publish_safely
from storage.engine.locks import Locks

PAUSE = 3.0
"""Seconds between two attempts to reach Telegram for the first time."""
NAME_SECONDS = 5.0
"""Seconds to wait for Telegram to tell our name."""
log = logging.getLogger(__name__)


class Telegram:
    """``channel`` sends messages that nobody asked for; ``fetcher`` gets files that people sent.

    ``publishing`` sends our profile; None until Telegram is reached.
    """

    def __init__(
        self, conversation: Conversation, locks: Locks, now: Callable[[], datetime]
    ) -> None:
        config = conversation.services.config
        self._conversation = conversation
        self._config = config.telegram
        self._public_url = config.web.ascii_url
        self._bot = bot_of(config.telegram_token, config.telegram.api)
        sender = TelegramSender(self._bot, config.telegram.rate, config.telegram.unasked_rate)
        self.channel = TelegramChannel(sender)
        self._own_name = OwnName(self._bot.number, self._ask_for_name, self._learn_name)
        self.inbox = UpdateInbox(
            conversation=conversation,
            sender=sender,
            own_name=self._own_name,
            parallel=config.telegram.parallel,
            locks=locks,
            now=now,
        )
        self.fetcher = Fetcher(conversation.database, self._bot, now)
        self._polling = Polling(self._bot, self.inbox, locks)
        self._task: asyncio.Task[None] | None = None
        self._naming: asyncio.Task[None] | None = None
        self.publishing: asyncio.Task[None] | None = None

    @property
    def is_answering(self) -> bool:
        """Whether somebody waits for a reply."""
        return not self.inbox.is_idle

    @property
    def routes(self) -> tuple[web.RouteDef, ...]:
        """The route of the webhook for the web server; none where we poll."""
        return webhook_routes(self.inbox, self._is_secret) if self._by_webhook else ()

    @property
    def _by_webhook(self) -> bool:
        return self._config.mode == "webhook"

    @property
    def _secret(self) -> str:
        return self._conversation.services.seal.token("webhook", str(self._bot.number))

    def _is_secret(self, given: str) -> bool:
        """Return whether Telegram sent a request; it may still know an old key's secret."""
        seal = self._conversation.services.seal
        return seal.proves("webhook", str(self._bot.number), given)

    async def __aenter__(self) -> "Telegram":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Begin to answer; returns before Telegram is reached."""
        await self._bot.request.initialize()
        await self.inbox.start()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Finish what is in progress; a profile not sent completely is sent at the next start."""
        self._polling.stop()
        if self._task:
            await self._task
        for task in filter(None, (self.publishing, self._naming)):
            task.cancel()
            await asyncio.wait([task])
        await self.inbox.stop()
        await self._bot.request.shutdown()

    async def _run(self) -> None:
        """Reach Telegram, however long that takes, then listen; the profile is sent meanwhile."""
        while not await self._has_reached_telegram():
            if await self._polling.pause(PAUSE):
                return
        services = self._conversation.services
        self.publishing = asyncio.create_task(
            publish_safely(self._bot, self._conversation.database, services.translators)
        )
        self._naming = asyncio.create_task(self._own_name.run())
        if not self._by_webhook:
            await self._polling.run()

    async def _has_reached_telegram(self) -> bool:
        """Learn our user name and choose between webhook and polling; return False on an error."""
        try:
            await self._set_webhook()
            if not await self._own_name.renew():
                return False
        except TelegramError as error:
            self._polling.log_change(type(error).__name__)
            return False
        self._polling.log_change("")
        return True

    async def _ask_for_name(self) -> Any:
        return await self._polling.ask("getMe", read_timeout=NAME_SECONDS)

    def _learn_name(self, me: Me) -> None:
        """Let links lead to our name, as it is from now on."""
        self._conversation.services.identity.bot_name = me.name

    async def _set_webhook(self) -> None:
        """Tell Telegram where our webhook is, or that there is none."""
        if self._by_webhook:
            await self._bot.set_webhook(
                f"{self._public_url}{PATH}", secret_token=self._secret, allowed_updates=WANTED
            )
        else:
            await self._bot.delete_webhook()
