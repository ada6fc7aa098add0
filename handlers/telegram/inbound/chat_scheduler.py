"""Chats side by side, each in its own order: a lane is a chat in which something waits.

A worker takes the lane that has waited longest, works one piece, and puts it back behind the others; so nobody waits for
somebody else's thousand messages.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

Work = Callable[[int], Awaitable[float | None]]
"""Works the next of a chat: seconds until the one after it may be worked, None if nothing waits there any more."""
PER_SECOND, AT_ONCE = 20.0, 40
"""How fast one chat is worked: nobody taps faster, only scripts do. ``AT_ONCE`` may come in one go."""
MANY, SLOWLY = 200, 3.0
"""Where so many wait, no human waits for them: so few a second, that the others do not feel it."""
FLOOD = 1000
"""So many of one chat may wait; what comes on top is acknowledged and not worked."""
DRAIN = 8.0
"""Seconds that messages on their way get when the process stops."""
log = logging.getLogger(__name__)


class Lanes:
    def __init__(self, work: Work, parallel: int) -> None:
        self._work = work
        self._parallel = parallel
        self._waiting: dict[int, int] = {}
        self._allowed: dict[int, float] = {}
        self._ready: asyncio.Queue[int] = asyncio.Queue()
        self._workers: list[asyncio.Task[None]] = []
        self._stopping = False

    def start(self) -> None:
        self._workers = [asyncio.create_task(self._worker()) for _ in range(self._parallel)]

    async def stop(self) -> None:
        """What is being worked is finished, nothing new is begun; what takes too long is given up and found again later."""
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
        """One more thing waits in a chat."""
        if chat not in self._waiting:
            self._ready.put_nowait(chat)
        self._waiting[chat] = self._waiting.get(chat, 0) + 1

    def wake_all(self, chats: list[int]) -> None:
        """Chats found in the database: those that are known here already have their turn anyway."""
        for chat in chats:
            if chat not in self._waiting:
                self.wake(chat)
        self._forget_pauses()

    def is_flooded(self, chat: int) -> bool:
        return self._waiting.get(chat, 0) >= FLOOD

    @property
    def is_idle(self) -> bool:
        return not self._waiting

    async def _worker(self) -> None:
        while (chat := await self._ready.get()) and not self._stopping:
            known = self._waiting[chat]
            after = await self._one(chat)
            if after is None and self._waiting[chat] == known:
                del self._waiting[chat]
                continue
            self._waiting[chat] = max(self._waiting[chat] - 1, 1)
            self._again(chat, max(after or 0.0, self._pause(chat)))

    async def _one(self, chat: int) -> float | None:
        """Whatever happens in one chat, the others go on."""
        try:
            return await self._work(chat)
        except Exception:
            log.exception("a chat could not be worked")
            return 1.0

    def _again(self, chat: int, after: float) -> None:
        if after > 0:
            asyncio.get_running_loop().call_later(after, self._ready.put_nowait, chat)
        else:
            self._ready.put_nowait(chat)

    def _pause(self, chat: int) -> float:
        """GCRA: how long this chat must wait for its next turn."""
        now = asyncio.get_running_loop().time()
        at = max(self._allowed.get(chat, 0.0), now) + 1 / (
            SLOWLY if self._waiting[chat] >= MANY else PER_SECOND
        )
        self._allowed[chat] = at
        return max(at - now - AT_ONCE / PER_SECOND, 0.0)

    def _forget_pauses(self) -> None:
        now = asyncio.get_running_loop().time()
        self._allowed = {chat: at for chat, at in self._allowed.items() if at >= now}
