"""What a tick does: one piece of work after the other, each in its own transaction, until none is left."""

from collections.abc import Awaitable, Callable


async def each(work: Callable[[], Awaitable[bool]]) -> int:
    """``work`` does one piece, and says False when there was none; gives back how many were done."""
    done = 0
    while await work():
        done += 1
    return done
