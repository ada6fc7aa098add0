"""When a message may be sent: the limits of the whole bot and those of a single chat.

Telegram allows about 30 messages a second in total, one a second in a chat and 20 a minute in a
group (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
"""

import asyncio
from collections import deque

CHAT_SECONDS, GROUP_SECONDS = 1.0, 3.0
"""Seconds between two messages in a private chat, and in a group."""
MOST_CHATS = 10_000
"""Number of chats above which those that may be written to again are forgotten."""
SECOND = 1.01
"""A second, and the delay by which the network may bring two messages closer together."""
KEPT = 2
"""Places of each second that are kept for answers while people ask, so that an answer always
finds room when a mailing fills the rest.
"""
LATELY = 10.0
"""Seconds after an answer in which more are expected; later only one place is kept."""
LATE = 0.01
"""Seconds by which a timer may be late."""
PATIENT = 5.0
"""Longest pause, in seconds, in which a message waits here; in a longer one it is given back."""
EVER = 1e-9
"""A moment in the past that is true as a condition."""
Turns = deque[asyncio.Future[None]]


class RateLimiter:
    """Lets at most ``rate`` messages pass in any second, and none while Telegram makes us pause.

    Answers overtake messages that nobody asked for, and pass at once while the second has room:
    nobody waits for a mailing. The others pass at equal distances: ``unasked`` a second while
    people ask, nearly ``rate`` while nobody does.
    """

    def __init__(self, rate: int, unasked: int) -> None:
        self._rate = rate
        self._distance = 1 / unasked
        self._distance_alone = min(self._distance, SECOND / max(1, rate - 1))
        self._process_count = 1
        self._answered_at = float("-inf")
        self._sent: deque[float] = deque(maxlen=rate)
        self._next_unasked = self._paused_until = 0.0
        self._answers: Turns = deque()
        self._unasked: Turns = deque()
        self._timer: asyncio.TimerHandle | None = None

    async def acquire(self, *, unasked: bool = False) -> None:
        """Wait until a message may be sent.

        Returns at once in a long pause, so that no claimed message waits in memory: look at
        ``paused_for`` afterwards.
        """
        if self.paused_for > PATIENT:
            return
        turn = asyncio.get_running_loop().create_future()
        (self._unasked if unasked else self._answers).append(turn)
        self._grant()
        await turn

    def set_process_count(self, count: int) -> None:
        """Use the ``count``-th part of the rate only."""
        if count != self._process_count:
            self._process_count = count
            self._sent = deque(self._sent, maxlen=max(1, self._rate // count))

    @property
    def paused_for(self) -> float:
        """Seconds for which nothing may be sent, 0 if sending is allowed."""
        return max(0.0, self._paused_until - asyncio.get_running_loop().time())

    def pause_for(self, seconds: float) -> None:
        """Let nothing pass for that many seconds; a longer pause that was set before remains."""
        until = asyncio.get_running_loop().time() + seconds
        self._paused_until = max(self._paused_until, until)
        if seconds > PATIENT:
            self._release_all()

    def _release_all(self) -> None:
        for queue in (self._answers, self._unasked):
            while queue:
                if not (turn := queue.popleft()).done():
                    turn.set_result(None)

    def _grant(self) -> None:
        """Give every free place to the message that has waited longest, answers first."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        loop = asyncio.get_running_loop()
        while at := self._earliest():
            if at > loop.time():
                self._timer = loop.call_at(at, self._grant)
                return
            self._take(loop.time())

    def _earliest(self) -> float | None:
        """Return when the next message may pass, or None if none waits."""
        for queue in (self._answers, self._unasked):
            while queue and queue[0].done():  # its sender gave up
                queue.popleft()
        if self._answers:
            return max(self._paused_until, self._free_at(0), EVER)
        if not self._unasked:
            return None
        kept = KEPT if self._are_asking() else 0
        return max(self._paused_until, self._free_at(kept), self._next_unasked, EVER)

    def _are_asking(self) -> bool:
        return asyncio.get_running_loop().time() < self._answered_at + LATELY

    def _free_at(self, kept: int) -> float:
        """Return when one more message fits into the second, with ``kept`` places left free."""
        most = max(1, (self._sent.maxlen or 1) - kept)
        return self._sent[-most] + SECOND if len(self._sent) >= most else 0.0

    def _take(self, now: float) -> None:
        if self._answers:
            self._answered_at = now
            self._answers.popleft().set_result(None)
        else:
            distance = self._distance if self._are_asking() else self._distance_alone
            # From when it was allowed, not from when we came to it: a late timer costs nothing.
            allowed_at = max(self._next_unasked, now - LATE)
            self._next_unasked = allowed_at + distance * self._process_count
            self._unasked.popleft().set_result(None)
        self._sent.append(now)


class PerChatLimiter:
    """Keeps to the limits of a single chat: answers only count, other messages wait."""

    def __init__(self) -> None:
        self._next: dict[int, float] = {}

    async def acquire(self, chat: int, *, unasked: bool) -> None:
        """Wait until a message may be sent to ``chat``; an answer never waits."""
        now = asyncio.get_running_loop().time()
        at = max(self._next.get(chat, 0.0), now) if unasked else now
        self._next[chat] = at + (GROUP_SECONDS if chat < 0 else CHAT_SECONDS)
        if len(self._next) > MOST_CHATS:
            self._next = {earlier: until for earlier, until in self._next.items() if until > now}
        if at > now:
            await asyncio.sleep(at - now)
