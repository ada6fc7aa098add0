"""The directory of groups, whole or of one field or town."""

from bot.rules.grants import coordinates, is_newcomer, working_district
from bot.rules.problems import Problem, Refusal
from bot.screens import directory as screens
from bot.screens.fields import field_name
from bot.ui import Screen
from handlers.dialogue.turn import Turn
from storage.catalogue import places
from storage.groups import groups, memberships


async def directory(turn: Turn, page: int) -> Screen:
    """Return one's own groups first, then those of one's town and fields."""
    return await _directory(turn, page)


async def first(turn: Turn) -> Screen:
    """Return the first page."""
    return await _directory(turn, 0)


async def of_part(turn: Turn, part: str, part_id: int, page: int) -> Screen:
    """Return the groups of one field or town."""
    names = dict(await _parts(turn, part))
    if part_id not in names:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return await _directory(turn, page, (part, part_id), names[part_id])


async def parts(turn: Turn, part: str, page: int) -> Screen:
    """Return the fields or towns that have groups."""
    return screens.parts(turn.tr, part, await _parts(turn, part), page)


async def _directory(turn: Turn, page: int, of: groups.Part = None, name: str = "") -> Screen:
    mine = await memberships.of_person(turn.store, turn.person.id)
    is_new = not mine and is_newcomer(turn.person, turn.person.district_id or 0)
    begin, most = page * screens.SHOWN, screens.SHOWN + 1
    shown = await groups.near(turn.store, turn.person, of, begin, most, is_new=is_new)
    route = f"group.part:{of[0]}:{of[1]}" if of else "group.list"
    founds = coordinates(turn.person, working_district(turn.person))
    listed = screens.Directory(shown, page, route, name, mine, founds, helps=bool(mine))
    return screens.directory(turn.tr, listed)


async def _parts(turn: Turn, part: str) -> list[tuple[int, str]]:
    """Return id and name of the fields ("field") or towns ("town") that have groups."""
    district_id = turn.person.district_id or 0
    fields, towns = await groups.parts(turn.store, district_id)
    match part:
        case "field":
            every = await places.fields(turn.store, district_id)
            return [(field.id, field_name(turn.tr, field)) for field in every if field.id in fields]
        case "town":
            near = await places.municipalities(turn.store, district_id)
            return [(town.id, town.name) for town in near if town.id in towns]
    raise Refusal(Problem.UNKNOWN_BUTTON)
