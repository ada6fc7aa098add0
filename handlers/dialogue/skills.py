"""Skills of volunteers, and leads who ask for them: "who can interpret Tigrinya on Thursday?"."""

from collections.abc import Sequence

from bot.domain.group_events.helping import HelpWanted
from bot.domain.helping import Help, HelpRequest
from bot.rules import helping as rules
from bot.rules import meetings as meeting_rules
from bot.rules.people import is_stored
from bot.rules.problems import Problem, Refusal
from bot.screens import help_calls
from bot.screens import helping as screens
from bot.ui import Screen
from handlers.dialogue.shared.groups import led_group
from handlers.dialogue.turn import Redirect, Turn
from handlers.workflows.notify import notify
from handlers.workflows.planning import times_of
from storage.groups import helping as stored
from storage.groups import memberships


async def skills(turn: Turn) -> Screen:
    """Return the kinds of skills."""
    is_stored(turn.person)
    return help_calls.skills(turn.tr)


async def part(turn: Turn, name: str, page: int) -> Screen:
    """Return the skills of one kind to choose from."""
    return help_calls.chosen(
        turn.tr, turn.person, name, _part(turn, name), turn.services.languages, page
    )


async def choose(turn: Turn, name: str, code: str, page: int) -> Screen:
    """Switch a skill on, or off again."""
    if code not in _part(turn, name):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await turn.change(skills=turn.person.skills ^ {code})
    return await part(turn, name, page)


async def call(turn: Turn, group_id: int) -> Screen:
    """Return the kinds of help that a lead can ask the group for."""
    group = await led_group(turn, group_id)
    return screens.kinds(turn.tr, f"call.kind:{group.id}", f"group.lead:{group.id}")


async def speaks(turn: Turn, group_id: int, page: int) -> Screen:
    """Return the languages to interpret."""
    await led_group(turn, group_id)
    return help_calls.languages(turn.tr, group_id, turn.services.languages, page)


async def call_for(turn: Turn, group_id: int, word: str) -> Screen:
    """Ask for the language of an interpreter; every other help is asked for in German."""
    if rules.kind(word) is Help.INTERPRET:
        return await speaks(turn, group_id, 0)
    return await call_in(turn, group_id, word, "de")


async def call_in(turn: Turn, group_id: int, word: str, code: str) -> Screen:
    """Ask for day and time of the help."""
    group, kind = await led_group(turn, group_id), rules.kind(word)
    if code not in turn.services.languages:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    turn.expect(f"call.time:{group_id}:{kind}:{code}")
    return help_calls.call_when(turn.tr, group)


async def typed_when(turn: Turn, words: str, group_id: int, word: str, code: str) -> Redirect:
    """Ask those of the group who can do this on that day, else everybody in it."""
    group = await led_group(turn, group_id)
    here = await times_of(turn.store, group.district_id)
    start = meeting_rules.start(words, here.zone, turn.now, turn.today_in(here.zone))
    help_request = HelpRequest(
        id=0,
        district_id=group.district_id,
        person_id=turn.person.id,
        kind=rules.kind(word),
        language=code,
        wanted=start.isoformat(timespec="minutes"),
        created_at=turn.now,
        group_id=group.id,
    )
    people = await memberships.people_in(turn.store, [group.id])
    others = [person for person in people if person != turn.person.id]
    evening = rules.EVENINGS[start.weekday()]
    able = await stored.able(turn.store, others, rules.needed(help_request), evening)
    asked = rules.asked(able, others)
    if not asked:
        raise Refusal(Problem.NOBODY)
    request_id = await stored.add(turn.store, help_request, asked)
    await notify(turn.store, group, asked, HelpWanted(group.id, request_id), turn.now)
    return Redirect(f"helping.show:{request_id}")


def _part(turn: Turn, name: str) -> Sequence[str]:
    """Return the codes of one kind of skills. Raises Refusal for other kinds."""
    parts = rules.skills(turn.services.languages)
    if name not in parts:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return parts[name]
