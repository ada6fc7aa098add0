"""A group is founded by the office, and shaped by whoever leads it: kind, how one gets in, text, size, field, town."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.domain.groups import Group, Joining, Kind
from bot.rules import groups as rules
from bot.rules.people import may_coordinate
from bot.rules.problems import Problem, Refusal
from bot.screens import founding as screens
from bot.screens.fields import field_name
from bot.ui import Screen
from handlers.dialogue.groups import led
from handlers.dialogue.turn import Turn
from storage.catalogue import places
from storage.groups import groups


async def found(turn: Turn) -> Screen:
    may_coordinate(turn.person, turn.person.district_id or 0)
    await turn.expect("group.new")
    return screens.found(turn.tr)


async def typed_group(turn: Turn, words: str) -> Screen:
    """A working group, until it is shaped."""
    may_coordinate(turn.person, turn.person.district_id or 0)
    made = Group(0, turn.person.district_id or 0, Kind.WORKING_GROUP, rules.title(words))
    if any(
        other.name == made.name for other in await groups.of_district(turn.store, made.district_id)
    ):
        raise Refusal(Problem.GROUP_KNOWN)
    await turn.expect_nothing()
    return await shape(turn, await groups.put(turn.store, made))


async def shape(turn: Turn, number: int) -> Screen:
    return screens.shape(turn.tr, await led(turn, number))


async def choices(turn: Turn, number: int, part: str, page: int) -> Screen:
    one = await led(turn, number)
    return screens.choices(turn.tr, one, part, await _choices(turn, one, part), page)


async def choose(turn: Turn, number: int, part: str, value: str) -> Screen:
    """Only what can be chosen counts; "0" is none."""
    one = await led(turn, number, lock=True)
    if value not in {choice for choice, _ in await _choices(turn, one, part)}:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return await _shaped(turn, one, **_COLUMNS[part](value))


async def size(turn: Turn, number: int) -> Screen:
    one = await led(turn, number)
    await turn.expect(f"group.size:{number}")
    return screens.size(turn.tr, one)


async def texts(turn: Turn, number: int, page: int) -> Screen:
    one = await led(turn, number)
    return screens.texts(
        turn.tr,
        one,
        [(code, language.name) for code, language in turn.services.languages.items()],
        page,
    )


async def text(turn: Turn, number: int, code: str) -> Screen:
    """Asks for the description in one language."""
    one = await led(turn, number)
    if code not in turn.services.languages:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await turn.expect(f"group.text:{number}:{code}")
    return screens.text_in(turn.tr, one, code, turn.services.languages[code].name)


async def typed_text(turn: Turn, words: str, number: str, code: str) -> Screen:
    one = await led(turn, int(number), lock=True)
    await turn.expect_nothing()
    return await _shaped(turn, one, texts={**one.texts, code: rules.reason(words)})


async def typed_size(turn: Turn, words: str, number: str) -> Screen:
    """Who is in it stays in it, also if it becomes smaller."""
    one, most = await led(turn, int(number), lock=True), rules.size(words)
    await turn.expect_nothing()
    return await _shaped(turn, one, most=most)


async def _shaped(turn: Turn, one: Group, **values: Any) -> Screen:
    await groups.put(turn.store, replace(one, **values))
    return await shape(turn, one.id)


async def _choices(turn: Turn, one: Group, part: str) -> list[tuple[str, str]]:
    """Value and label; "0" is none, which has no name."""
    match part:
        case "kind":
            return [(kind.value, screens.KINDS[kind]) for kind in Kind]
        case "joining":
            return [(joining.value, screens.JOINING[joining]) for joining in Joining]
        case "field":
            found = await places.fields(turn.store, one.district_id)
            return [("0", ""), *((str(field.id), field_name(turn.tr, field)) for field in found)]
        case "language":
            return [(code, language.name) for code, language in turn.services.languages.items()]
        case "town":
            return [
                ("0", ""),
                *(
                    (str(town.id), town.name)
                    for town in await places.municipalities(turn.store, one.district_id)
                ),
            ]
    raise Refusal(Problem.UNKNOWN_BUTTON)


_COLUMNS: dict[str, Callable[[str], dict[str, Any]]] = {
    "kind": lambda value: {"kind": Kind(value)},
    "joining": lambda value: {"joining": Joining(value)},
    "field": lambda value: {"field_id": int(value) or None},
    "town": lambda value: {"municipality_id": int(value) or None},
    "language": lambda value: {"language": value},
}
