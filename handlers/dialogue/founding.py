"""Groups are founded by the office, and shaped by those who lead them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.audits import Act
from bot.domain.groups import Group, Joining, Kind
from bot.rules import groups as rules
from bot.rules.grants import may_coordinate, working_district
from bot.rules.problems import Problem, Refusal
from bot.screens import founding as screens
from bot.screens.fields import field_name
from bot.ui import Screen
from handlers.dialogue.shared.groups import led_group
from handlers.dialogue.shared.offices import working_office
from handlers.dialogue.turn import Turn
from storage.catalogue import places
from storage.groups import groups
from storage.measures import evidence_links


async def new(turn: Turn) -> Screen:
    """Ask for the name of a new group."""
    may_coordinate(turn.person, working_district(turn.person))
    turn.expect("group.new")
    return screens.found(turn.tr, await working_office(turn))


async def typed_group(turn: Turn, words: str) -> Screen:
    """Found a group; it is a working group until another kind is chosen."""
    district_id = working_district(turn.person)
    may_coordinate(turn.person, district_id)
    name = rules.title(words, turn.bare_answer(words))
    await places.locked_district(turn.store, district_id)  # a name is given once
    if name in await groups.names(turn.store, district_id):
        raise Refusal(Problem.GROUP_KNOWN)
    group = Group(0, district_id, Kind.WORKING_GROUP, name)
    group_id = await groups.put(turn.store, group)
    await turn.audit(
        Act.GROUP_FOUND, f"group {group_id}", {}, {"name": group.name, "district": district_id}
    )
    return await shape(turn, group_id)


async def shape(turn: Turn, group_id: int) -> Screen:
    """Return what can be changed of a group."""
    return screens.shape(turn.tr, await led_group(turn, group_id))


async def choices(turn: Turn, group_id: int, part: str, page: int) -> Screen:
    """Return the choices of one part."""
    group = await led_group(turn, group_id)
    return screens.choices(turn.tr, group, part, await _choices(turn, group, part), page)


async def choose(turn: Turn, group_id: int, part: str, value: str) -> Screen:
    """Change one part; "0" is none. Raises Refusal for what cannot be chosen."""
    group = await led_group(turn, group_id, lock=True)
    if value not in {choice for choice, _ in await _choices(turn, group, part)}:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return await _shaped(turn, group, Act.GROUP_SET, **_COLUMNS[part](value))


async def name(turn: Turn, group_id: int) -> Screen:
    """Ask for another name."""
    group = await led_group(turn, group_id)
    turn.expect(f"group.name:{group_id}")
    return screens.name(turn.tr, group)


async def typed_name(turn: Turn, words: str, group_id: int) -> Screen:
    """Take another name of a group."""
    await rename(turn, words, group_id)
    return await shape(turn, group_id)


async def size(turn: Turn, group_id: int) -> Screen:
    """Ask for the number of places."""
    group = await led_group(turn, group_id)
    turn.expect(f"group.size:{group_id}")
    return screens.size(turn.tr, group)


async def texts(turn: Turn, group_id: int, page: int) -> Screen:
    """Return the languages in which a group can be described."""
    group = await led_group(turn, group_id)
    languages = [(code, language.name) for code, language in turn.services.languages.items()]
    return screens.texts(turn.tr, group, languages, page)


async def text(turn: Turn, group_id: int, code: str) -> Screen:
    """Ask for the description in one language."""
    group = await led_group(turn, group_id)
    if code not in turn.services.languages:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    turn.expect(f"group.text:{group_id}:{code}")
    return screens.text_in(turn.tr, group, code, turn.services.languages[code].name)


async def typed_text(turn: Turn, words: str, group_id: int, code: str) -> Screen:
    """Take the description in one language."""
    await describe(turn, await led_group(turn, group_id, lock=True), code, words)
    return await shape(turn, group_id)


async def describe(turn: Turn, group: Group, code: str, words: str) -> None:
    """Store the description of a group in one language; the caller holds its lock."""
    texts = {**group.texts, code: rules.reason(words)}
    await _change(turn, group, Act.GROUP_TEXT, texts=texts)


async def typed_size(turn: Turn, words: str, group_id: int) -> Screen:
    """Take the number of places; members stay, also if there are fewer."""
    group, most = await led_group(turn, group_id, lock=True), rules.size(words)
    return await _shaped(turn, group, Act.GROUP_SIZE, most=most)


async def rename(turn: Turn, words: str, group_id: int) -> None:
    """Give a group another name; what refers to it by its name follows."""
    district_id = (await led_group(turn, group_id)).district_id
    await places.locked_district(turn.store, district_id)  # a name is given once
    name = rules.title(words, turn.bare_answer(words))
    group = await led_group(turn, group_id, lock=True)
    if (await groups.names(turn.store, group.district_id)).get(name, group.id) != group.id:
        raise Refusal(Problem.GROUP_KNOWN)
    await _change(turn, group, Act.GROUP_NAME, name=name)
    await evidence_links.follow_group(turn.store, group.district_id, group.name, name)


async def archive(turn: Turn, group_id: int) -> None:
    """Take a group out of work; what it holds stays."""
    group = await led_group(turn, group_id, lock=True, archived=True)
    is_busy = await groups.is_busy(turn.store, group_id, turn.now)
    rules.may_archive(turn.person, group, is_busy=is_busy)
    await _archive(turn, group, turn.now)


async def bring_back(turn: Turn, group_id: int) -> None:
    """Let an archived group work again, as it was."""
    group = await led_group(turn, group_id, lock=True, archived=True)
    rules.may_bring_back(turn.person, group)
    await _archive(turn, group, None)


async def _archive(turn: Turn, group: Group, at: datetime | None) -> None:
    await groups.archive(turn.store, group.id, at)
    before, after = {"archived": group.archived_at is not None}, {"archived": at is not None}
    await turn.audit(Act.GROUP_ARCHIVE, f"group {group.id}", before, after)


async def _shaped(turn: Turn, group: Group, act: Act, **values: Any) -> Screen:
    await _change(turn, group, act, **values)
    return await shape(turn, group.id)


async def _change(turn: Turn, group: Group, act: Act, **values: Any) -> None:
    changed = replace(group, **values)
    await groups.change(turn.store, changed)
    await turn.audit(act, f"group {group.id}", _facts(group, values), _facts(changed, values))


def _facts(group: Group, names: Iterable[str]) -> dict[str, str | int | None]:
    """Return these columns for the audit log: a description as its languages and lengths."""
    values = {name: getattr(group, name) for name in names}
    if "texts" in values:
        lengths = (f"{code} {len(words)}" for code, words in sorted(group.texts.items()))
        values["texts"] = ", ".join(lengths)
    return values


async def _choices(turn: Turn, group: Group, part: str) -> list[tuple[str, str]]:
    """Return value and label of each choice of a part. Raises Refusal for other parts."""
    match part:
        case "kind":
            return [(kind.value, screens.KINDS[kind]) for kind in Kind]
        case "joining":
            return [(joining.value, screens.JOINING_BUTTONS[joining]) for joining in Joining]
        case "language":
            return [(code, language.name) for code, language in turn.services.languages.items()]
    return [("0", ""), *await _choices_of_district(turn, group.district_id, part)]


async def _choices_of_district(turn: Turn, district_id: int, part: str) -> list[tuple[str, str]]:
    """Return what can be chosen beside "0", which is none and has no label."""
    match part:
        case "field":
            fields = await places.fields(turn.store, district_id)
            return [(str(field.id), field_name(turn.tr, field)) for field in fields]
        case "town":
            towns = await places.municipalities(turn.store, district_id)
            return [(str(town.id), town.name) for town in towns]
    raise Refusal(Problem.UNKNOWN_BUTTON)


_COLUMNS: dict[str, Callable[[str], dict[str, Any]]] = {
    "kind": lambda value: {"kind": Kind(value)},
    "joining": lambda value: {"joining": Joining(value)},
    "field": lambda value: {"field_id": int(value) or None},
    "town": lambda value: {"municipality_id": int(value) or None},
    "language": lambda value: {"language": value},
}
