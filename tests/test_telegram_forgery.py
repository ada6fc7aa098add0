"""Forged updates: no right is given and nothing breaks.

Every attempt leaves a note without any text.
"""

import random
import string

import pytest
from sqlalchemy import text

from storage.people import audits
from tests.harness.fortress import forged_press
from tests.harness.telegram import OnTelegram

PRESSES, LINKS = 300, 200


@pytest.mark.every_database
async def test_forged_presses_give_no_right(telegram: OnTelegram) -> None:
    chance, users = (
        random.Random(300),
        [telegram.emulator.world.person(1001 + n, "en") for n in range(10)],
    )
    for user in users:
        user.say("/help")
    await telegram.settled()
    before = await _services(telegram)
    for number in range(PRESSES):
        users[number % 10].press(forged_press(chance, number))
    await telegram.settled()
    assert await _services(telegram) == before
    assert await _noted(telegram) == PRESSES


async def test_forged_links_give_no_right(telegram: OnTelegram) -> None:
    chance, users = (
        random.Random(200),
        [telegram.emulator.world.person(1001 + n, "en") for n in range(10)],
    )
    before = await _services(telegram)
    for number in range(LINKS):
        users[number % 10].say(f"/start {_link(chance, number)}")
    await telegram.settled()
    assert await _services(telegram) == before
    assert await _noted(telegram) == LINKS


def _link(chance: random.Random, number: int) -> str:
    return chance.choice(
        (
            f"i-{chance.getrandbits(128):032x}",
            f"i-{chance.getrandbits(64):x}",
            f"role-coordinator_{number}",
            f"admin{number}",
            f"c-{number}_d-waldshut",
            "".join(chance.choices(string.ascii_letters, k=70)),
            "'; UPDATE person SET role = 'coordinator'; --",
            f"o{number}_o{number}_i-coordinator",
        )
    )


async def _services(telegram: OnTelegram) -> tuple[object, ...]:
    """Everything a forger could want to change."""
    async with telegram.database.read() as store:
        roles = (await store.execute(text("SELECT count(*) FROM grants"))).scalar_one()
        offers = (
            await store.execute(
                text("SELECT state, count(*), max(confirmed_at) FROM offer GROUP BY state")
            )
        ).all()
        reports = (await store.execute(text("SELECT count(*) FROM report"))).scalar_one()
    return roles, tuple(map(tuple, offers)), reports


async def _noted(telegram: OnTelegram) -> int:
    async with telegram.database.read() as store:
        assert not await audits.latest(store, 1000, acts_only=True)
        return await audits.count(store)
