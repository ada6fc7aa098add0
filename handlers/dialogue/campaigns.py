"""For coordinators: what becomes of a message that was released. Pause, go on, cancel, correct, take back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.domain.announcements import State
from bot.domain.deliveries import Amendment
from bot.rules import announcements as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import announcements as screens
from bot.ui import Screen
from handlers.dialogue.announcements import language, message, own
from handlers.dialogue.turn import Turn
from storage.messaging import announcements, campaigns


async def hold(turn: Turn, campaign_id: int) -> Screen:
    return await _steer(turn, campaign_id, campaigns.hold)


async def resume(turn: Turn, campaign_id: int) -> Screen:
    return await _steer(turn, campaign_id, campaigns.resume)


async def cancel(turn: Turn, campaign_id: int) -> Screen:
    return await _steer(
        turn, campaign_id, lambda connection, number: campaigns.cancel(connection, number, turn.now)
    )


async def end(turn: Turn, number: int) -> Screen:
    """No further dates; what is on its way goes on."""
    one = await own(turn, number)
    if one.state is State.RELEASED:
        await announcements.go_on(turn.store, number, None)
    return await message(turn, number)


async def amends(turn: Turn, number: int, page: int) -> Screen:
    """In which language something is wrong: only what was sent can be corrected."""
    one = await own(turn, number)
    languages = [(code, turn.services.translator(code).language.name) for code in one.texts]
    return screens.texts(turn.tr, one, languages, page, leads="message.correct")


async def amend(turn: Turn, number: int, code: str) -> Screen:
    await own(turn, number)
    name = language(turn, code)
    await turn.expect(f"message.correct:{number}:{code}")
    return screens.correct(turn.tr, number, name)


async def typed_correction(turn: Turn, words: str, number: str, code: str) -> Screen:
    """From now on this text; messages that arrived are changed in place."""
    one = await own(turn, int(number))
    await announcements.change(
        turn.store,
        replace(one, texts=rules.checked_texts({**one.texts, code: words})),
        turn.now,
    )
    await campaigns.amend(turn.store, one.id, Amendment.CORRECT)
    await turn.expect_nothing()
    return (await message(turn, one.id)).saying(turn.tr("It is corrected."))


async def withdraw(turn: Turn, number: int) -> Screen:
    """Nobody else gets it, and it disappears where that is possible."""
    one = await own(turn, number)
    for campaign in await campaigns.of_announcement(turn.store, one.id):
        await campaigns.cancel(turn.store, campaign.id, turn.now)
    await announcements.go_on(turn.store, one.id, None)
    await campaigns.amend(turn.store, one.id, Amendment.WITHDRAW)
    return (await message(turn, one.id)).saying(turn.tr("It is taken back where that is possible."))


async def _steer(turn: Turn, campaign_id: int, verb: Callable[..., Any]) -> Screen:
    found = await campaigns.by_id(turn.store, campaign_id)
    if found is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await own(turn, found.announcement_id)
    await verb(turn.store, campaign_id)
    return await message(turn, found.announcement_id)
