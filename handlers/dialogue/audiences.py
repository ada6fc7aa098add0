"""For coordinators: whom an announcement is for, by role, language, town, field and group."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.domain.announcements import Recipient
from bot.rules.problems import Problem, Refusal
from bot.screens import audiences as screens
from bot.ui import Screen
from handlers.dialogue.shared.announcements import audience_choices, draft_announcement
from handlers.dialogue.turn import Turn
from storage.messaging import announcements


async def whom(turn: Turn, announcement_id: int, page: int) -> Screen:
    """Return the parts of the audience."""
    return screens.whom(turn.tr, await draft_announcement(turn, announcement_id), page)


async def aims(turn: Turn, announcement_id: int, part: str, page: int) -> Screen:
    """Return the choices of one part of the audience."""
    announcement = await draft_announcement(turn, announcement_id)
    choices = await audience_choices(turn, announcement.district_id, part)
    return screens.aims(turn.tr, announcement, part, choices, page)


async def aim(turn: Turn, announcement_id: int, part: str, value: str) -> Screen:
    """Switch one choice on or off. Raises Refusal for what cannot be chosen."""
    announcement = await draft_announcement(turn, announcement_id)
    choices = await audience_choices(turn, announcement.district_id, part)
    if value not in dict(choices):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    audience = announcement.audience.turned(part, _READERS[part](value))
    changed = replace(announcement, audience=audience)
    await announcements.change(turn.store, changed, turn.now)
    if part == "roles":
        return screens.whom(turn.tr, changed, 0)
    return screens.aims(turn.tr, changed, part, choices, 0)


_READERS: dict[str, Callable[[str], Any]] = {
    "roles": Recipient,
    "languages": str,
    "municipalities": int,
    "fields": int,
    "groups": int,
}
