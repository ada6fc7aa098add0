"""At most twenty-eight messages in any second, and nearly all of them used.

An answer does not wait for a mailing.
"""

import asyncio
import random
from collections.abc import Sequence

from handlers.telegram.api.rate_limiter import KEPT, LATELY, SECOND, PerChatLimiter, RateLimiter
from tests.harness.clockwork import at_once

RATE, UNASKED = 28, 25


class Day:
    """What went out when; ``waited`` are the seconds of each who asked."""

    def __init__(self) -> None:
        self.limiter = RateLimiter(RATE, UNASKED)
        self.unasked: list[float] = []
        self.answers: list[float] = []
        self.waited: list[float] = []

    async def mailing(self, seconds: float) -> None:
        """As many as there is room for."""
        while now() < seconds:
            await self.limiter.acquire(unasked=True)
            self.unasked.append(now())

    async def ask(self, at: float) -> None:
        await asyncio.sleep(at - now())
        await self.limiter.acquire()
        self.answers.append(now())
        self.waited.append(now() - at)

    async def run(self, seconds: float, asked: Sequence[float]) -> None:
        await asyncio.gather(self.mailing(seconds), *(self.ask(at) for at in asked))

    def used(self, since: float, until: float) -> float:
        """Messages a second."""
        return sum(since <= at < until for at in self.unasked + self.answers) / (until - since)


def now() -> float:
    return asyncio.get_running_loop().time()


def most(moments: Sequence[float], seconds: float = 1.0) -> int:
    """In any window of that length."""
    return max(sum(one <= other < one + seconds for other in moments) for one in moments)


def day(seconds: float, asked: Sequence[float] = ()) -> Day:
    one = Day()
    at_once(one.run(seconds, asked))
    return one


def test_a_mailing_alone_uses_nearly_all() -> None:
    alone = day(60)
    assert alone.used(1, 59) >= 0.95 * RATE
    assert most(alone.unasked) <= RATE


def test_who_asks_first_finds_a_place_whenever_they_ask() -> None:
    chance = random.Random(1)
    for _ in range(50):
        at = chance.uniform(5, 15)
        assert day(16, [at]).waited[0] < 0.002, at


def test_while_people_ask_places_are_kept_for_them() -> None:
    chance = random.Random(2)
    asked = sorted(chance.uniform(5, 65) for _ in range(3 * 60))
    busy = day(65, asked)
    assert most(busy.unasked + busy.answers) <= RATE
    assert busy.used(6, 64) >= 0.99 * (RATE - KEPT) / SECOND
    assert sorted(busy.waited)[len(asked) * 95 // 100] < 0.03
    assert max(busy.waited) < 0.2


def test_few_questions_leave_a_mailing_its_own_part() -> None:
    slow = day(60, range(1, 60, 9))
    assert UNASKED * 0.97 <= sum(11 <= at < 59 for at in slow.unasked) / 48 <= UNASKED * 1.01


def test_the_places_are_lent_again_when_nobody_asks_any_more() -> None:
    lent = day(60, [5])
    assert lent.used(6, 5 + LATELY) <= UNASKED * 1.01
    assert lent.used(6 + LATELY, 59) >= 0.99 * (RATE - 1) / SECOND


def test_a_hundred_who_ask_at_once_go_before_a_mailing_and_within_the_limit() -> None:
    storm = day(20, [5.0] * 100)
    assert most(storm.unasked + storm.answers) <= RATE
    assert max(storm.waited) < 100 / RATE + 1
    assert sum(5 <= at < max(storm.answers) for at in storm.unasked) <= 1


def test_what_we_say_unasked_in_a_chat_waits_a_second_after_anything_else_there() -> None:
    """Three in a group; an answer waits for nothing, and chats do not wait for each other."""

    async def said() -> list[float]:
        chats, moments = PerChatLimiter(), []
        for chat, unasked in (
            (1, True),
            (1, True),
            (2, True),
            (1, False),
            (1, True),
            (-1, False),
            (-1, True),
            (2, False),
        ):
            await chats.acquire(chat, unasked=unasked)
            moments.append(round(now(), 3))
        return moments

    assert at_once(said()) == [0, 1, 1, 1, 2, 2, 5, 5]


def test_two_processes_share_it() -> None:
    async def both() -> list[float]:
        days = [Day(), Day()]
        for one in days:
            one.limiter.set_process_count(2)
        await asyncio.gather(*(one.run(30, [3, 4, 5]) for one in days))
        return [at for one in days for at in one.unasked + one.answers]

    assert most(at_once(both())) <= RATE


def test_in_a_halt_nobody_sends_and_nobody_hurries_afterwards() -> None:
    async def halted() -> Day:
        one = Day()
        asyncio.get_running_loop().call_at(10, one.limiter.pause_for, 3)
        await one.run(20, [11, 12])
        return one

    held = at_once(halted())
    assert not [at for at in held.unasked + held.answers if 10 < at < 13]
    assert most(held.unasked + held.answers) <= RATE
    assert held.answers == [13, 13]
