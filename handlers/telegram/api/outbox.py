"""Calls → Telegram, at the pace it allows. A call ends as an ``Outcome``, never as an exception."""

import asyncio
import logging
from collections import deque

from telegram.error import TelegramError

from bot.domain.outcomes import Outcome, Sent, TryLater
from handlers.telegram.api.calls import MESSAGES, ONCE, Call, Edit
from handlers.telegram.api.outcomes import is_not_editable, outcome_of
from handlers.telegram.api.transport import Halted, NotSent, QuietBot, Unanswered

CHAT_SECONDS, GROUP_SECONDS = 1.0, 3.0
MOST_CHATS = 10_000
SECOND = 1.01
"""A second, and what the network may put together."""
KEPT = 2
"""Places of each second that only answers may have while people ask, so that one finds room when a mailing fills the rest."""
LATELY = 10.0
"""Seconds after an answer in which more are expected; later only one place is kept."""
LATE = 0.01
"""Seconds by which a timer may be late."""
PATIENT = 5.0
"""Seconds that a message waits here for the end of a halt; after longer ones it is claimed again."""
log = logging.getLogger(__name__)


class Pace:
    """At most ``rate`` in any second, and never while Telegram halts us.

    Answers overtake what we say unasked, and go at once as long as the second has room: nobody waits for a mailing. It
    goes at equal distances: ``unasked`` a second while people ask, nearly all while nobody does.
    """

    def __init__(self, rate: int, unasked: int) -> None:
        self._rate, self._distance = rate, 1 / unasked
        self._alone = min(self._distance, SECOND / max(1, rate - 1))
        self._processes = 1
        self._asked = float("-inf")
        self._sent: deque[float] = deque(maxlen=rate)
        self._next_unasked = self._halt = 0.0
        self._waiting: tuple[deque[asyncio.Future[None]], deque[asyncio.Future[None]]] = (
            deque(),
            deque(),
        )
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, *, unasked: bool = False) -> None:
        """Wait for the next free moment; in a long halt nobody waits, so that nothing lies about that is already claimed."""
        if self.halted > PATIENT:
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting[unasked].append(turn)
        self._give()
        await turn

    def share(self, processes: int) -> None:
        """Each of so many processes takes its part."""
        if processes != self._processes:
            self._processes = processes
            self._sent = deque(self._sent, maxlen=max(1, self._rate // processes))

    @property
    def halted(self) -> float:
        """Seconds that nothing may be sent, 0 if we may."""
        return max(0.0, self._halt - asyncio.get_running_loop().time())

    def halt(self, seconds: float) -> None:
        """Nobody sends before so many seconds have passed."""
        self._halt = max(self._halt, asyncio.get_running_loop().time() + seconds)
        if seconds > PATIENT:
            self._give_up()

    def _give_up(self) -> None:
        for queue in self._waiting:
            while queue:
                if not (turn := queue.popleft()).done():
                    turn.set_result(None)

    def _give(self) -> None:
        """The moment to whoever has waited longest, answers first; the rest at the next one."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        loop = asyncio.get_running_loop()
        while at := self._earliest():
            if at > loop.time():
                self._timer = loop.call_at(at, self._give)
                return
            self._take(loop.time())

    def _earliest(self) -> float | None:
        """When the next one may go; None if nobody waits. Those who gave up are forgotten."""
        for queue in self._waiting:
            while queue and queue[0].done():
                queue.popleft()
        answers, unasked = self._waiting
        if answers:
            return max(self._halt, self._free(0), 1e-9)
        kept = KEPT if self._are_asking() else 0
        return max(self._halt, self._free(kept), self._next_unasked, 1e-9) if unasked else None

    def _are_asking(self) -> bool:
        return asyncio.get_running_loop().time() < self._asked + LATELY

    def _free(self, kept: int) -> float:
        """When one more fits into the second, with so many places kept."""
        most = max(1, (self._sent.maxlen or 1) - kept)
        return self._sent[-most] + SECOND if len(self._sent) >= most else 0.0

    def _take(self, now: float) -> None:
        answers, unasked = self._waiting
        if answers:
            self._asked = now
        else:
            distance = self._distance if self._are_asking() else self._alone
            # From when it was allowed, not from when we came to it: a timer that is late costs nothing.
            self._next_unasked = max(self._next_unasked, now - LATE) + distance * self._processes
        (answers or unasked).popleft().set_result(None)
        self._sent.append(now)


class Chats:
    """One message a second in a chat, twenty a minute in a group: what we say unasked waits for it, answers only count."""

    def __init__(self) -> None:
        self._next: dict[int, float] = {}

    async def turn(self, chat: int, *, unasked: bool) -> None:
        now = asyncio.get_running_loop().time()
        at = max(self._next.get(chat, 0.0), now) if unasked else now
        self._next[chat] = at + (GROUP_SECONDS if chat < 0 else CHAT_SECONDS)
        if len(self._next) > MOST_CHATS:
            self._next = {one: until for one, until in self._next.items() if until > now}
        if at > now:
            await asyncio.sleep(at - now)


class Outbox:
    """Carries out calls. Whether Telegram answers is logged once a change, not once a message."""

    def __init__(self, bot: QuietBot, rate: int, unasked: int) -> None:
        self._bot = bot
        self._pace = Pace(rate, unasked)
        self._chats = Chats()
        self._answers = True

    def share(self, processes: int) -> None:
        self._pace.share(processes)

    def halt(self, seconds: float = 0.0) -> float:
        """As another process was told; gives back how long nothing may be sent."""
        self._pace.halt(seconds)
        return self._pace.halted

    async def deliver(self, call: Call, *, unasked: bool = False) -> Outcome:
        """``unasked`` is what nobody waits for: it lets answers go first."""
        outcome = await self._try(call, unasked=unasked)
        return (
            await self._try(call.instead, unasked=unasked)
            if isinstance(call, Edit) and not call.only and is_not_editable(outcome)
            else outcome
        )

    async def _try(self, call: Call, *, unasked: bool) -> Outcome:
        if isinstance(call, ONCE):
            await self._chats.turn(call.chat, unasked=unasked)
        if isinstance(call, MESSAGES):
            await self._pace.turn(unasked=unasked)
            if self._pace.halted:
                return TryLater(self._pace.halted)
        try:
            number = await call.by(self._bot)
        except TelegramError as error:
            self._saw(isinstance(error, (NotSent, Unanswered)))
            if isinstance(error, Halted):
                self._pace.halt(error.after)
            return outcome_of(error)
        self._saw(False)
        return Sent(str(number or ""))

    def _saw(self, failed: bool) -> None:
        if failed == self._answers:
            self._answers = not failed
            log.warning(
                "Telegram does not answer; what is to be shown waits"
            ) if failed else log.info("Telegram answers again")
