"""Calendars that follow by themselves: a secret address, shown once, stopped at a word."""

import secrets

from bot.screens import feeds as screens
from bot.ui import Screen
from handlers.dialogue.meetings import group_of
from handlers.dialogue.turn import Turn
from storage.groups import feeds as stored


async def feeds(turn: Turn, group_id: int) -> Screen:
    group, _ = await group_of(turn, group_id)
    return screens.feeds(turn.tr, group, known=await stored.count(turn.store, turn.person.id))


async def make(turn: Turn, group_id: int, scope: str) -> Screen:
    """``scope`` is "group", or all groups of this person."""
    group, _ = await group_of(turn, group_id)
    token = secrets.token_hex(16)
    await stored.add(
        turn.store,
        turn.person.id,
        group_id if scope == "group" else None,
        token,
    )
    urls = [f"{turn.services.base_url}/calendar/{token}.ics"]
    return screens.feeds(turn.tr, group, urls, known=await stored.count(turn.store, turn.person.id))


async def stop(turn: Turn, group_id: int) -> Screen:
    await stored.stop(turn.store, turn.person.id)
    return (await feeds(turn, group_id)).saying(turn.tr("Done."))
