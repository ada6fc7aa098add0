"""Help requests: a newcomer asks, the circle of the town answers, both agree before any contact is shown; or the office takes over."""

from collections.abc import Collection
from dataclasses import replace

from bot.domain.announcements import Kind
from bot.domain.groups import Event, Happening
from bot.domain.helping import HelpRequest, State
from bot.domain.places import Municipality
from bot.rules import helping as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import helping as screens
from bot.ui import Screen
from handlers.dialogue.groups import led
from handlers.dialogue.turn import Turn
from handlers.workflows.notify import tell_in
from storage.catalogue import places
from storage.groups import groups
from storage.groups import helping as stored
from storage.messaging import audiences


async def ask(turn: Turn) -> Screen:
    return screens.kinds(
        turn.tr,
        "helping.when",
        "home:0",
        await stored.of_person(turn.store, turn.person.id),
    )


async def need(turn: Turn, word: str) -> Screen:
    return screens.when(turn.tr, rules.kind(word))


async def needed(turn: Turn, word: str, when: str) -> Screen:
    """The volunteers of the town are asked; if there are none, the office at once."""
    rules.may_ask(turn.person, await stored.count_open(turn.store, turn.person.id))
    person = turn.person
    one = HelpRequest(
        0,
        person.district_id or 0,
        person.id,
        rules.kind(word),
        person.language,
        rules.when(when),
        turn.now,
        person.municipality_id,
    )
    asked = await _volunteers(turn, one)
    one = replace(one, state=State.OPEN if asked else State.HANDED)
    one = replace(one, id=await stored.add(turn.store, one, asked))
    await _tell(turn, one, asked or await _office(turn, one), _first(one))
    return screens.asked(turn.tr, one, len(asked))


async def mine(turn: Turn, page: int) -> Screen:
    return screens.mine(turn.tr, await stored.of_person(turn.store, turn.person.id), page)


async def request(turn: Turn, number: int) -> Screen:
    """What each may see of it."""
    one, asked = await _request(turn, number)
    rules.may_read(turn.person, one, asked=turn.person.id in asked)
    if one.group_id and turn.person.id == one.person_id:
        return await _called(turn, one, asked)
    office = rules.takes_care(turn.person, one)
    may_take = one.state is State.OPEN and turn.person.id in asked
    contact = rules.contact_for(turn.person, one)
    return screens.request(
        turn.tr, turn.person, one, await _town(turn, one), contact, may_take=may_take, office=office
    )


async def can(turn: Turn, number: int) -> Screen:
    """For a lead a yes is enough; for a newcomer a volunteer says how to be reached."""
    one, asked = await _request(turn, number, lock=True)
    rules.may_take(turn.person, one, asked=turn.person.id in asked)
    await stored.answer(turn.store, number, turn.person.id, stored.YES)
    if one.group_id:
        return screens.thanks(turn.tr)
    await stored.change(
        turn.store,
        replace(one, state=State.TAKEN, helper_id=turn.person.id),
    )
    await turn.expect(f"helping.take:{number}")
    return screens.contact(turn.tr, number)


async def cannot(turn: Turn, number: int) -> Screen:
    one, asked = await _request(turn, number, lock=True)
    if turn.person.id not in asked:
        raise Refusal(Problem.NOT_ALLOWED)
    await stored.answer(turn.store, number, turn.person.id, stored.NO)
    if one.helper_id == turn.person.id:
        await _reopen(turn, one)
    return screens.thanks(turn.tr)


async def typed_helper_contact(turn: Turn, words: str, number: str) -> Screen:
    one, _ = await _request(turn, int(number), lock=True)
    if one.helper_id != turn.person.id or one.state is not State.TAKEN:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    await stored.change(turn.store, replace(one, helper_contact=rules.contact(words)))
    await turn.expect_nothing()
    await _tell(turn, one, [one.person_id], Happening.HELP_FOUND)
    return await request(turn, one.id)


async def agree(turn: Turn, number: int) -> Screen:
    one, _ = await _request(turn, number)
    rules.may_agree(turn.person, one)
    await turn.expect(f"helping.agree:{number}")
    return screens.contact(turn.tr, number)


