"""For coordinators: whom an announcement is for, by role, language, town, field and group."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.domain.announcements import Announcement, Recipient
from bot.rules.problems import Problem, Refusal
from bot.screens import announcements as screens
from bot.screens.fields import field_name
from bot.ui import Screen
from handlers.dialogue.shared.announcements import draft_announcement
from handlers.dialogue.turn import Turn
from storage.catalogue import places
from storage.groups import groups
from storage.messaging import announcements


async def whom(turn: Turn, announcement_id: int, page: int) -> Screen:
    """Return the parts of the audience."""
    return screens.whom(turn.tr, await draft_announcement(turn, announcement_id), page)


async def aims(turn: Turn, announcement_id: int, part: str, page: int) -> Screen:
    """Return the choices of one part of the audience."""
    announcement = await draft_announcement(turn, announcement_id)
    return screens.aims(turn.tr, announcement, part, await _choices(turn, announcement, part), page)


async def aim(turn: Turn, announcement_id: int, part: str, value: str) -> Screen:
    """Switch one choice on or off. Raises Refusal for what cannot be chosen."""
    announcement = await draft_announcement(turn, announcement_id)
    if value not in {choice for choice, _ in await _choices(turn, announcement, part)}:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    audience = announcement.audience.turned(part, _READERS[part](value))
    changed = replace(announcement, audience=audience)
    await announcements.change(turn.store, changed, turn.now)
    return (
        screens.whom(turn.tr, changed, 0)
        if part == "roles"
        else screens.aims(turn.tr, changed, part, await _choices(turn, announcement, part), 0)
    )


async def _choices(turn: Turn, announcement: Announcement, part: str) -> list[tuple[str, str]]:
    """Return value and label of each choice of a part. Raises Refusal for other parts."""
    match part:
        case "roles":
            return [(role.value, role.value) for role in screens.ROLES]
        case "languages":
            return [(code, language.name) for code, language in turn.services.languages.items()]
    return await _choices_of_district(turn, announcement.district_id, part)


async def _choices_of_district(turn: Turn, district_id: int, part: str) -> list[tuple[str, str]]:
    match part:
        case "municipalities":
            towns = await places.municipalities(turn.store, district_id)
            return [(str(town.id), town.name) for town in towns]
        case "fields":
            fields = await places.fields(turn.store, district_id)
            return [(str(field.id), field_name(turn.tr, field)) for field in fields]
        case "groups":
            every = await groups.of_district(turn.store, district_id)
            return [(str(group.id), group.name) for group in every]
    raise Refusal(Problem.UNKNOWN_BUTTON)


_READERS: dict[str, Callable[[str], Any]] = {
    "roles": Recipient,
    "languages": str,
    "municipalities": int,
    "fields": int,
    "groups": int,
}
