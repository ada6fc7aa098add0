"""Calls → Telegram, at the pace it allows. A call ends as an ``Outcome``, never as an exception."""

import asyncio
import logging

from telegram.error import TelegramError

from bot.domain.outcomes import Outcome, Sent
from handlers.telegram.calls import MESSAGES, Call, Edit
from handlers.telegram.outcomes import is_not_editable, outcome_of
from handlers.telegram.transport import Halted, NotSent, QuietBot, Unanswered

log = logging.getLogger(__name__)


class Pace:
    """GCRA without burst: messages at equal distances, and none while Telegram says so."""

    def __init__(self, rate: int) -> None:
        self._distance = 1 / rate
        self._next = 0.0

    async def turn(self) -> None:
        """Wait for the next free moment."""
        now = asyncio.get_running_loop().time()
        at = max(self._next, now)
        self._next = at + self._distance
        if at > now:
            await asyncio.sleep(at - now)

    def halt(self, seconds: float) -> None:
        """Nobody sends before so many seconds have passed."""
        self._next = max(self._next, asyncio.get_running_loop().time() + seconds)


class Outbox:
    """Carries out calls. Whether Telegram answers is logged once a change, not once a message."""

    def __init__(self, bot: QuietBot, rate: int) -> None:
        self._bot = bot
        self._pace = Pace(rate)
        self._answers = True

    async def deliver(self, call: Call) -> Outcome:
        outcome = await self._try(call)
        return await self._try(call.instead) if isinstance(call, Edit) and is_not_editable(outcome) else outcome

    async def _try(self, call: Call) -> Outcome:
        if isinstance(call, MESSAGES):
            await self._pace.turn()
        try:
            await call.by(self._bot)
        except TelegramError as error:
            self._saw(isinstance(error, (NotSent, Unanswered)))
            if isinstance(error, Halted):
                self._pace.halt(error.after)
            return outcome_of(error)
        self._saw(False)
        return Sent()

    def _saw(self, failed: bool) -> None:
        if failed == self._answers:
            self._answers = not failed
            log.warning("Telegram does not answer; what is to be shown waits") if failed else log.info("Telegram answers again")
