"""Announcements of the office, for those who coordinate their district."""

from bot.domain.announcements import WRITTEN, Announcement, State
from bot.rules.grants import may_coordinate
from bot.rules.problems import Problem, Refusal
from bot.screens.audiences import ROLES
from bot.screens.fields import field_name
from handlers.dialogue.turn import Turn
from storage.catalogue import places
from storage.groups import groups
from storage.messaging import announcements


async def own_announcement(turn: Turn, announcement_id: int, *, lock: bool = False) -> Announcement:
    """Return an announcement for a coordinator of its district.

    Raises Refusal for everybody else, and for what the service says by itself.
    """
    announcement = await announcements.by_id(turn.store, announcement_id, lock=lock)
    if announcement is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    may_coordinate(turn.person, announcement.district_id)
    if announcement.kind not in WRITTEN:
        raise Refusal(Problem.BY_ITSELF)
    return announcement


async def draft_announcement(
    turn: Turn, announcement_id: int, *, lock: bool = False
) -> Announcement:
    """Return an announcement that can still be changed. Raises Refusal once it was released."""
    announcement = await own_announcement(turn, announcement_id, lock=lock)
    if announcement.state not in (State.DRAFT, State.ASKED):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return announcement


def language_name(turn: Turn, code: str) -> str:
    """Return a language's own name. Raises Refusal for one that we do not speak."""
    if code not in turn.services.languages:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return turn.services.languages[code].name


async def audience_choices(turn: Turn, district_id: int, part: str) -> list[tuple[str, str]]:
    """Return value and label of each choice of a part. Raises Refusal for other parts."""
    match part:
        case "roles":
            return [(role.value, role.value) for role in ROLES]
        case "languages":
            return [(code, language.name) for code, language in turn.services.languages.items()]
    return await _choices_of_district(turn, district_id, part)


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
