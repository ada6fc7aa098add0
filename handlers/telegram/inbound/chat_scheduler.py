"""A fair queue for each chat: chats are processed in parallel, the updates of one chat in order.

A worker takes the chat that has waited longest, processes one update, and puts the chat back behind
the others. So nobody waits for the thousand messages of somebody else.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

Work = Callable[[int], Awaitable[float | None]]
"""Processes the next update of a chat.

Returns the seconds until the one after it may be processed, or None if no update waits.
"""
PER_SECOND, BURST = 20.0, 40
"""Updates of one chat that are processed a second, and at once: only scripts send faster."""
MANY, SLOW_PER_SECOND = 200, 3.0
"""From this number of waiting updates, no human waits for them: this rate delays nobody else."""
FLOOD = 1000
"""Number of waiting updates of one chat above which further ones are not accepted."""
DRAIN = 8.0
"""Seconds that updates in progress get when the process stops."""
RETRY = 1.0
"""Seconds until a chat is tried again after an unexpected error."""
log = logging.getLogger(__name__)


class ChatScheduler:
    """Runs ``work`` for chats in which something waits, ``parallel`` chats at a time."""

    def __init__(self, work: Work, parallel: int) -> None:
        self._work = work
        self._parallel = parallel
        self._waiting: dict[int, int] = {}
        self._allowed: dict[int, float] = {}
        self._ready: asyncio.Queue[int] = asyncio.Queue()
        self._workers: list[asyncio.Task[None]] = []
        self._stopping = False

    def start(self) -> None:
        """Start the workers."""
        self._workers = [asyncio.create_task(self._run_worker()) for _ in range(self._parallel)]

    async def stop(self) -> None:
        """Finish what is in progress and begin nothing new.

        What takes longer than ``DRAIN`` is cancelled; it is found again at the next start.
        """
        self._stopping = True
        for _ in self._workers:
            self._ready.put_nowait(0)
        if not self._workers:
            return
        _, slow = await asyncio.wait(self._workers, timeout=DRAIN)
        for worker in slow:
            worker.cancel()
        await asyncio.gather(*slow, return_exceptions=True)

    def wake(self, chat: int) -> None:
        """Count one more update that waits in a chat; ``chat`` is not 0."""
        if chat not in self._waiting:
            self._ready.put_nowait(chat)
        self._waiting[chat] = self._waiting.get(chat, 0) + 1

    def wake_all(self, chats: Iterable[int]) -> None:
        """Wake chats found in the database; those that wait here already have their turn anyway."""
        for chat in chats:
            if chat not in self._waiting:
                self.wake(chat)
        self._forget_pauses()

    def is_flooded(self, chat: int) -> bool:
        """Whether no further update of this chat should be accepted."""
        return self._waiting.get(chat, 0) >= FLOOD

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits and nothing is in progress."""
        return not self._waiting

    async def _run_worker(self) -> None:
        while (chat := await self._ready.get()) and not self._stopping:
            count_before = self._waiting[chat]
            seconds = await self._process(chat)
            if seconds is None and self._waiting[chat] == count_before:
                del self._waiting[chat]
                continue
            self._waiting[chat] = max(self._waiting[chat] - 1, 1)
            self._requeue(chat, max(seconds or 0.0, self._pause(chat)))

    async def _process(self, chat: int) -> float | None:
        """Do the work of a chat; an error in one chat does not stop the others."""
        try:
            return await self._work(chat)
        except Exception:
            log.exception("a chat could not be processed")
            return RETRY

    def _requeue(self, chat: int, seconds: float) -> None:
        if seconds > 0:
            asyncio.get_running_loop().call_later(seconds, self._ready.put_nowait, chat)
        else:
            self._ready.put_nowait(chat)

    def _pause(self, chat: int) -> float:
        """Return the seconds until the next turn of a chat (generic cell rate algorithm)."""
        now = asyncio.get_running_loop().time()
        rate = SLOW_PER_SECOND if self._waiting[chat] >= MANY else PER_SECOND
        at = max(self._allowed.get(chat, 0.0), now) + 1 / rate
        self._allowed[chat] = at
        return max(at - now - BURST / PER_SECOND, 0.0)

    def _forget_pauses(self) -> None:
        now = asyncio.get_running_loop().time()
        self._allowed = {chat: at for chat, at in self._allowed.items() if at >= now}
