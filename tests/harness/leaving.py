"""The ways in which somebody leaves a screen that asks for a text."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from tests.harness.talk import Talk
from tests.harness.telegram import OnTelegram
from tests.test_announcing import somebody

Leave = Callable[[Talk], Awaitable[Talk]]


def _looking(data: str) -> Leave:
    async def leave(talk: Talk) -> Talk:
        await talk.look(data)
        return talk

    return leave


def _saying(text: str) -> Leave:
    async def leave(talk: Talk) -> Talk:
        await talk.say(text)
        return talk

    return leave


async def _back(talk: Talk) -> Talk:
    """Once, or further where the screen before asks for a text as well."""
    label = "‹ Back" if talk.screen.back else "🏠 Home"
    await talk.press(label)
    return await _back(talk) if talk.screen.expects else talk


async def _reload(talk: Talk) -> Talk:
    """The address of a screen that asked by a press leads home."""
    return await _looking(talk.screen.at or "home:0")(talk)


async def _another_tab(talk: Talk) -> Talk:
    tab = replace(talk)
    await tab.look("home:0")
    return tab


async def _another_device(talk: Talk) -> Talk:
    """There the person is somebody else, who has been asked nothing."""
    who = f"{talk.who}, who left {talk.screen.expects}"
    other = await somebody(talk.conversation, who, "en")
    await other.say("/start")
    return other


async def _a_day_later(talk: Talk) -> Talk:
    """On the web the page is read again; a page as old as that is tested with the web."""
    later = replace(talk, now=talk.now + timedelta(hours=24, seconds=1))
    if not isinstance(talk.conversation, OnTelegram):
        await later.look("home:0")
    return later


WAYS: dict[str, Leave] = {
    "back": _back,
    "home": _looking("home:0"),
    "a list": _looking("offer.list:a...0"),
    "a human": _looking("human"),
    "reload": _reload,
    "another tab": _another_tab,
    "header": _looking(""),
    "/start": _saying("/start"),
    "/help": _saying("/help"),
    "no command": _saying("/nonsense"),
    "another device": _another_device,
    "a day later": _a_day_later,
}


OF_THE_QUESTION = ("back", "reload")
"""Ways that lead elsewhere from each question; the others end every question in the same way."""
