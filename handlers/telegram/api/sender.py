"""Sends calls to Telegram at the allowed rate.

A call ends as an ``Outcome``, never as an exception.
"""

import logging

from telegram.error import TelegramError

from bot.domain.outcomes import Outcome, Sent, TryLater
from handlers.telegram.api.calls import MESSAGES, ONCE, Call, Edit, without_thread
from handlers.telegram.api.outcomes import is_not_editable, is_without_topic, outcome_of
from handlers.telegram.api.rate_limiter import PerChatLimiter, RateLimiter
from handlers.telegram.api.transport import Halted, NotSent, QuietBot, Unanswered

log = logging.getLogger(__name__)


class TelegramSender:
    """Everything one process sends. Logs when Telegram stops or begins to answer, not every error.

    ``rate`` is the number of messages a second, ``unasked`` that of messages nobody asked for.
    """

    def __init__(self, bot: QuietBot, rate: int, unasked: int) -> None:
        self._bot = bot
        self._limiter = RateLimiter(rate, unasked)
        self._chat_limiter = PerChatLimiter()
        self._is_answering = True

    def set_process_count(self, count: int) -> None:
        """Use the ``count``-th part of the rate only."""
        self._limiter.set_process_count(count)

    def pause_for(self, seconds: float) -> None:
        """Send nothing for that many seconds, because another process was told so."""
        self._limiter.pause_for(seconds)

    @property
    def paused_for(self) -> float:
        """Seconds for which nothing may be sent, 0 if sending is allowed."""
        return self._limiter.paused_for

    async def send(self, call: Call, *, unasked: bool = False) -> Outcome:
        """Send a call; a message that cannot be edited any more is replaced by a new one.

        What its topic cannot take any more goes to the chat itself. ``unasked`` is what nobody
        waits for: answers overtake it.
        """
        outcome = await self._try(call, unasked=unasked)
        if isinstance(call, Edit) and not call.only and is_not_editable(outcome):
            call = call.instead
            outcome = await self._try(call, unasked=unasked)
        outside = without_thread(call)
        if outside and is_without_topic(outcome):
            return await self._try(outside, unasked=unasked)
        return outcome

    async def _try(self, call: Call, *, unasked: bool) -> Outcome:
        await self._wait(call, unasked=unasked)
        if isinstance(call, MESSAGES) and self._limiter.paused_for:
            return TryLater(self._limiter.paused_for)
        try:
            message_id = await call.perform(self._bot)
        except TelegramError as error:
            self._log_change(answers=not isinstance(error, (NotSent, Unanswered)))
            if isinstance(error, Halted):
                self._limiter.pause_for(error.after)
            return outcome_of(error)
        self._log_change(answers=True)
        return Sent(str(message_id or ""))

    async def _wait(self, call: Call, *, unasked: bool) -> None:
        if isinstance(call, ONCE):
            await self._chat_limiter.acquire(call.chat, unasked=unasked)
        if isinstance(call, MESSAGES):
            await self._limiter.acquire(unasked=unasked)

    def _log_change(self, *, answers: bool) -> None:
        if answers == self._is_answering:
            return
        self._is_answering = answers
        if answers:
            log.info("Telegram answers again")
        else:
            log.warning("Telegram does not answer; what is to be shown waits")
