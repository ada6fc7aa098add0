"""A tick works until nothing is left: one item after the other, each in its own transaction."""

from collections.abc import Awaitable, Callable


async def each(work: Callable[[], Awaitable[bool]]) -> int:
    """Call ``work`` until it returns False, because nothing is left; return how often it did."""
    done = 0
    while await work():
        done += 1
    return done
