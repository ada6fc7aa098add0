"""What volunteers can do, and leads who ask for it: "who can interpret Tigrinya on Thursday?"."""

from collections.abc import Sequence

from bot.domain.groups import Event, Happening
from bot.domain.helping import Help, HelpRequest
from bot.rules import helping as rules
from bot.rules import meetings as meeting_rules
from bot.rules.people import is_stored
from bot.rules.problems import Problem, Refusal
from bot.screens import helping as screens
from bot.ui import Screen
from handlers.dialogue import helping
from handlers.dialogue.groups import led
from handlers.dialogue.turn import Turn
from handlers.workflows.notify import tell
from handlers.workflows.planning import times_of
from storage.groups import groups
from storage.groups import helping as stored


async def skills(turn: Turn) -> Screen:
    is_stored(turn.person)
    return screens.skills(turn.tr)


async def part(turn: Turn, name: str, page: int) -> Screen:
    return screens.chosen(
        turn.tr, turn.person, name, _part(turn, name), turn.services.languages, page
    )


async def choose(turn: Turn, name: str, code: str, page: int) -> Screen:
    """Switch one on, or off again."""
    if code not in _part(turn, name):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await turn.change(skills=turn.person.skills ^ {code})
    return await part(turn, name, page)


async def call(turn: Turn, group_id: int) -> Screen:
    group = await led(turn, group_id)
    return screens.kinds(turn.tr, f"call.kind:{group.id}", f"group.lead:{group.id}")


async def speaks(turn: Turn, group_id: int, page: int) -> Screen:
    await led(turn, group_id)
    return screens.languages(turn.tr, group_id, turn.services.languages, page)


async def call_for(turn: Turn, group_id: int, word: str) -> Screen:
    """An interpreter needs a language; the rest is asked for in German."""
    if rules.kind(word) is Help.INTERPRET:
        return await speaks(turn, group_id, 0)
    return await call_in(turn, group_id, word, "de")


async def call_in(turn: Turn, group_id: int, word: str, code: str) -> Screen:
    group, kind = await led(turn, group_id), rules.kind(word)
    if code not in turn.services.languages:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await turn.expect(f"call.time:{group_id}:{kind}:{code}")
    return screens.call_when(turn.tr, group)


async def typed_when(turn: Turn, words: str, group_id: str, word: str, code: str) -> Screen:
    """Those of the group who said that they can do this on that day, else everybody in it."""
    group = await led(turn, int(group_id))
    here = await times_of(turn.store, group.district_id)
    start = meeting_rules.start(words, here.zone, turn.now, turn.today)
    one = HelpRequest(
        0,
        group.district_id,
        turn.person.id,
        rules.kind(word),
        code,
        start.isoformat(timespec="minutes"),
        turn.now,
        group_id=group.id,
    )
    inside = [
        person
        for person in await groups.people_in(turn.store, [group.id])
        if person != turn.person.id
    ]
    asked = rules.asked(one, start.weekday(), await stored.skills(turn.store, inside))
    if not asked:
        raise Refusal(Problem.NOBODY)
    await turn.expect_nothing()
    number = await stored.add(turn.store, one, asked)
    await tell(
        turn.store,
        group,
        asked,
        Event(Happening.HELP_WANTED, group.id, help_id=number),
        turn.now,
    )
    return await helping.request(turn, number)


def _part(turn: Turn, name: str) -> Sequence[str]:
    parts = rules.skills(turn.services.languages)
    if name not in parts:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return parts[name]