async def typed_contact(turn: Turn, words: str, number: str) -> Screen:
    """Now both see how to reach each other."""
    one, _ = await _request(turn, int(number), lock=True)
    rules.may_agree(turn.person, one)
    await stored.change(
        turn.store,
        replace(one, contact=rules.contact(words), state=State.AGREED),
    )
    await turn.expect_nothing()
    await _tell(turn, one, [one.helper_id or 0], Happening.HELP_AGREED)
    return await request(turn, one.id)


async def decline(turn: Turn, number: int) -> Screen:
    """Somebody else shall help: the one who wanted to is told, without why."""
    one, _ = await _request(turn, number, lock=True)
    rules.may_agree(turn.person, one)
    await _tell(turn, one, [one.helper_id or 0], Happening.HELP_DECLINED)
    await stored.answer(turn.store, number, one.helper_id or 0, stored.NO)
    await _reopen(turn, one)
    return await request(turn, number)


async def give_back(turn: Turn, number: int) -> Screen:
    one, _ = await _request(turn, number, lock=True)
    if turn.person.id != one.helper_id or one.state not in (State.TAKEN, State.AGREED):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    await stored.answer(turn.store, number, turn.person.id, stored.NO)
    await _reopen(turn, one)
    return screens.thanks(turn.tr)


async def close(turn: Turn, number: int) -> Screen:
    """Both contacts are deleted with it; who wanted to help is told."""
    one, _ = await _request(turn, number, lock=True)
    rules.may_close(turn.person, one)
    await stored.change(
        turn.store,
        replace(one, state=State.CLOSED, contact="", helper_contact=""),
    )
    if one.helper_id and turn.person.id == one.person_id:
        await _tell(turn, one, [one.helper_id], Happening.HELP_DECLINED)
    return (await mine(turn, 0)).saying(turn.tr("Done."))


async def _reopen(turn: Turn, one: HelpRequest) -> None:
    """Whoever did not say no is asked again; if nobody is left, the office."""
    said = await stored.answers(turn.store, one.id)
    left = [person for person, answer in said.items() if answer != stored.NO]
    again = replace(
        one,
        state=State.OPEN if left else State.HANDED,
        helper_id=None,
        contact="",
        helper_contact="",
    )
    await stored.change(turn.store, again)
    await _tell(turn, again, left or await _office(turn, one), _first(again))


async def _volunteers(turn: Turn, one: HelpRequest) -> list[int]:
    circles = await groups.circles(turn.store, one.district_id, one.municipality_id)
    return [
        person for person in await groups.people_in(turn.store, circles) if person != turn.person.id
    ]


async def _office(turn: Turn, one: HelpRequest) -> list[int]:
    return await audiences.coordinators(turn.store, one.district_id, Kind.GROUP)


def _first(one: HelpRequest) -> Happening:
    return Happening.HELP_WANTED if one.state is State.OPEN else Happening.HELP_WAITS


async def _called(turn: Turn, one: HelpRequest, said: dict[int, str]) -> Screen:
    group = await led(turn, one.group_id or 0)
    known = await groups.members(turn.store, group.id)
    return screens.called(
        turn.tr,
        one,
        group,
        [member.name for member in known if said.get(member.person_id) == stored.YES],
        len(said),
    )


async def _town(turn: Turn, one: HelpRequest) -> Municipality | None:
    return (
        await places.municipality(turn.store, one.municipality_id) if one.municipality_id else None
    )


async def _tell(
    turn: Turn, one: HelpRequest, people: Collection[int], happening: Happening
) -> None:
    await tell_in(
        turn.store,
        one.district_id,
        people,
        Event(happening, one.group_id, help_id=one.id),
        turn.now,
    )


async def _request(
    turn: Turn, number: int, *, lock: bool = False
) -> tuple[HelpRequest, dict[int, str]]:
    """With who was asked, and what they said."""
    one = await stored.by_id(turn.store, number, lock=lock)
    if one is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return one, await stored.answers(turn.store, number)
