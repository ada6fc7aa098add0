"""The directory of groups: one's own and near ones first, or those of a field or a town."""

from bot.rules.people import coordinates
from bot.rules.problems import Problem, Refusal
from bot.screens import directory as screens
from bot.screens.fields import field_name
from bot.ui import Screen
from handlers.dialogue.turn import Turn
from storage.catalogue import places
from storage.groups import groups


async def directory(turn: Turn, page: int) -> Screen:
    """One's own first, then those of one's town and fields."""
    return await _directory(turn, page)


async def first(turn: Turn) -> Screen:
    return await _directory(turn, 0)


async def of_part(turn: Turn, part: str, number: int, page: int) -> Screen:
    """Those of one field or town."""
    names = dict(await _parts(turn, part))
    if number not in names:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return await _directory(turn, page, (part, number), names[number])


async def parts(turn: Turn, part: str, page: int) -> Screen:
    return screens.parts(turn.tr, part, await _parts(turn, part), page)


async def _directory(turn: Turn, page: int, of: groups.Part = None, name: str = "") -> Screen:
    mine = await groups.of_person(turn.store, turn.person.id)
    known = await groups.near(turn.store, turn.person, of, page * screens.SHOWN, screens.SHOWN + 1)
    route = f"group.part:{of[0]}:{of[1]}" if of else "group.list"
    founds = coordinates(turn.person, turn.person.district_id or 0)
    return screens.directory(
        turn.tr, screens.Directory(known, page, route, name, mine, founds, helps=bool(mine))
    )


async def _parts(turn: Turn, part: str) -> list[tuple[int, str]]:
    """Id and name of the fields or towns that have groups."""
    district_id = turn.person.district_id or 0
    fields, towns = await groups.parts(turn.store, district_id)
    match part:
        case "field":
            known = await places.fields(turn.store, district_id)
            return [(one.id, field_name(turn.tr, one)) for one in known if one.id in fields]
        case "town":
            return [
                (one.id, one.name)
                for one in await places.municipalities(turn.store, district_id)
                if one.id in towns
            ]
    raise Refusal(Problem.UNKNOWN_BUTTON)
