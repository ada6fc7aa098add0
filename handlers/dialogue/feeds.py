"""Calendars that follow by themselves, by a secret address that is shown once."""

import secrets

from bot.rules.groups import MOST_FEEDS
from bot.rules.problems import Problem, Refusal
from bot.screens import feeds as screens
from bot.ui import Screen
from handlers.dialogue.shared.groups import readable_group
from handlers.dialogue.turn import Turn
from storage.groups import feeds as stored


async def feeds(turn: Turn, group_id: int) -> Screen:
    """Return what a calendar can follow."""
    group, _ = await readable_group(turn, group_id)
    return screens.feeds(turn.tr, group, known=await stored.count(turn.store, turn.person.id))


async def make(turn: Turn, group_id: int, scope: str) -> Screen:
    """Return a new secret address; ``scope`` "group" is this group, else all of the person's."""
    group, _ = await readable_group(turn, group_id)
    if await stored.count(turn.store, turn.person.id) >= MOST_FEEDS:
        raise Refusal(Problem.MANY_CALENDARS)
    token = secrets.token_hex(16)
    only_group = group_id if scope == "group" else None
    await stored.add(turn.store, turn.person.id, only_group, token, turn.now)
    urls = [f"{turn.services.base_url}/calendar/{token}.ics"]
    return screens.feeds(turn.tr, group, urls, known=await stored.count(turn.store, turn.person.id))


async def stop(turn: Turn, group_id: int) -> Screen:
    """Let no calendar follow any more."""
    await stored.stop(turn.store, turn.person.id)
    return (await feeds(turn, group_id)).saying(turn.tr("Done."))
